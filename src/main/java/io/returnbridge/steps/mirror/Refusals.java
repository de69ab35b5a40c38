package io.returnbridge.steps.mirror;

import io.returnbridge.commerce.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What commercetools does not take of an order's changes: what is left without it is written, so
 * that one refused change keeps the others off nothing.
 *
 * @param ofQuantity whether no return item may be added
 * @param state why the order cannot move to its State
 * @param everything why the rest is not taken either
 */
record Refusals(boolean ofQuantity, @Nullable Refused state, @Nullable Refused everything) {

  /**
   * @param met in this run, the first first
   * @param namesState whether the table names a State that the order is to have
   */
  static Refusals of(List<Refused> met, boolean namesState) {
    boolean quantity = false;
    Refused state = null;
    Refused everything = null;
    for (Refused refused : met) {
      if (!quantity && isAboutQuantity(refused)) {
        quantity = true;
      } else if (namesState && state == null) {
        state = refused;
      } else {
        everything = refused;
      }
    }
    return new Refusals(quantity, state, everything);
  }

  Optional<Refused> ofState() {
    return Optional.ofNullable(state);
  }

  Optional<Refused> all() {
    return Optional.ofNullable(everything);
  }

  private static boolean isAboutQuantity(Refused refused) {
    return refused.code().startsWith("Invalid")
        && String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("quantity");
  }
}
