package io.returnbridge.reconciliation;

import io.returnbridge.model.Money;
import io.returnbridge.model.RefundParts;
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
 * @param busy whether its order is worked on: then nothing else is said
 * @param findings what is wrong
 * @param refunds each that Reveni calls complete; none where only their credits were asked for
 */
public record Look(
    ReturnId id,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    List<String> ok,
    int onItsWay,
    boolean unread,
    boolean busy,
    List<Finding> findings,
    List<CheckedRefund> refunds) {

  /**
   * @param refundId null where it is about the return
   * @param about what of the return it is about besides: an order, an exchange order; empty for
   *     nothing
   * @param amount what the shopper keeps by Reveni's word; null where nobody knows
   * @param actual what commercetools has instead; null for nothing
   * @param heals the step that puts it right when it is woken; null where a person has to
   */
  public record Finding(
      String code,
      @Nullable String refundId,
      String about,
      @Nullable Money amount,
      @Nullable Money actual,
      @Nullable Instant completedAt,
      String cause,
      @Nullable String heals) {

    public Finding {
      about = about == null ? "" : about;
    }

    /** The same in another look. */
    String subject() {
      return code + "/" + refundId + "/" + about;
    }

    Finding withCode(String other) {
      return new Finding(other, refundId, about, amount, actual, completedAt, cause, heals);
    }
  }

  /**
   * @param amount what the shopper keeps by Reveni's word; null for what no currency can hold
   * @param actual what its Payment comes to; null for none
   * @param parts of what Reveni paid, which they add up to
   * @param bonus beside it
   */
  public record CheckedRefund(
      String refundId,
      String status,
      String paymentKey,
      @Nullable Money amount,
      @Nullable Money actual,
      @Nullable Money paid,
      @Nullable Money takenBack,
      List<RefundParts.Part> parts,
      @Nullable Money bonus,
      String paidBy,
      String method,
      @Nullable Instant completedAt) {}

  public Look {
    ok = List.copyOf(ok);
    findings = List.copyOf(findings);
    refunds = refunds == null ? List.of() : List.copyOf(refunds);
  }

  /** Whether it is looked at twice: what is named has to be so for a while. */
  public boolean again() {
    return unread || busy || onItsWay > 0 || !findings.isEmpty();
  }

  /** The same refund in another report. */
  public String subject(@Nullable String refundId) {
    return id.subject() + "/" + refundId;
  }
}
