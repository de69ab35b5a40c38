package io.returnbridge.steps.exchange;

import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ExchangeRelease;
import io.returnbridge.model.Keys;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which exchange orders a return is to have: decisions about one return. */
final class ExchangePlanning {

  private final Channels channels;
  private final ExchangeRelease release;
  private final Function<Unit, Optional<String>> shown;

  /**
   * @param shown what orders show of the return's units, as for {@link MeantUnits}
   */
  ExchangePlanning(
      Channels channels, ExchangeRelease release, Function<Unit, Optional<String>> shown) {
    this.channels = channels;
    this.release = release;
    this.shown = shown;
  }

  /** Items whose exchange is released and in no plan yet. */
  List<Item> unplanned(ReturnState state) {
    return state.snapshot().items().stream()
        .filter(i -> isReleased(state, i) && planOf(state, i.itemId()).isEmpty())
        .toList();
  }

  /** Whether any would have its order in a store that does not wait for acceptance. */
  boolean isAnyHeld(ReturnState state) {
    MeantUnits meant = new MeantUnits(state, shown);
    return state.snapshot().items().stream()
        .anyMatch(
            i ->
                meant.releases(i, ExchangeRelease.AGREED)
                    && !meant.releases(i, release)
                    && planOf(state, i.itemId()).isEmpty());
  }

  /** Items that are to be exchanged for more than there is of them. */
  static List<Item> tooMany(ReturnState state) {
    return state.snapshot().items().stream()
        .filter(i -> i.exchangesTooMany() && i.status() != ItemStatus.REJECTED)
        .filter(i -> state.snapshot().stage() != ReturnStage.CANCELLED)
        .toList();
  }

  boolean isReleased(ReturnState state, Item item) {
    return item.exchange() != null && new MeantUnits(state, shown).releases(item, release);
  }

  /**
   * One plan for all items that are first seen together; what is agreed later has the next number.
   *
   * @param orders those that the returned goods are of
   */
  ExchangePlan plan(ReturnState state, List<OrderView> orders, List<Item> items) {
    return new ExchangePlan(
        Keys.exchangeOrder(state.rmaNumber(), state.exchanges().size() + 1),
        lines(state, orders, items),
        null,
        ExchangePlan.PLANNED);
  }

  /**
   * The plan as it is made now: the table may have the channel by now that it lacked, or the unit
   * another order line.
   */
  ExchangePlan madeAnew(ReturnState state, List<OrderView> orders, ExchangePlan plan) {
    List<Item> items =
        state.snapshot().items().stream().filter(i -> plan.itemIds().contains(i.itemId())).toList();
    return plan.withLines(lines(state, orders, items));
  }

  private List<ExchangePlan.Line> lines(
      ReturnState state, List<OrderView> orders, List<Item> items) {
    return items.stream().flatMap(i -> lines(state, orders, i).stream()).toList();
  }

  /** One line for each order line that the exchanged units are of. */
  private List<ExchangePlan.Line> lines(ReturnState state, List<OrderView> orders, Item item) {
    Exchange exchange = Objects.requireNonNull(item.exchange());
    Map<Optional<Unit.Allocation>, List<Unit>> byLine = new LinkedHashMap<>();
    new MeantUnits(state, shown)
        .exchanged(item.itemId())
        .forEach(
            u ->
                byLine
                    .computeIfAbsent(Optional.ofNullable(line(u)), l -> new ArrayList<>())
                    .add(u));
    BigDecimal difference = exchange.priceDifference();
    Money exact =
        difference == null
            ? null
            : Money.exact(difference, state.snapshot().currency()).orElse(null);
    int rest = exchange.quantity();
    if (byLine.isEmpty()) {
      return List.of(new ExchangePlan.Line(item.itemId(), exchange.sku(), rest, null, exact));
    }
    List<ExchangePlan.Line> lines = new ArrayList<>();
    for (List<Unit> units : byLine.values()) {
      boolean last = lines.size() == byLine.size() - 1;
      int quantity = last ? rest : units.size();
      Unit first = units.get(0);
      lines.add(
          new ExchangePlan.Line(
              item.itemId(),
              exchange.sku(),
              quantity,
              supplyChannel(orders, first),
              lines.isEmpty() ? exact : null,
              line(first)));
      rest -= quantity;
    }
    return lines;
  }

