package io.returnbridge.sandbox.reveni;

import org.jspecify.annotations.Nullable;

/**
 * A refund to be added to a return.
 *
 * @param amount decimal with four places, such as {@code 24.9500}
 * @param paidBy {@code reveni} when Reveni disburses it, {@code merchant} otherwise
 * @param fee what was kept for the return label, with four places
 * @param bonus what was added to store credit, with four places; null for none
 */
public record NewRefund(
    String id, String amount, String method, String paidBy, String fee, @Nullable String bonus) {

  /** Paid by Reveni at once by bank transfer. */
  public static NewRefund instant(String id, String amount) {
    return new NewRefund(id, amount, "bank_transfer", "reveni", "0.0000", null);
  }

  /** Paid by the merchant through the original payment method. */
  public static NewRefund byMerchant(String id, String amount) {
    return new NewRefund(id, amount, "original_payment", "merchant", "0.0000", null);
  }

  /** Granted as credit in the shop, with a bonus that is no cash. */
  public static NewRefund storeCredit(String id, String amount, String bonus) {
    return new NewRefund(id, amount, "store_credit", "merchant", "0.0000", bonus);
  }

  public NewRefund withFee(String label) {
    return new NewRefund(id, amount, method, paidBy, label, bonus);
  }
}
