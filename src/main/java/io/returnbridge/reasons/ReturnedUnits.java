package io.returnbridge.reasons;

import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.outage.Progress;
import io.returnbridge.store.ReturnStates;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Units that shoppers send back, one by one, by when their return was opened. What was cancelled
 * before it came is none.
 */
final class ReturnedUnits {

  private static final int AT_A_TIME = 500;

  /**
   * @param channel that sold it, empty where nobody says
   * @param code approved, null while the reason is missing or unmapped
   * @param said Reveni's reason, without e-mail addresses; empty for none
   * @param grade of its inspection, null before it
   * @param value of this unit, null where Reveni does not say it, or the currency cannot hold it
   */
  record Returned(
      ReturnState of,
      String itemId,
      Instant at,
      String store,
      String channel,
      String sku,
      @Nullable String code,
      String said,
      @Nullable String grade,
      String currency,
      @Nullable Money value) {}

  private final ReturnStates states;
  private final Mappings mappings;

  ReturnedUnits(ReturnStates states, Mappings mappings) {
    this.states = states;
    this.mappings = mappings;
  }

  void each(Instant from, Instant end, Consumer<Returned> unit) {
    List<ReturnState> page = states.openedSince(from, end, null, AT_A_TIME);
    while (!page.isEmpty()) {
      Progress.made();
      for (ReturnState state : page) {
        state.units().stream()
            .filter(u -> !u.released())
            .forEach(u -> unit.accept(returned(state, u)));
      }
      page =
          page.size() < AT_A_TIME
              ? List.of()
              : states.openedSince(from, end, page.get(page.size() - 1).id(), AT_A_TIME);
    }
  }

  private Returned returned(ReturnState state, Unit unit) {
    Item item = state.item(unit.itemId()).orElse(null);
    String said = item == null || item.reason() == null ? "" : Plain.line(item.reason()).strip();
    String currency = state.snapshot().currency();
    return new Returned(
        state,
        unit.itemId(),
        state.snapshot().createdAt(),
        state.id().store(),
        mappings.sellingChannel(state.id(), unit).orElse(""),
        unit.sku().strip(),
        unit.reasonCode(),
        said,
        unit.outcome() == null ? null : unit.outcome().grade(),
        currency,
        item == null ? null : value(item, unit.n(), currency));
  }

  /** The units of an item share its amount to the last cent: the first have the cents over. */
  private static @Nullable Money value(Item item, int n, String currency) {
    BigDecimal amount = item.amount();
    if (amount == null || n > item.quantity()) {
      return null;
    }
    return Money.exact(amount, currency)
        .map(
            all -> {
              long cents = all.centAmount();
              long over = cents % item.quantity();
              return new Money(cents / item.quantity() + (n <= over ? 1 : 0), currency);
            })
        .orElse(null);
  }
}
