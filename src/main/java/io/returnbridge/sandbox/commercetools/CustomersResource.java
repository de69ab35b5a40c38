package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * {@code /customers}, as far as a returns integration reads them; POST answers {@code {"customer":
 * …}}.
 */
final class CustomersResource extends Resource {
  private static final List<String> TEXTS =
      List.of(
          "customerNumber",
          "externalId",
          "firstName",
          "lastName",
          "middleName",
          "title",
          "companyName",
          "vatId",
          "locale",
          "salutation");

  CustomersResource(Project project, CustomFields customFields) {
    super(project, customFields, "customers", "customer");
    queryable(
        "email", "customerNumber", "externalId", "firstName", "lastName", "addresses", "stores");
    customActions("customer");
    setKeyAction("setKey");
    setTextAction("setFirstName", "firstName");
    setTextAction("setLastName", "lastName");
    setTextAction("setLocale", "locale");
  }

  @Override
  void fill(ObjectNode customer, Draft draft) {
    Draft.set(customer, "key", draft.key("key"));
    customer.put("email", draft.requiredText("email"));
    String mode = draft.optionalOneOf("authenticationMode", Set.of("Password", "ExternalAuth"));
    if (!"ExternalAuth".equals(mode)) {
      draft.requiredText("password");
    }
    TEXTS.forEach(name -> draft.copyText(name, customer));
    ArrayNode addresses = customer.putArray("addresses");
    for (Draft given : draft.objects("addresses")) {
      ObjectNode address = Values.address(given);
      if (!address.has("id")) {
        address.put("id", project.newId().substring(0, 8));
      }
      addresses.add(address);
    }
    defaultAddress(customer, draft, "defaultShippingAddress", addresses);
    defaultAddress(customer, draft, "defaultBillingAddress", addresses);
    customer.putArray("shippingAddressIds");
    customer.putArray("billingAddressIds");
    customer.put("isEmailVerified", Boolean.TRUE.equals(draft.optionalBoolean("isEmailVerified")));
    ArrayNode stores = customer.putArray("stores");
    for (Draft identifier : draft.objects("stores")) {
      stores.add(Project.keyReference("store", project.resolve(identifier, "store")));
    }
    customer.putArray("customerGroupAssignments");
    customer.put("authenticationMode", mode == null ? "Password" : mode);
    customFields.read(draft, customer, "customer");
  }

  private static void defaultAddress(
      ObjectNode customer, Draft draft, String name, ArrayNode addresses) {
    Long index = draft.optionalLong(name);
    if (index != null) {
      if (index < 0 || index >= addresses.size()) {
        throw ApiError.invalidInput(name + " is not the index of an address.");
      }
      customer.set(name + "Id", addresses.get(index.intValue()).path("id"));
    }
  }
}
