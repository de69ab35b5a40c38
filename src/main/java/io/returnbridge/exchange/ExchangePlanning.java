package io.returnbridge.exchange;

import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.ExchangeRelease;
import io.returnbridge.mappings.ReturnStage;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

  boolean isReleased(ReturnState state, Item item) {
    return state.snapshot().releases(item, release);
  }

  /**
   * One plan for all items that are first seen together; what is agreed later has the next number.
   *
   * @param orders those that the returned goods are of
   */
  ExchangePlan plan(ReturnState state, List<OrderView> orders, List<Item> items) {
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
              supplyChannel(state, orders, item.itemId()),
              exact));
    }
    return new ExchangePlan(
        Keys.exchangeOrder(state.rmaNumber(), state.exchanges().size() + 1),
        lines,
        null,
        ExchangePlan.PLANNED);
  }

  /**
   * The plan with the supply channels that could not be found when it was made: the table may have
   * the channel by now, or the unit its line.
   */
  ExchangePlan withChannels(ReturnState state, List<OrderView> orders, ExchangePlan plan) {
    return new ExchangePlan(
        plan.orderNumber(),
        plan.lines().stream()
            .map(
                l ->
                    l.supplyChannel() != null
                        ? l
                        : new ExchangePlan.Line(
                            l.itemId(),
                            l.sku(),
                            l.quantity(),
                            supplyChannel(state, orders, l.itemId()),
                            l.priceDifference()))
            .toList(),
        plan.orderId(),
        plan.status());
  }

  static boolean lacksChannel(ExchangePlan plan) {
    return plan.lines().stream().anyMatch(l -> l.supplyChannel() == null);
  }

  /** The returned line's supply channel, else the saleable stock channel of the selling channel. */
  private @Nullable String supplyChannel(ReturnState state, List<OrderView> orders, String itemId) {
    Optional<Unit> unit = unit(state, itemId);
    Optional<String> ofLine =
        unit.map(Unit::allocation)
            .flatMap(
                a ->
                    orders.stream()
                        .flatMap(o -> o.lines().stream())
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

  /** One that has its line, when there is one. */
  private static Optional<Unit> unit(ReturnState state, String itemId) {
    return state.units().stream()
        .filter(u -> u.itemId().equals(itemId))
        .min(Comparator.comparing(u -> u.allocation() == null));
  }

  /** The channel that sold the first goods of the plan for which no stock channel is known. */
  static String unknownChannel(ReturnState state, ExchangePlan plan) {
    return plan.lines().stream()
        .filter(l -> l.supplyChannel() == null)
        .findFirst()
        .flatMap(l -> unit(state, l.itemId()))
        .map(Unit::sellingChannel)
        .orElse("none");
  }

  static Optional<ExchangePlan> planOf(ReturnState state, String itemId) {
    return state.exchanges().stream()
        .filter(p -> !p.isOver())
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
      if (!now.sku().equals(line.sku()) || now.quantity() != line.quantity()) {
        return "agreed is now "
            + (now.quantity() + " × " + now.sku())
            + " instead of "
            + (line.quantity() + " × " + line.sku());
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
