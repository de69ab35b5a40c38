package io.returnbridge.reports;

import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at both systems has shown of one return.
 *
 * @param ok its refunds that have their credit
 * @param onItsWay how many have none yet, and are still worked on
 * @param unread whether Reveni did not answer
 * @param findings what is wrong
 */
record Look(
    ReturnId id,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    List<String> ok,
    int onItsWay,
    boolean unread,
    List<Finding> findings) {

  /**
   * @param refundId null where it is about the return
   * @param amount what the shopper keeps by Reveni's word; null where nobody knows
   * @param actual what commercetools has instead; null for nothing
   */
  record Finding(
      String code,
      @Nullable String refundId,
      @Nullable Money amount,
      @Nullable Money actual,
      @Nullable Instant completedAt,
      String cause) {}

  Look {
    ok = List.copyOf(ok);
    findings = List.copyOf(findings);
  }

  /** Whether it is looked at twice: what is named has to be so for a while. */
  boolean again() {
    return unread || onItsWay > 0 || !findings.isEmpty();
  }

  /** The same refund in another report. */
  String subject(@Nullable String refundId) {
    return id.subject() + "/" + refundId;
  }
}
