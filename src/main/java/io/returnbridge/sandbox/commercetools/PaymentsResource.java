package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * {@code /payments}: the key is unique, the interface id is unique per payment interface, and every
 * amount of a payment is in the currency of {@code amountPlanned}.
 */
final class PaymentsResource extends Resource {
  private static final Set<String> TRANSACTION_TYPES =
      Set.of("Authorization", "CancelAuthorization", "Charge", "Refund", "Chargeback");
  private static final Set<String> TRANSACTION_STATES =
      Set.of("Initial", "Pending", "Success", "Failure");

  PaymentsResource(Project project, CustomFields customFields) {
    super(project, customFields, "payments", "payment");
    queryable(
        "interfaceId",
        "amountPlanned",
        "paymentMethodInfo",
        "paymentStatus",
        "transactions",
        "customer",
        "anonymousId");
    customActions("payment");
    setKeyAction("setKey");
    action(
        "addTransaction",
        (payment, action) -> addTransaction(payment, action.requiredObject("transaction")));
    action(
        "changeTransactionState",
        (payment, action) ->
            changeState(transaction(payment, action), action.oneOf("state", TRANSACTION_STATES)));
    action(
        "changeTransactionInteractionId",
        (payment, action) ->
            transaction(payment, action)
                .put("interactionId", action.requiredText("interactionId")));
    action(
        "changeTransactionTimestamp",
        (payment, action) ->
            Draft.set(transaction(payment, action), "timestamp", action.dateTime("timestamp")));
    action(
        "setTransactionCustomType",
        (payment, action) ->
            customFields.setType(transaction(payment, action), action, "transaction"));
    action(
        "setTransactionCustomField",
        (payment, action) ->
            customFields.setField(transaction(payment, action), action, "transaction"));
    action("changeAmountPlanned", this::changeAmountPlanned);
    action("setInterfaceId", PaymentsResource::setInterfaceId);
    action("setStatusInterfaceCode", (payment, action) -> status(payment, action, "interfaceCode"));
    action("setStatusInterfaceText", (payment, action) -> status(payment, action, "interfaceText"));
    action(
        "setMethodInfoInterface",
        (payment, action) ->
            methodInfo(payment).put("paymentInterface", action.requiredText("interface")));
    action(
        "setMethodInfoMethod", (payment, action) -> action.copyText("method", methodInfo(payment)));
    action(
        "setMethodInfoName",
        (payment, action) -> Draft.set(methodInfo(payment), "name", action.localized("name")));
    action(
        "setCustomer",
        (payment, action) -> {
          ObjectNode customer = project.referenced(action, "customer", "customer");
          Draft.set(
              payment,
              "customer",
              customer == null ? null : Project.reference("customer", customer));
        });
  }

  static List<String> interfaceKey(ObjectNode payment) {
    return payment.has("interfaceId")
        ? List.of(
            payment.path("paymentMethodInfo").path("paymentInterface").asText()
                + "|"
                + payment.path("interfaceId").asText())
        : List.of();
  }

  @Override
  void fill(ObjectNode payment, Draft draft) {
    Draft.set(payment, "key", draft.key("key"));
    ObjectNode customer = project.referenced(draft, "customer", "customer");
    if (customer != null) {
      payment.set("customer", Project.reference("customer", customer));
    }
    draft.copyText("anonymousId", payment);
    draft.copyText("interfaceId", payment);
    payment.set("amountPlanned", draft.requiredMoney("amountPlanned"));
    ObjectNode info = payment.putObject("paymentMethodInfo");
    Draft given = draft.object("paymentMethodInfo");
    if (given != null) {
      given.copyText("paymentInterface", info);
      given.copyText("method", info);
      given.copyText("interfaceAccount", info);
      Draft.set(info, "name", given.localized("name"));
      customFields.read(given, info, "payment-method-info");
      given.end();
    }
    ObjectNode status = payment.putObject("paymentStatus");
    Draft givenStatus = draft.object("paymentStatus");
    if (givenStatus != null) {
      givenStatus.copyText("interfaceCode", status);
      givenStatus.copyText("interfaceText", status);
      givenStatus.end();
    }
    payment.putArray("transactions");
    draft.objects("transactions").forEach(transaction -> addTransaction(payment, transaction));
    payment.putArray("interfaceInteractions");
    customFields.read(draft, payment, "payment");
  }

  private void addTransaction(ObjectNode payment, Draft draft) {
    ObjectNode transaction = JsonNodeFactory.instance.objectNode().put("id", project.newId());
    Draft.set(transaction, "timestamp", draft.dateTime("timestamp"));
    transaction.put("type", draft.oneOf("type", TRANSACTION_TYPES));
    ObjectNode amount = draft.requiredMoney("amount");
    if (!amount.path("currencyCode").equals(payment.path("amountPlanned").path("currencyCode"))) {
      throw ApiError.invalidField(
          draft.field("amount"),
          amount,
          "the payment is in " + payment.path("amountPlanned").path("currencyCode"));
    }
    if (amount.path("centAmount").asLong() < 0) {
      throw ApiError.invalidField(draft.field("amount"), amount, "must not be negative");
    }
    transaction.set("amount", amount);
    draft.copyText("interactionId", transaction);
    draft.copyText("interfaceId", transaction);
    String state = draft.optionalOneOf("state", TRANSACTION_STATES);
    transaction.put("state", state == null ? "Initial" : state);
    customFields.read(draft, transaction, "transaction");
    draft.end();
    payment.withArray("transactions").add(transaction);
  }

  private static void changeState(ObjectNode transaction, String state) {
    if (state.equals("Initial") && !transaction.path("state").asText().equals("Initial")) {
      throw ApiError.invalidOperation("A transaction does not go back to Initial.");
    }
    transaction.put("state", state);
  }

  private static ObjectNode transaction(ObjectNode payment, Draft action) {
    String id = action.requiredText("transactionId");
    for (JsonNode transaction : payment.path("transactions")) {
      if (transaction.path("id").asText().equals(id) && transaction instanceof ObjectNode found) {
        return found;
      }
    }
    throw ApiError.invalidField(
        "transactionId",
        JsonNodeFactory.instance.textNode(id),
        "the payment has no such transaction");
  }

  private void changeAmountPlanned(ObjectNode payment, Draft action) {
    ObjectNode amount = action.requiredMoney("amount");
    ArrayNode transactions = payment.withArray("transactions");
    if (!transactions.isEmpty()
        && !amount
            .path("currencyCode")
            .equals(payment.path("amountPlanned").path("currencyCode"))) {
      throw ApiError.invalidOperation("The currency of a payment with transactions cannot change.");
    }
    payment.set("amountPlanned", amount);
  }

  private static void setInterfaceId(ObjectNode payment, Draft action) {
    String id = action.requiredText("interfaceId");
    if (payment.has("interfaceId") && !payment.path("interfaceId").asText().equals(id)) {
      throw ApiError.invalidOperation("The interfaceId is set already and cannot be changed.");
    }
    payment.put("interfaceId", id);
  }

  private static void status(ObjectNode payment, Draft action, String field) {
    action.copyText(field, payment.withObject("/paymentStatus"));
  }

  private static ObjectNode methodInfo(ObjectNode payment) {
    return payment.withObject("/paymentMethodInfo");
  }

  @Override
  void checkDeletable(ObjectNode payment) {
    if (project.documents("order").find("paymentInfo", payment.path("id").asText()) != null) {
      throw ApiError.referenceExists("Can not delete a Payment while an order references it.");
    }
  }
}
