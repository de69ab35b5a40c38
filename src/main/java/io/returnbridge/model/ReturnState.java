package io.returnbridge.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one return: what Reveni said last and what was done about it. What
 * remains to be done is always derived from this, never from an event.
 *
 * @param orderNumber the order that Reveni or a person named
 * @param orderFound whether commercetools has that order, in the Store of this return's store
 * @param classifications item id to approved code, as a person chose it
 * @param timeline what happened, oldest first
 * @param formerOrders orders that the return was taken for, until a person named another; its
 *     traces on them are removed
 * @param version counts the saves; a save on another version than the loaded one fails
 */
public record ReturnState(
    ReturnId id,
    String rmaNumber,
    @Nullable String orderNumber,
    boolean orderFound,
    ReturnSnapshot snapshot,
    List<Unit> units,
    List<Credit> credits,
    List<ExchangePlan> exchanges,
    Map<String, String> classifications,
    List<TimelineEntry> timeline,
    List<String> formerOrders,
    long version) {

  public ReturnState {
    units = List.copyOf(units);
    credits = List.copyOf(credits);
    exchanges = List.copyOf(exchanges);
    classifications = Collections.unmodifiableMap(classifications);
    timeline = List.copyOf(timeline);
    formerOrders = formerOrders == null ? List.of() : List.copyOf(formerOrders);
  }

  /**
   * @param event as in {@code timing.csv}, what a scan did, or what a person decided
   * @param effect in plain words, for customer service
   */
  public record TimelineEntry(Instant at, String event, String effect) {}

  public Optional<Credit> credit(String refundId) {
    return credits.stream().filter(c -> c.refundId().equals(refundId)).findFirst();
  }

  public Optional<ReturnSnapshot.Item> item(String itemId) {
    return snapshot.items().stream().filter(i -> i.itemId().equals(itemId)).findFirst();
  }

  /** The same state with every unit passed through {@code change}. */
  public ReturnState mapUnits(UnaryOperator<Unit> change) {
    return withUnits(units.stream().map(change).toList());
  }

  public ReturnState withUnits(List<Unit> u) {
    return with(s -> s.units = u);
  }

  /** The item's units have the reason that a person chose, for good. */
  public ReturnState withClassification(String itemId, String code) {
    Map<String, String> chosen = new LinkedHashMap<>(classifications);
    chosen.put(itemId, code);
    return with(s -> s.classifications = chosen)
        .mapUnits(u -> u.itemId().equals(itemId) ? u.withReasonCode(code) : u);
  }

  /**
   * The return belongs to that order, which commercetools has. Reveni's number does not change it
   * any more.
   */
  public ReturnState withOrder(String number) {
    List<String> former = new ArrayList<>(formerOrders);
    if (orderFound && orderNumber != null && !former.contains(orderNumber)) {
      former.add(orderNumber);
    }
    former.remove(number);
    return with(
        s -> {
          s.orderNumber = number;
          s.orderFound = true;
          s.formerOrders = former;
        });
  }

  /** The same knowledge of ours, with what Reveni says now and the units that follow from it. */
  public ReturnState withSnapshot(ReturnSnapshot now, List<Unit> unitsNow) {
    return with(
        s -> {
          s.rmaNumber = now.rmaNumber();
          s.orderNumber = orderFound || now.orderNumber() == null ? orderNumber : now.orderNumber();
          s.snapshot = now;
          s.units = unitsNow;
        });
  }

  /** Replaces the credit of the same refund, or adds it. */
  public ReturnState withCredit(Credit credit) {
    return with(
        s -> s.credits = replace(credits, credit, c -> c.refundId().equals(credit.refundId())));
  }

  /** Replaces the plan of the same order number, or adds it. */
  public ReturnState withExchange(ExchangePlan plan) {
    return with(
        s ->
            s.exchanges =
                replace(exchanges, plan, p -> p.orderNumber().equals(plan.orderNumber())));
  }

  public ReturnState withTimeline(TimelineEntry entry) {
    return with(s -> s.timeline = replace(timeline, entry, entry::equals));
  }

  public ReturnState withVersion(long v) {
    return with(s -> s.version = v);
  }

  private ReturnState with(Consumer<Changed> change) {
    Changed state = new Changed(this);
    change.accept(state);
    return state.end();
  }

  /** A state while it is changed. */
  private static final class Changed {
    private final ReturnId id;
    private String rmaNumber;
    private @Nullable String orderNumber;
    private boolean orderFound;
    private ReturnSnapshot snapshot;
    private List<Unit> units;
    private List<Credit> credits;
    private List<ExchangePlan> exchanges;
    private Map<String, String> classifications;
    private List<TimelineEntry> timeline;
    private List<String> formerOrders;
    private long version;

    Changed(ReturnState from) {
      id = from.id;
      rmaNumber = from.rmaNumber;
      orderNumber = from.orderNumber;
      orderFound = from.orderFound;
      snapshot = from.snapshot;
      units = from.units;
      credits = from.credits;
      exchanges = from.exchanges;
      classifications = from.classifications;
      timeline = from.timeline;
      formerOrders = from.formerOrders;
      version = from.version;
    }

    ReturnState end() {
      return new ReturnState(
          id,
          rmaNumber,
          orderNumber,
          orderFound,
          snapshot,
          units,
          credits,
          exchanges,
          classifications,
          timeline,
          formerOrders,
          version);
    }
  }

  private static <T> List<T> replace(List<T> list, T with, Predicate<T> same) {
    Objects.requireNonNull(with);
    List<T> result = new ArrayList<>(list);
    for (int i = 0; i < result.size(); i++) {
      if (same.test(result.get(i))) {
        result.set(i, with);
        return List.copyOf(result);
      }
    }
    result.add(with);
    return List.copyOf(result);
  }

  /** Which return this is, for the placeholders of a case's texts. */
  public Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    names.put("store", id.store());
    names.put("returnId", id.id());
    names.put("rmaNumber", rmaNumber);
    if (orderNumber != null) {
      names.put("orderNumber", orderNumber);
    }
    return names;
  }
}
