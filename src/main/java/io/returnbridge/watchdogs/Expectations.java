package io.returnbridge.watchdogs;

import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Credit;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ExchangeRelease;
import io.returnbridge.model.Keys;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StatutoryRefund;
import io.returnbridge.model.Unit;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is expected of a return by its state: pure decisions. */
final class Expectations {

  static final String REFUND_DUE = "REFUND_DUE";

  /** The codes of what is expected by the state alone. */
  static final List<String> CODES =
      List.of(
          "ORDER_NOT_FOUND",
          "REFUND_NOT_MIRRORED",
          "CREDIT_MISSING",
          "COVER_EXPIRING",
          "REFUND_UNALLOCATED",
          "NOT_IN_INSPECTION",
          "INSPECTION_OVERDUE",
          "EXCHANGE_MISSING",
          PickUps.CODE,
          REFUND_DUE);

  private final Mappings mappings;

  Expectations(Mappings mappings) {
    this.mappings = mappings;
  }

  /**
   * @param now nothing is expected since later than this, whatever Reveni's clock says
   */
  List<Expectation> of(ReturnState state, Instant now) {
    Reading reading = new Reading(state, now);
    reading.order();
    state.snapshot().refunds().stream().filter(r -> r.status().wasPaid()).forEach(reading::refund);
    reading.sum();
    reading.statutory();
    state.snapshot().items().forEach(i -> reading.goods(i.itemId(), i.sku()));
    reading.exchanges();
    return List.copyOf(reading.expected);
  }

  private final class Reading {
    private final ReturnState state;
    private final Instant now;
    private final MeantUnits meant;
    private final List<Expectation> expected = new ArrayList<>();

    Reading(ReturnState state, Instant now) {
      this.state = state;
      this.now = now;
      this.meant = new MeantUnits(state);
    }

    /** From the first look that did not find it: it may have been late in Reveni as well. */
    void order() {
      if (!state.orderFound()) {
        String number = state.orderNumber();
        add(
            "ORDER_NOT_FOUND",
            "",
            number == null ? "" : number,
            WakeUp.ACCEPT_RETURN,
            now,
            Map.of(
                "detail",
                number == null
                    ? "Reveni names no order for it"
                    : "order "
                        + number
                        + " is not in commercetools for store "
                        + state.id().store()));
      }
    }

    void refund(Refund refund) {
      Instant completed = refund.completedAt();
      Instant since = completed == null ? state.snapshot().updatedAt() : completed;
      Map<String, String> details =
          Map.of(
              "refundId",
              refund.refundId(),
              "amount",
              Money.text(refund.amount(), refund.currency()));
      Optional<Credit> credit = state.credit(refund.refundId());
      if (credit.map(Credit::paymentId).isEmpty()) {
        add("CREDIT_MISSING", refund.refundId(), "", WakeUp.LINK_CREDIT, since, details);
      }
      if (state.orderFound() && credit.map(Credit::linkedOrder).isEmpty()) {
        // A credit is linked together with the order's refund fields.
        add(
            "REFUND_NOT_MIRRORED",
            refund.refundId(),
            refund.status().name(),
            WakeUp.MIRROR_STATUS,
            since,
            details);
      }
      if (isCovered(refund)) {
        add("COVER_EXPIRING", refund.refundId(), "", WakeUp.ACCEPT_RETURN, since, details);
      }
    }

    /** Reveni paid at once, and nobody has decided whether it gets its money back. */
    private boolean isCovered(Refund refund) {
      return state.snapshot().instant()
          && !state.snapshot().terminal()
          && refund.status() == RefundStatus.COMPLETED
          && mappings.payload().isPaidByReveni(refund.paidBy())
          && state.snapshot().items().stream()
              .filter(i -> meant.exchanged(i.itemId()).size() < i.quantity())
              .filter(
                  i ->
                      refund.items().isEmpty()
                          || refund.items().stream().anyMatch(r -> r.itemId().equals(i.itemId())))
              .anyMatch(i -> i.status() == ItemStatus.PENDING);
    }

    /** Nothing more is to come, and of some units nobody can say whether they are refunded. */
    void sum() {
      if (!state.orderFound() || !isOver() || meant.unallocated().isEmpty()) {
        return;
      }
      add(
          "REFUND_UNALLOCATED",
          "",
          meant.sums(),
          WakeUp.MIRROR_STATUS,
          state.snapshot().refunds().stream()
              .filter(r -> r.status().wasPaid())
              .map(Refund::completedAt)
              .flatMap(Stream::ofNullable)
              .max(Comparator.naturalOrder())
              .orElse(state.snapshot().updatedAt()),
          Map.of("detail", meant.sums()));
    }

    /** Whoever pays it, it has to be there within the time that the law gives. */
    void statutory() {
      mappings
          .stores()
          .find(state.id().store())
          .flatMap(store -> StatutoryRefund.since(state, store.country()))
          .filter(since -> StatutoryRefund.isOwed(state))
          .ifPresent(since -> add(REFUND_DUE, "", "", WakeUp.ACCEPT_RETURN, since, Map.of()));
    }

