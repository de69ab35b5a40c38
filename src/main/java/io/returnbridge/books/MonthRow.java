package io.returnbridge.books;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.model.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of month-end: an entry, or a refund that is approved and unpaid at the month's end.
 *
 * @param finding {@code ok}, or {@code LATE} for what belongs to a month that was closed
 * @param healed never: nothing is put right by it
 * @param refundId null for an exchange
 * @param exchangeOrder null for a refund
 * @param paidBy as Reveni says
 * @param owedToReveni whether Reveni has paid it and bills it
 * @param belongsTo the month that it happened in
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record MonthRow(
    MoneyFact.Kind kind,
    String finding,
    boolean healed,
    String store,
    Money amount,
    @Nullable String refundId,
    @Nullable String rmaNumber,
    String returnId,
    @Nullable String orderNumber,
    @Nullable String exchangeOrder,
    String paidBy,
    boolean owedToReveni,
    boolean storeCredit,
    Instant at,
    String belongsTo) {

  static final String LATE = "LATE";

  boolean late() {
    return finding.equals(LATE);
  }
}
