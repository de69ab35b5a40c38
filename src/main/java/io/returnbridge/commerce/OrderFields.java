package io.returnbridge.commerce;

import io.returnbridge.model.Credit;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The custom fields of an order that show all its returns to customer service. */
public final class OrderFields {

  /** Refunds in order of attention: of several, the order shows the first that there is. */
  private static final List<RefundStatus> ATTENTION =
      List.of(
          RefundStatus.FAILED,
          RefundStatus.REVERSED,
          RefundStatus.RECOVERED,
          RefundStatus.APPROVED,
          RefundStatus.PENDING,
          RefundStatus.COMPLETED);

  private static final int TIMELINE_ENTRIES = 30;
  private static final int TIMELINE_CHARACTERS = 4000;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String RETURN_IDS = "reveniReturnIds";
  private static final String REFUNDED = "reveniRefundedAmount";
  private static final String UPDATED_AT = "reveniUpdatedAt";

  private static final List<String> REFUND_FIELDS =
      List.of("reveniRefundStatus", REFUNDED, "reveniTimeline", UPDATED_AT);

  private OrderFields() {}

  /** The return that most needs attention: most urgent status first, ties to the newest. */
  public static ReturnState leading(List<ReturnState> returns) {
    return returns.stream()
        .min(
            Comparator.comparingInt((ReturnState r) -> r.snapshot().attention())
                .thenComparing(r -> r.snapshot().updatedAt(), Comparator.<Instant>reverseOrder()))
        .orElseThrow();
  }

  /** The fields that differ from what the returns say; none on an order whose Type lacks them. */
  public static List<OrderChange> missing(OrderView order, List<ReturnState> returns) {
    return differing(order, wanted(order, returns));
  }

  /**
   * As {@link #missing}, for an order that a return was taken for until a person named another:
   * what the order's own returns say, and nothing when it has none. An exchange order keeps the id
   * of the return that led to it.
   *
   * @param gone the return
   */
  public static List<OrderChange> missingOnFormer(
      OrderView order, List<ReturnState> returns, ReturnId gone) {
    List<String> ids = ledTo(order).filter(id -> !id.equals(gone.id())).toList();
    if (!returns.isEmpty()) {
      Map<String, FieldValue> wanted = wanted(order, returns);
      wanted.put(
          RETURN_IDS, texts(Stream.concat(ids.stream(), returns.stream().map(r -> r.id().id()))));
      return differing(order, wanted);
    }
    if (order.fields() == OrderView.Fields.CONFLICT) {
      return List.of();
    }
    List<OrderChange> changes = new ArrayList<>();
    for (String name : new TreeSet<>(order.custom().keySet())) {
      FieldValue kept = name.equals(RETURN_IDS) && !ids.isEmpty() ? texts(ids.stream()) : null;
      if (kept == null || !same(kept, order.custom().get(name))) {
        changes.add(new OrderChange.SetField(name, kept));
      }
    }
    return changes;
  }

  /**
   * What stands on an exchange order: the return that led to it is one of another order, and stays
   * named when goods of the exchange order come back.
   */
  private static Stream<String> ledTo(OrderView order) {
    return Keys.isExchangeOrder(order.orderNumber())
            && order.custom().get(RETURN_IDS) instanceof FieldValue.Texts ids
        ? ids.values().stream()
        : Stream.empty();
  }

  /**
   * As {@link #missing}, for an exchange order: what its goods cost is credited on the original.
   */
  public static List<OrderChange> missingOnExchange(OrderView order, List<ReturnState> returns) {
    if (returns.isEmpty()) {
      return List.of();
    }
    Map<String, FieldValue> wanted = wanted(order, returns);
    wanted.remove(REFUNDED);
    wanted.remove("reveniExchangeOrders");
    List<OrderChange> changes = differing(order, wanted);
    if (order.fields() != OrderView.Fields.CONFLICT && order.custom().containsKey(REFUNDED)) {
      changes.add(new OrderChange.SetField(REFUNDED, null));
    }
    return changes;
  }

  /** As {@link #missing}, but only the fields that a credit changes. */
  public static List<OrderChange> missingRefundFields(OrderView order, List<ReturnState> returns) {
    Map<String, FieldValue> wanted = wanted(order, returns);
    wanted.keySet().retainAll(REFUND_FIELDS);
    return differing(order, wanted);
  }

  /** Only the timeline, which an inspection adds to. */
  public static List<OrderChange> missingTimeline(OrderView order, List<ReturnState> returns) {
    Map<String, FieldValue> wanted = wanted(order, returns);
    wanted.keySet().retainAll(List.of("reveniTimeline"));
    return differing(order, wanted);
  }

  private static List<OrderChange> differing(OrderView order, Map<String, FieldValue> wanted) {
    List<OrderChange> changes = new ArrayList<>();
    if (order.fields() != OrderView.Fields.CONFLICT) {
      wanted.forEach(
          (name, value) -> {
            if (!same(value, order.custom().get(name))) {
              changes.add(new OrderChange.SetField(name, value));
            }
          });
    }
    return changes.stream().allMatch(OrderFields::isTime) ? List.of() : changes;
  }