    private boolean isOver() {
      return state.snapshot().terminal()
          && state.snapshot().heldBack().isEmpty()
          && state.snapshot().refunds().stream()
              .noneMatch(
                  r -> r.status() == RefundStatus.PENDING || r.status() == RefundStatus.APPROVED);
    }

    void goods(String itemId, String sku) {
      List<Unit> here =
          state.units().stream()
              .filter(u -> u.itemId().equals(itemId) && u.received() && !u.released())
              .filter(u -> !isCustom(u) && !neverCame(u))
              .toList();
      Instant since = state.snapshot().updatedAt();
      Map<String, String> details = new HashMap<>(Map.of("itemId", itemId, "sku", sku));
      here.stream()
          .map(Unit::sellingChannel)
          .flatMap(Stream::ofNullable)
          .flatMap(c -> mappings.channels().find(c, Channels.AWAITING_INSPECTION).stream())
          .map(ChannelRow::stockChannel)
          .findFirst()
          .ifPresent(channel -> details.put("channel", channel));
      if (here.stream().anyMatch(u -> u.outcome() == null)) {
        add(
            "NOT_IN_INSPECTION",
            itemId,
            Integer.toString(here.size()),
            WakeUp.HOLD_FOR_INSPECTION,
            since,
            details);
      }
      long uninspected = here.stream().filter(Reading::isUninspected).count();
      if (uninspected > 0) {
        details.put("units", Long.toString(uninspected));
        add("INSPECTION_OVERDUE", itemId, "", WakeUp.MOVE_INSPECTED_STOCK, since, details);
      }
    }

    private static boolean isUninspected(Unit unit) {
      return unit.outcome() == null && Channels.AWAITING_INSPECTION.equals(unit.location());
    }

    private static boolean isCustom(Unit unit) {
      Unit.Allocation allocation = unit.allocation();
      return allocation != null && allocation.custom();
    }

    private static boolean neverCame(Unit unit) {
      Unit.Outcome outcome = unit.outcome();
      return outcome != null && outcome.grade().equals(Unit.NEVER_CAME);
    }

    /**
     * One a planned order, and one for what is planned next, under the number that it will have.
     */
    void exchanges() {
      if (!state.orderFound()) {
        return;
      }
      ExchangeRelease release =
          mappings
              .stores()
              .find(state.id().store())
              .map(StoreRow::exchangeRelease)
              .orElse(ExchangeRelease.AGREED);
      Predicate<Item> released = i -> meant.releases(i, release);
      for (ExchangePlan plan : state.exchanges()) {
        List<Item> items = items(plan);
        if (items.size() != plan.itemIds().size() || !items.stream().allMatch(released)) {
          continue;
        }
        if (plan.status().equals(ExchangePlan.PLANNED)) {
          exchange(plan.orderNumber(), items);
        } else if (isAgreed(plan, items)) {
          add(
              PickUps.CODE,
              plan.orderNumber(),
              "",
              WakeUp.CREATE_EXCHANGE_ORDER,
              now,
              Map.of("actual", plan.orderNumber()));
        }
      }
      List<Item> unplanned =
          state.snapshot().items().stream()
              .filter(released)
              .filter(i -> state.exchanges().stream().noneMatch(p -> isFor(p, i)))
              .toList();
      if (!unplanned.isEmpty()) {
        exchange(Keys.exchangeOrder(state.rmaNumber(), state.exchanges().size() + 1), unplanned);
      }
    }

    private List<Item> items(ExchangePlan plan) {
      return state.snapshot().items().stream().filter(i -> isFor(plan, i)).toList();
    }

    /** What is to be cancelled is not to be picked up. */
    private static boolean isAgreed(ExchangePlan plan, List<Item> items) {
      return items.stream()
          .allMatch(i -> i.exchange() != null && plan.gives(i.itemId(), i.exchange()));
    }

    private static boolean isFor(ExchangePlan plan, Item item) {
      return !plan.isOver() && plan.itemIds().contains(item.itemId());
    }

    private void exchange(String orderNumber, List<Item> items) {
      String skus =
          items.stream()
              .flatMap(i -> Stream.ofNullable(i.exchange()))
              .map(e -> e.sku())
              .distinct()
              .collect(Collectors.joining(", "));
      add(
          "EXCHANGE_MISSING",
          orderNumber,
          "",
          WakeUp.CREATE_EXCHANGE_ORDER,
          state.snapshot().updatedAt(),
          Map.of("sku", skus, "expected", orderNumber));
    }

    private void add(
        String code,
        String subject,
        String what,
        String step,
        Instant since,
        Map<String, String> details) {
      Map<String, String> all = new HashMap<>(details);
      all.put("rmaNumber", state.rmaNumber());
      put(all, "orderNumber", state.orderNumber());
      expected.add(
          new Expectation(
              state.id().store(),
              state.id().id(),
              code,
              subject,
              what,
              step,
              state.id().subject(),
              since.isAfter(now) ? now : since,
              Map.copyOf(all)));
    }
  }

  private static void put(Map<String, String> details, String name, @Nullable String value) {
    if (value != null) {
      details.put(name, value);
    }
  }
}
