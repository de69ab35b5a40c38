package io.returnbridge.books;

import io.returnbridge.model.Money;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a return's money comes to. It is never changed.
 *
 * @param amount below zero where it has become less
 * @param month that it is booked in, by its first day
 * @param belongsTo the month that {@code at} lies in: an earlier one when it came late
 */
record MoneyEntry(
    String store,
    String returnId,
    MoneyFact.Of of,
    Money amount,
    Instant at,
    String rmaNumber,
    @Nullable String orderNumber,
    LocalDate month,
    LocalDate belongsTo) {

  boolean late() {
    return !belongsTo.equals(month);
  }
}
