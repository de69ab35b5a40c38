package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * {@code /states}: without {@code transitions} a state may go to any other; an empty list makes it
 * a final one.
 */
final class StatesResource extends Resource {
  private static final Set<String> TYPES =
      Set.of(
          "OrderState",
          "RecurringOrderState",
          "LineItemState",
          "ProductState",
          "ReviewState",
          "PaymentState",
          "QuoteRequestState",
          "StagedQuoteState",
          "QuoteState");
  private static final Set<String> ROLES = Set.of("ReviewIncludedInStatistics", "Return");

  StatesResource(Project project, CustomFields customFields) {
    super(project, customFields, "states", "state");
    queryable("type", "name", "description", "initial", "builtIn", "roles", "transitions");
    action("changeKey", (state, action) -> state.put("key", action.requiredKey("key")));
    setNameAction("setName", "name");
    setNameAction("setDescription", "description");
    action(
        "changeInitial",
        (state, action) ->
            state.put("initial", Boolean.TRUE.equals(action.optionalBoolean("initial"))));
    action("setTransitions", this::transitions);
    ObjectNode builtIn = fresh();
    builtIn
        .put("key", "Initial")
        .put("type", "LineItemState")
        .put("initial", true)
        .put("builtIn", true);
    builtIn.putArray("roles");
    documents().put(builtIn);
  }

  @Override
  void fill(ObjectNode state, Draft draft) {
    state.put("key", draft.requiredKey("key"));
    state.put("type", draft.oneOf("type", TYPES));
    Draft.set(state, "name", draft.localized("name"));
    Draft.set(state, "description", draft.localized("description"));
    state
        .put("initial", !Boolean.FALSE.equals(draft.optionalBoolean("initial")))
        .put("builtIn", false);
    ArrayNode roles = state.putArray("roles");
    for (String role : draft.texts("roles")) {
      if (!ROLES.contains(role)) {
        throw ApiError.invalidInput("'" + role + "' is not a role of a State.");
      }
      roles.add(role);
    }
    transitions(state, draft);
  }

  private void transitions(ObjectNode state, Draft draft) {
    if (!draft.has("transitions")) {
      draft.any("transitions");
      state.remove("transitions");
      return;
    }
    ArrayNode transitions = state.putArray("transitions");
    for (Draft identifier : draft.objects("transitions")) {
      ObjectNode target = project.resolve(identifier, "state");
      if (!target.path("type").equals(state.path("type"))) {
        throw ApiError.invalidOperation("A transition leads to a State of the same type only.");
      }
      transitions.add(Project.reference("state", target));
    }
  }
}
