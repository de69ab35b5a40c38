package io.returnbridge.commercetools;

import com.commercetools.api.models.cart.ItemShippingDetailsDraft;
import com.commercetools.api.models.cart.ItemShippingTarget;
import com.commercetools.api.models.cart.Shipping;
import com.commercetools.api.models.common.Address;
import com.commercetools.api.models.common.AddressDraft;
import com.commercetools.api.models.common.BaseAddress;
import com.commercetools.api.models.order.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the new goods go: to where those that come back went. The order's own address is the one of
 * its goods; when they go to several, each line names its own.
 */
final class Deliveries {

  /** So many new goods of one line to one address. */
  private record Part(AddressDraft address, long quantity, boolean named) {}

  private final List<List<Part>> byLine = new ArrayList<>();

  /** Each address once, by its key on the new order. */
  private final Map<String, AddressDraft> addresses = new LinkedHashMap<>();

  /** Keys of addresses that had none, for lines to name them. */
  private final Set<String> ours = new HashSet<>();

  /** The next line of the new order. */
  void add(ReturnedLine line, long quantity) {
    List<Part> parts = new ArrayList<>();
    long rest = quantity;
    for (int i = 0; i < line.targets().size() && rest > 0; i++) {
      ItemShippingTarget target = line.targets().get(i);
      boolean last = i == line.targets().size() - 1;
      long some = last ? rest : Math.min(rest, target.getQuantity());
      parts.add(new Part(kept(line.order(), address(line.order(), target)), some, true));
      rest -= some;
    }
    if (line.targets().isEmpty()) {
      parts.add(new Part(kept(line.order(), address(line.order())), quantity, false));
    }
    byLine.add(parts);
  }

  /** The address of the order as a whole. */
  AddressDraft main() {
    List<Part> all = byLine.stream().flatMap(List::stream).toList();
    AddressDraft main =
        AddressDraft.of(
            all.stream().filter(p -> !p.named()).findFirst().orElse(all.get(0)).address());
    if (ours.contains(main.getKey())) {
      main.setKey(null);
    }
    return main;
  }

  /** The addresses that lines name; none when all goods go to the order's, as those before did. */
  List<BaseAddress> ofLines() {
    return isByLine() ? List.copyOf(addresses.values()) : List.of();
  }

  Optional<ItemShippingDetailsDraft> detailsOf(int line) {
    if (!isByLine()) {
      return Optional.empty();
    }
    Map<String, Long> quantities = new LinkedHashMap<>();
    byLine.get(line).forEach(p -> quantities.merge(p.address().getKey(), p.quantity(), Long::sum));
    return Optional.of(
        ItemShippingDetailsDraft.builder()
            .targets(
                quantities.entrySet().stream()
                    .map(
                        e ->
                            ItemShippingTarget.builder()
                                .addressKey(e.getKey())
                                .quantity(e.getValue())
                                .build())
                    .toList())
            .build());
  }

  private boolean isByLine() {
    return addresses.size() > 1 || byLine.stream().flatMap(List::stream).anyMatch(Part::named);
  }

  private AddressDraft kept(Order order, Optional<Address> found) {
    Address address =
        found.orElseThrow(
            () ->
                ExchangeDraft.nowhere(
                    order,
                    "order %s has no address to deliver to".formatted(order.getOrderNumber())));
    if (address.getCountry() == null || address.getCountry().isBlank()) {
      throw ExchangeDraft.nowhere(
          order, "the address of order %s has no country".formatted(order.getOrderNumber()));
    }
    AddressDraft draft = Objects.requireNonNull(draft(address));
    String key = draft.getKey();
    draft.setKey(null);
    for (Map.Entry<String, AddressDraft> known : addresses.entrySet()) {
      if (isSame(known.getValue(), draft)) {
        return known.getValue();
      }
    }
    String free = key != null && !addresses.containsKey(key) ? key : freeKey();
    draft.setKey(free);
    addresses.put(free, draft);
    return draft;
  }

  private String freeKey() {
    String key = "address-1";
    for (int n = 2; addresses.containsKey(key); n++) {
      key = "address-" + n;
    }
    ours.add(key);
    return key;
  }

  private static boolean isSame(AddressDraft known, AddressDraft other) {
    AddressDraft same = AddressDraft.of(known);
    same.setKey(null);
    return same.equals(other);
  }

  /** An address that the line names, else the one of the shipment that it names. */
  private static Optional<Address> address(Order order, ItemShippingTarget target) {
    return list(order.getItemShippingAddresses())
        .filter(a -> a.getKey() != null && a.getKey().equals(target.getAddressKey()))
        .findFirst()
        .or(
            () ->
                list(order.getShipping())
                    .filter(s -> s.getShippingKey().equals(target.getShippingMethodKey()))
                    .map(Shipping::getShippingAddress)
                    .flatMap(Stream::ofNullable)
                    .findFirst());
  }

  /** The order's, or the only one of its shipments and lines. */
  private static Optional<Address> address(Order order) {
    if (order.getShippingAddress() != null) {
      return Optional.of(order.getShippingAddress());
    }
    List<Address> all =
        Stream.concat(
                list(order.getShipping())
                    .map(Shipping::getShippingAddress)
                    .flatMap(Stream::ofNullable),
                list(order.getItemShippingAddresses()))
            .toList();
    boolean isOne = all.stream().map(Deliveries::place).distinct().count() == 1;
    return isOne ? Optional.of(all.get(0)) : Optional.empty();
  }

  private static AddressDraft place(Address address) {
    AddressDraft place = Objects.requireNonNull(draft(address));
    place.setKey(null);
    return place;
  }

  private static <T> Stream<T> list(@Nullable List<T> some) {
    return some == null ? Stream.empty() : some.stream();
  }

  /** With its custom fields; its id is one of the old order. */
  static @Nullable AddressDraft draft(@Nullable Address address) {
    if (address == null) {
      return null;
    }
    AddressDraft draft = SdkJson.MAPPER.convertValue(address, AddressDraft.class);
    draft.setId(null);
    return draft;
  }
}
