package io.returnbridge.api;

import io.returnbridge.model.Credit;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundParts;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StatutoryRefund;
import io.returnbridge.model.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one return, for people.
 *
 * @param answer "where is my refund?" in one sentence
 * @param statutoryDueAt when it has to be refunded by law; null while the goods are with the
 *     shopper, when nothing is owed any more, and where there is no such time
 */
public record CaseFile(
    String returnId,
    String rmaNumber,
    @Nullable String orderNumber,
    String store,
    String status,
    Answer answer,
    @Nullable Instant statutoryDueAt,
    List<Item> items,
    List<Refund> refunds,
    List<Exchange> exchanges,
    List<ReturnState.TimelineEntry> timeline) {

  /**
   * @param location a text; a list with one text a unit where units differ; null before receipt
   */
  public record Item(
      String itemId,
      String sku,
      int quantity,
      @Nullable String reasonCode,
      @Nullable Object location,
      List<ItemUnit> units) {}

  public record ItemUnit(int n, @Nullable String lineItemId, @Nullable String location) {}

  /**
   * @param amount null when the currency cannot hold it exactly
   * @param method as Reveni says it
   * @param completedAt null while it is not paid
   * @param takenBack what was reversed or recovered of it; null for nothing
   * @param paymentKey null until the credit exists in commercetools
   * @param parts add up to the amount
   * @param bonus beside the amount; null for none
   */
  public record Refund(
      String refundId,
      @Nullable Money amount,
      String status,
      String paidBy,
      String method,
      @Nullable Instant completedAt,
      @Nullable Money takenBack,
      @Nullable String paymentKey,
      List<RefundParts.Part> parts,
      @Nullable Money bonus) {}

  /**
   * @param orderId null until commercetools has answered with it
   */
  public record Exchange(String orderNumber, @Nullable String orderId, String status) {}

  /**
   * @param country of its store; empty for one that there is no more
   */
  static CaseFile of(ReturnState state, String country, Answer answer) {
    return new CaseFile(
        state.id().id(),
        state.rmaNumber(),
        state.orderNumber(),
        state.id().store(),
        state.snapshot().status(),
        answer,
        StatutoryRefund.dueAt(state, country).orElse(null),
        state.snapshot().items().stream().map(item -> item(state, item)).toList(),
        state.snapshot().refunds().stream().map(refund -> refund(state, refund)).toList(),
        state.exchanges().stream().map(CaseFile::exchange).toList(),
        state.timeline());
  }

  private static Item item(ReturnState state, ReturnSnapshot.Item item) {
    List<Unit> units =
        state.units().stream().filter(u -> u.itemId().equals(item.itemId())).toList();
    return new Item(
        item.itemId(),
        item.sku().isEmpty() && !units.isEmpty() ? units.get(0).sku() : item.sku(),
        item.quantity(),
        units.stream().map(Unit::reasonCode).filter(Objects::nonNull).findFirst().orElse(null),
        location(units),
        units.stream().map(CaseFile::unit).toList());
  }

  private static @Nullable Object location(List<Unit> units) {
    List<@Nullable String> locations = new ArrayList<>();
    units.forEach(u -> locations.add(u.location()));
    if (new HashSet<>(locations).size() > 1) {
      return locations;
    }
    return locations.isEmpty() ? null : locations.get(0);
  }

  private static ItemUnit unit(Unit unit) {
    Unit.Allocation allocation = unit.allocation();
    return new ItemUnit(
        unit.n(), allocation == null ? null : allocation.lineItemId(), unit.location());
  }

  private static Refund refund(ReturnState state, ReturnSnapshot.Refund refund) {
    return new Refund(
        refund.refundId(),
        Money.exact(refund.amount(), refund.currency()).orElse(null),
        refund.status().name().toLowerCase(Locale.ROOT),
        refund.paidBy(),
        refund.method(),
        refund.completedAt(),
        RefundParts.takenBack(refund).orElse(null),
        state
            .credit(refund.refundId())
            .filter(c -> c.paymentId() != null)
            .map(Credit::paymentKey)
            .orElse(null),
        RefundParts.of(refund, state.snapshot()),
        Optional.ofNullable(refund.bonus())
            .flatMap(bonus -> Money.exact(bonus, refund.currency()))
            .orElse(null));
  }

  private static Exchange exchange(ExchangePlan plan) {
    return new Exchange(plan.orderNumber(), plan.orderId(), plan.status());
  }
}
