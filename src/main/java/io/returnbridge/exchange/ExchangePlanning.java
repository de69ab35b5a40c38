package io.returnbridge.exchange;

import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.ExchangeRelease;
import io.returnbridge.returns.ExchangePlan;
import io.returnbridge.returns.Keys;
import io.returnbridge.returns.Money;
import io.returnbridge.returns.ReturnSnapshot.Exchange;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which exchange orders a return is to have: pure decisions, without a request. */
final class ExchangePlanning {

  private final Channels channels;
  private final ExchangeRelease release;

  ExchangePlanning(Channels channels, ExchangeRelease release) {
    this.channels = channels;
    this.release = release;
  }

  /** Items whose exchange is released and in no plan yet. */
  List<Item> unplanned(ReturnState state) {
    return state.snapshot().items().stream()
        .filter(i -> isReleased(state, i) && planOf(state, i.itemId()).isEmpty())
        .toList();
  }

  /**
   * Agreed, not cancelled and not rejected; on a merchant that waits for inspection, accepted as
   * well.
   */
  boolean isReleased(ReturnState state, Item item) {
    return item.exchange() != null
        && !state.snapshot().reveniStatus().equals("cancelled")
        && item.status() != ItemStatus.REJECTED
        && (release == ExchangeRelease.AGREED || item.status() == ItemStatus.ACCEPTED);
  }

  /**
   * One plan for all items that are first seen together; what is agreed later has the next number.
   */
  ExchangePlan plan(ReturnState state, OrderView original, List<Item> items) {
    List<ExchangePlan.Line> lines = new ArrayList<>();
    for (Item item : items) {
      Exchange exchange = Objects.requireNonNull(item.exchange());
      BigDecimal difference = exchange.priceDifference();
      Money exact =
          difference == null
              ? null
              : Money.exact(difference, state.snapshot().currency()).orElse(null);
      lines.add(
          new ExchangePlan.Line(
              item.itemId(),
              exchange.sku(),
              exchange.quantity(),
              supplyChannel(state, original, item.itemId()),
              exact));
    }
    return new ExchangePlan(
        Keys.exchangeOrder(state.rmaNumber(), state.exchanges().size() + 1),
        lines,
        null,
        ExchangePlan.PLANNED);
  }

  /** The returned line's supply channel, else the saleable stock channel of the selling channel. */
  private @Nullable String supplyChannel(ReturnState state, OrderView original, String itemId) {
    Optional<Unit> unit = state.units().stream().filter(u -> u.itemId().equals(itemId)).findFirst();
    Optional<String> ofLine =
        unit.map(Unit::allocation)
            .flatMap(
                a ->
                    original.lines().stream()
                        .filter(l -> l.id().equals(a.lineItemId()))
                        .findFirst())
            .map(OrderView.Line::supplyChannel);
    return ofLine
        .or(
            () ->
                unit.map(Unit::sellingChannel)
                    .flatMap(c -> channels.find(c, Channels.SALEABLE))
                    .map(ChannelRow::stockChannel))
        .orElse(null);
  }

  static Optional<ExchangePlan> planOf(ReturnState state, String itemId) {
    return state.exchanges().stream()
        .filter(p -> !p.status().equals(ExchangePlan.GIVEN_UP))
        .filter(p -> p.lines().stream().anyMatch(l -> l.itemId().equals(itemId)))
        .findFirst();
  }

  /** Whether every line of the plan is still what Reveni says. */
  boolean isWanted(ReturnState state, ExchangePlan plan) {
    return plan.lines().stream()
        .allMatch(
            l ->
                state
                    .item(l.itemId())
                    .filter(i -> isReleased(state, i))
                    .map(Item::exchange)
                    .filter(e -> e.sku().equals(l.sku()) && e.quantity() == l.quantity())
                    .isPresent());
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