  /** That Reveni has touched a return is no news by itself. */
  private static boolean isTime(OrderChange change) {
    return change instanceof OrderChange.SetField set && set.name().equals(UPDATED_AT);
  }

  private static Map<String, FieldValue> wanted(OrderView order, List<ReturnState> returns) {
    ReturnState leading = leading(returns);
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    fields.put("reveniReturnStatus", new FieldValue.Text(leading.snapshot().status()));
    fields.put(
        RETURN_IDS, texts(Stream.concat(ledTo(order), returns.stream().map(r -> r.id().id()))));
    fields.put(
        "reveniReasonCodes",
        texts(
            returns.stream()
                .flatMap(r -> r.units().stream())
                .filter(u -> !u.released())
                .map(Unit::reasonCode)));
    refundStatus(returns)
        .ifPresent(
            s ->
                fields.put(
                    "reveniRefundStatus", new FieldValue.Text(s.name().toLowerCase(Locale.ROOT))));
    refunded(order.total().currencyCode(), returns)
        .ifPresent(m -> fields.put(REFUNDED, new FieldValue.Amount(m)));
    fields.put(
        "reveniTracking",
        texts(
            returns.stream()
                .flatMap(r -> r.snapshot().shipments().stream())
                .map(ReturnSnapshot.Shipment::trackingNumber)));
    fields.put(
        "reveniExchangeOrders",
        texts(
            returns.stream()
                .flatMap(r -> r.exchanges().stream())
                .filter(e -> e.orderId() != null)
                .map(ExchangePlan::orderNumber)));
    fields.put("reveniTimeline", new FieldValue.Text(timeline(returns)));
    fields.put(
        UPDATED_AT,
        new FieldValue.Moment(
            returns.stream()
                .map(r -> r.snapshot().updatedAt())
                .max(Comparator.naturalOrder())
                .orElseThrow()));
    fields
        .entrySet()
        .removeIf(
            e ->
                e.getValue() instanceof FieldValue.Texts t
                    && t.values().isEmpty()
                    && !order.custom().containsKey(e.getKey()));
    return fields;
  }

  private static Optional<RefundStatus> refundStatus(List<ReturnState> returns) {
    return returns.stream()
        .flatMap(r -> r.snapshot().refunds().stream())
        .map(ReturnSnapshot.Refund::status)
        .min(Comparator.comparingInt(ATTENTION::indexOf));
  }

  /**
   * What the credits in the order's currency add up to, less what was taken back; nothing when that
   * cannot be counted.
   */
  private static Optional<Money> refunded(String currency, List<ReturnState> returns) {
    List<Credit> credits =
        returns.stream()
            .flatMap(r -> r.credits().stream())
            .filter(c -> c.paymentId() != null && c.amount().currencyCode().equals(currency))
            .toList();
    if (credits.isEmpty()) {
      return Optional.empty();
    }
    try {
      long cents =
          credits.stream()
              .mapToLong(
                  c -> {
                    Money charged = c.charged();
                    return Math.subtractExact(
                        c.amount().centAmount(), charged == null ? 0 : charged.centAmount());
                  })
              .reduce(0, Math::addExact);
      return Optional.of(new Money(cents, currency));
    } catch (ArithmeticException overflow) {
      return Optional.empty();
    }
  }

  private record Entry(Instant at, String line, int sequence) {}

  /** Newest first; what happened at one time keeps the order in which it was told. */
  private static String timeline(List<ReturnState> returns) {
    List<Entry> entries = new ArrayList<>();
    for (ReturnState r : returns) {
      for (ReturnState.TimelineEntry e : r.timeline()) {
        entries.add(
            new Entry(
                e.at(),
                MINUTE.format(e.at()) + " " + r.rmaNumber() + " " + e.effect(),
                entries.size()));
      }
    }
    entries.sort(Comparator.comparing(Entry::at).thenComparingInt(Entry::sequence).reversed());
    StringBuilder text = new StringBuilder();
    for (Entry e : entries.subList(0, Math.min(TIMELINE_ENTRIES, entries.size()))) {
      if (text.length() + e.line.length() + 1 > TIMELINE_CHARACTERS) {
        break;
      }
      text.append(text.isEmpty() ? "" : "\n").append(e.line);
    }
    return text.toString();
  }

  private static FieldValue texts(Stream<@Nullable String> values) {
    return new FieldValue.Texts(
        values
            .filter(Objects::nonNull)
            .filter(v -> !v.isEmpty())
            .distinct()
            .collect(Collectors.toList()));
  }

  private static boolean same(FieldValue a, @Nullable FieldValue b) {
    if (a instanceof FieldValue.Texts x && b instanceof FieldValue.Texts y) {
      return new HashSet<>(x.values()).equals(new HashSet<>(y.values()));
    }
    if (a instanceof FieldValue.Moment x && b instanceof FieldValue.Moment y) {
      return x.value().toEpochMilli() == y.value().toEpochMilli();
    }
    return a.equals(b);
  }
}
