package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.model.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of credit-reconciliation: a refund that is right, or one difference. Without personal
 * data.
 *
 * @param finding {@code ok}, or code of what is wrong
 * @param healed whether it is right by now
 * @param refundId null where it is about the return
 * @param about what it is about where that is no refund: an order, a Payment; empty for nothing
 * @param amount what the shopper keeps by Reveni's word: paid less what was taken back
 * @param actual what the Payment comes to; null for none
 * @param paid what Reveni has paid: items, shipping, fee and difference add up to it
 * @param fee negative
 * @param difference what no part explains
 * @param bonus beside what was paid
 * @param since when it was found first; null for what is right
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreditRow(
    String finding,
    boolean healed,
    @Nullable String store,
    @Nullable String rmaNumber,
    @Nullable String returnId,
    @Nullable String refundId,
    @Nullable String orderNumber,
    String about,
    @Nullable String paymentKey,
    @Nullable String status,
    @Nullable String paidBy,
    @Nullable String method,
    @Nullable Instant completedAt,
    @Nullable Money amount,
    @Nullable Money actual,
    @Nullable Money paid,
    @Nullable Money items,
    @Nullable Money shipping,
    @Nullable Money fee,
    @Nullable Money difference,
    @Nullable Money takenBack,
    @Nullable Money bonus,
    @Nullable Instant since,
    String cause,
    String nextStep) {

  static final String OK = "ok";

  boolean isOk() {
    return finding.equals(OK);
  }

  /** What is right and was completed before is only counted. */
  boolean isListed(Instant from) {
    return !isOk() || completedAt == null || !completedAt.isBefore(from);
  }

  /** A refund of which several things are wrong is counted once. */
  String subject() {
    return store + "/" + returnId + "/" + refundId;
  }
}
