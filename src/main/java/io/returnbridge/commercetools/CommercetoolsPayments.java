package io.returnbridge.commercetools;

import com.commercetools.api.models.payment.Payment;
import com.commercetools.api.models.payment.PaymentAddTransactionActionBuilder;
import com.commercetools.api.models.payment.PaymentDraft;
import com.commercetools.api.models.payment.PaymentMethodInfo;
import com.commercetools.api.models.payment.PaymentUpdate;
import com.commercetools.api.models.payment.TransactionDraft;
import com.commercetools.api.models.payment.TransactionState;
import com.commercetools.api.models.payment.TransactionType;
import io.returnbridge.commerce.Payments;
import io.returnbridge.commerce.Refused;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Money;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Payments of the project. */
@ApplicationScoped
public class CommercetoolsPayments implements Payments {

  /** Tells our Payments from those of a payment provider, whose connector would pay again. */
  static final String INTERFACE = "Reveni";

  private final CommercetoolsClient commercetools;
  private final Effects effects;

  CommercetoolsPayments(CommercetoolsClient commercetools, Effects effects) {
    this.commercetools = commercetools;
    this.effects = effects;
  }

  @Override
  public Optional<PaymentView> find(String key) {
    return commercetools
        .find(api -> api.payments().withKey(key).get())
        .map(CommercetoolsPayments::view);
  }

  @Override
  public List<PaymentView> read(Collection<String> ids) {
    List<String> asked = List.copyOf(ids);
    List<PaymentView> views = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += CommercetoolsClient.PAGE) {
      List<String> page =
          asked.subList(from, Math.min(asked.size(), from + CommercetoolsClient.PAGE));
      commercetools
          .call(
              api ->
                  api.payments()
                      .get()
                      .withWhere("id in :ids")
                      .withPredicateVar("ids", page)
                      .withLimit(CommercetoolsClient.PAGE))
          .getResults()
          .forEach(payment -> views.add(view(payment)));
    }
    return views;
  }

  @Override
  public PaymentView create(NewPayment payment, Cause cause) {
    if (Rehearsal.isOn()) {
      return rehearsed(payment, cause);
    }
    PaymentDraft draft =
        PaymentDraft.builder()
            .key(payment.key())
            .interfaceId(payment.interfaceId())
            .amountPlanned(CustomValues.money(payment.planned()))
            .paymentMethodInfo(m -> m.paymentInterface(INTERFACE).method(payment.method()))
            .transactions(
                payment.transactions().stream().map(CommercetoolsPayments::draft).toList())
            .custom(CustomValues.draft(OurType.PAYMENT, payment.fields()))
            .build();
    PaymentView view = view(commercetools.call(api -> api.payments().post(draft)));
    effects.record(
        "payment", payment.key(), null, view.version(), cause, "created" + amounts(view));
    return view;
  }

  /** Its id is its key, by which the order would name it. */
  private PaymentView rehearsed(NewPayment payment, Cause cause) {
    if (find(payment.key()).isPresent()) {
      throw new Refused(
          "DuplicateField", "key", "There is a Payment " + payment.key() + " already", List.of());
    }
    PaymentView view =
        new PaymentView(
            payment.key(),
            1,
            payment.key(),
            INTERFACE,
            payment.interfaceId(),
            payment.planned(),
            payment.transactions(),
            payment.fields());
    Rehearsal.write(cause, "payment", payment.key(), "created" + amounts(view));
    return view;
  }

  @Override
  public PaymentView addTransaction(PaymentView basis, Transaction transaction, Cause cause) {
    if (Rehearsal.isOn()) {
      Rehearsal.write(cause, "payment", name(basis), inShort(transaction));
      List<Transaction> all = new ArrayList<>(basis.transactions());
      all.add(transaction);
      return new PaymentView(
          basis.id(),
          basis.version(),
          basis.key(),
          basis.paymentInterface(),
          basis.interfaceId(),
          basis.planned(),
          List.copyOf(all),
          basis.custom());
    }
    PaymentUpdate update =
        PaymentUpdate.builder()
            .version(basis.version())
            .actions(
                PaymentAddTransactionActionBuilder.of().transaction(draft(transaction)).build())
            .build();
    PaymentView view =
        view(commercetools.call(api -> api.payments().withId(basis.id()).post(update)));
    effects.record(
        "payment", name(view), basis.version(), view.version(), cause, inShort(transaction));
    return view;
  }

  private static String name(PaymentView view) {
    return view.key() == null ? view.id() : view.key();
  }

  private static String inShort(Transaction transaction) {
    return transaction.type() + " of " + transaction.amount();
  }

  private static String amounts(PaymentView view) {
    StringBuilder text = new StringBuilder();
    view.transactions().forEach(t -> text.append(", ").append(inShort(t)));
    return text.toString();
  }

  private static TransactionDraft draft(Transaction transaction) {
    return TransactionDraft.builder()
        .type(TransactionType.findEnum(transaction.type()))
        .state(TransactionState.findEnum(transaction.state()))
        .amount(CustomValues.money(transaction.amount()))
        .interactionId(transaction.interactionId())
        .timestamp(
            transaction.timestamp() == null ? null : OrderActions.zoned(transaction.timestamp()))
        .build();
  }

  static PaymentView view(Payment payment) {
    PaymentMethodInfo method = payment.getPaymentMethodInfo();
    return new PaymentView(
        payment.getId(),
        payment.getVersion(),
        payment.getKey(),
        method == null ? null : method.getPaymentInterface(),
        payment.getInterfaceId(),
        new Money(
            payment.getAmountPlanned().getCentAmount(),
            payment.getAmountPlanned().getCurrencyCode()),
        payment.getTransactions().stream().map(CommercetoolsPayments::transaction).toList(),
        CustomValues.read(payment.getCustom()));
  }

  private static Transaction transaction(
      com.commercetools.api.models.payment.Transaction transaction) {
    return new Transaction(
        transaction.getType().getJsonName(),
        transaction.getState() == null
            ? TransactionState.INITIAL.getJsonName()
            : transaction.getState().getJsonName(),
        new Money(
            transaction.getAmount().getCentAmount(), transaction.getAmount().getCurrencyCode()),
        transaction.getInteractionId(),
        transaction.getTimestamp() == null ? null : transaction.getTimestamp().toInstant());
  }
}
