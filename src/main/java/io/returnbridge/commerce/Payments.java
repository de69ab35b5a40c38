package io.returnbridge.commerce;

import io.returnbridge.model.Cause;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Money;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Credit records. Failures as in {@link Orders}. */
public interface Payments {

  Optional<PaymentView> find(String key);

  /** Other Payments of an order, in one request. */
  List<PaymentView> read(Collection<String> ids);

  /**
   * {@link Refused#isDuplicate} with {@code key} when it exists already: look whether it is ours.
   */
  PaymentView create(NewPayment payment, Cause cause);

  PaymentView addTransaction(PaymentView basis, Transaction transaction, Cause cause);

  /**
   * @param custom only our own fields
   */
  record PaymentView(
      String id,
      long version,
      @Nullable String key,
      @Nullable String paymentInterface,
      @Nullable String interfaceId,
      Money planned,
      List<Transaction> transactions,
      Map<String, FieldValue> custom) {}

  /**
   * Created with interface {@code Reveni} and {@code amountPlanned} 0.
   *
   * @param interfaceId unique within the interface: the same as the key
   */
  record NewPayment(
      String key,
      String interfaceId,
      Money planned,
      @Nullable String method,
      List<Transaction> transactions,
      Map<String, FieldValue> fields) {}

  /**
   * @param type {@code Refund} or {@code Charge}
   * @param state {@code Success} for ours
   * @param interactionId natural key of the transaction within its Payment
   */
  record Transaction(
      String type,
      String state,
      Money amount,
      @Nullable String interactionId,
      @Nullable Instant timestamp) {}
}