  private static Unit.@Nullable Allocation line(Unit unit) {
    Unit.Allocation allocation = unit.allocation();
    return allocation == null ? null : allocation.line();
  }

  static boolean lacksChannel(ExchangePlan plan) {
    return plan.lines().stream().anyMatch(l -> l.supplyChannel() == null);
  }

  /** The returned line's supply channel, else the saleable stock channel of the selling channel. */
  private @Nullable String supplyChannel(List<OrderView> orders, Unit unit) {
    return Optional.ofNullable(unit.allocation())
        .flatMap(
            a ->
                orders.stream()
                    .flatMap(o -> o.lines().stream())
                    .filter(l -> l.id().equals(a.lineItemId()))
                    .findFirst())
        .map(OrderView.Line::supplyChannel)
        .or(
            () ->
                Optional.ofNullable(unit.sellingChannel())
                    .flatMap(c -> channels.find(c, Channels.SALEABLE))
                    .map(ChannelRow::stockChannel))
        .orElse(null);
  }

  /** The channel that sold the first goods of the plan for which no stock channel is known. */
  static String unknownChannel(ReturnState state, ExchangePlan plan) {
    return plan.lines().stream()
        .filter(l -> l.supplyChannel() == null)
        .findFirst()
        .flatMap(
            l ->
                state.units().stream()
                    .filter(u -> u.itemId().equals(l.itemId()))
                    .filter(u -> Objects.equals(line(u), l.returned()))
                    .findFirst())
        .map(Unit::sellingChannel)
        .orElse("none");
  }

  static Optional<ExchangePlan> planOf(ReturnState state, String itemId) {
    return state.exchanges().stream()
        .filter(p -> !p.isOver())
        .filter(p -> p.itemIds().contains(itemId))
        .findFirst();
  }

  /**
   * Whether every line of the plan is still what Reveni says. An order stands while Reveni names a
   * quantity that cannot be.
   */
  boolean isWanted(ReturnState state, ExchangePlan plan) {
    return plan.itemIds().stream()
        .allMatch(
            id ->
                (plan.orderId() != null && isUnclear(state, id))
                    || state
                        .item(id)
                        .filter(i -> isReleased(state, i))
                        .map(Item::exchange)
                        .filter(e -> plan.gives(id, e))
                        .isPresent());
  }

  private static boolean isUnclear(ReturnState state, String itemId) {
    return state.item(itemId).filter(Item::exchangesTooMany).isPresent();
  }

  /** In plain words why the plan is not wanted any more. */
  String whyUnwanted(ReturnState state, ExchangePlan plan) {
    ReturnStage stage = state.snapshot().stage();
    if (stage == ReturnStage.CANCELLED || stage == ReturnStage.REJECTED) {
      return "the return is " + stage.name().toLowerCase(Locale.ROOT);
    }
    for (ExchangePlan.Line line : plan.lines()) {
      Item item = state.item(line.itemId()).orElse(null);
      Exchange now = item == null ? null : item.exchange();
      if (item != null && item.status() == ItemStatus.REJECTED) {
        return "the goods for " + line.sku() + " were rejected";
      }
      if (now == null) {
        return "the exchange for " + line.sku() + " was withdrawn";
      }
      if (!plan.gives(line.itemId(), now)) {
        int quantity =
            plan.lines().stream()
                .filter(l -> l.itemId().equals(line.itemId()))
                .mapToInt(ExchangePlan.Line::quantity)
                .sum();
        return "agreed is now "
            + (now.quantity() + " × " + now.sku())
            + " instead of "
            + (quantity + " × " + line.sku());
      }
    }
    return "the goods are no longer accepted";
  }

  /** What is found under the plan's number counts as ours only if its return and SKUs agree. */
  static boolean isOurs(ExchangeOrder found, ReturnState state, ExchangePlan plan) {
    Map<String, Long> wanted = new HashMap<>();
    plan.lines().forEach(l -> wanted.merge(l.sku(), (long) l.quantity(), Long::sum));
    Map<String, Long> there = new HashMap<>();
    found.lines().forEach(l -> there.merge(l.sku(), l.quantity(), Long::sum));
    return found.returnIds().contains(state.id().id()) && there.equals(wanted);
  }
}
