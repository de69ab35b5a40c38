package io.returnbridge.books;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.model.Money;
import java.time.Instant;
import java.util.List;

/**
 * Of month-end.
 *
 * @param closed whether nothing of the month can change any more
 * @param late entries that belong to an earlier month
 * @param notBooked refunds whose amount cannot be booked: each has a case
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record MonthTotals(
    Instant from, Instant until, boolean closed, int late, int notBooked, List<Line> lines) {

  /**
   * Of a store and a currency. Sums of the rows, but for what was open before.
   *
   * @param net credits less reversals
   * @param owedToReveni credits less reversals of what Reveni has paid
   * @param approvedUnpaid at the end of the month
   * @param storeCreditBefore open at its beginning; with what was given and taken back it is {@code
   *     storeCreditOpen}. What shoppers have spent is not known here
   * @param exchanged worth of goods that were exchanged
   */
  record Line(
      String store,
      String currency,
      int credits,
      Money credited,
      int reversals,
      Money reversed,
      Money net,
      Money owedToReveni,
      Money fees,
      int approved,
      Money approvedUnpaid,
      Money storeCreditBefore,
      Money storeCreditOpen,
      Money bonusBefore,
      Money bonusOpen,
      int exchanges,
      Money exchanged) {}
}
