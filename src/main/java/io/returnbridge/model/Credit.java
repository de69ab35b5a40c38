package io.returnbridge.model;

import org.jspecify.annotations.Nullable;

/**
 * The credit record of one refund, as far as it is known to exist in commercetools.
 *
 * @param paymentKey natural key, {@link Keys#credit}
 * @param paymentId null until commercetools has answered
 * @param charged what a reversal or recovery took back, null for nothing
 * @param linkedOrder number of the order that carries the Payment, null while none does
 */
public record Credit(
    String refundId,
    String paymentKey,
    @Nullable String paymentId,
    long paymentVersion,
    Money amount,
    @Nullable Money charged,
    @Nullable String linkedOrder) {

  public Credit linkedTo(String orderNumber) {
    return new Credit(
        refundId, paymentKey, paymentId, paymentVersion, amount, charged, orderNumber);
  }
}
