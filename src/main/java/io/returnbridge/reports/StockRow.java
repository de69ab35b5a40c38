package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of stock-reconciliation: a SKU on a stock channel.
 *
 * @param finding {@code ok}, or {@code STOCK_DRIFT}
 * @param healed never: somebody has to count the goods
 * @param location of {@code channels.csv}
 * @param ledger what the applied movements add up to
 * @param commercetools its quantity there; null where there is no entry
 * @param difference what commercetools has more; null where others move goods as well
 * @param waiting units that wait for their inspection
 * @param waitingSince when the first of them came
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record StockRow(
    String finding,
    boolean healed,
    String channel,
    String sku,
    String location,
    long ledger,
    @Nullable Long commercetools,
    @Nullable Long difference,
    long waiting,
    @Nullable Instant waitingSince,
    @Nullable Instant since,
    String cause) {

  boolean differs() {
    return !finding.equals(CreditRow.OK);
  }
}
