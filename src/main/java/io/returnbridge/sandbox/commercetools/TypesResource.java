package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code /types}: enum keys can be added and relabelled, never removed. */
final class TypesResource extends Resource {
  private static final Set<String> RESOURCE_TYPE_IDS =
      Set.of(
          "address",
          "approval-flow",
          "approval-rule",
          "asset",
          "associate-role",
          "business-unit",
          "cart-discount",
          "category",
          "channel",
          "custom-line-item",
          "customer",
          "customer-group",
          "discount-code",
          "inventory-entry",
          "line-item",
          "order",
          "order-delivery",
          "order-edit",
          "order-parcel",
          "order-return-item",
          "payment",
          "payment-interface-interaction",
          "payment-method",
          "payment-method-info",
          "product-price",
          "product-selection",
          "product-tailoring",
          "quote",
          "recurring-order",
          "reservation",
          "review",
          "shipping",
          "shipping-method",
          "shopping-list",
          "shopping-list-text-line-item",
          "standalone-price",
          "store",
          "transaction");

  TypesResource(Project project, CustomFields customFields) {
    super(project, customFields, "types", "type");
    queryable("name", "description", "resourceTypeIds", "fieldDefinitions");
    action("changeKey", (type, action) -> type.put("key", action.requiredKey("key")));
    action("changeName", (type, action) -> type.set("name", action.requiredLocalized("name")));
    setNameAction("setDescription", "description");
    action("addFieldDefinition", this::addFieldDefinition);
    action("removeFieldDefinition", this::removeFieldDefinition);
    action(
        "changeLabel",
        (type, action) ->
            definition(type, action.requiredText("fieldName"))
                .set("label", action.requiredLocalized("label")));
    action(
        "changeInputHint",
        (type, action) ->
            definition(type, action.requiredText("fieldName"))
                .put("inputHint", action.oneOf("inputHint", FieldDefinitions.INPUT_HINTS)));
    action("changeFieldDefinitionOrder", this::changeOrder);
    action("addEnumValue", (type, action) -> addEnumValue(type, action, false));
    action("addLocalizedEnumValue", (type, action) -> addEnumValue(type, action, true));
    action("changeEnumValueLabel", (type, action) -> changeLabel(type, action, false));
    action("changeLocalizedEnumValueLabel", (type, action) -> changeLabel(type, action, true));
    action("changeEnumValueOrder", (type, action) -> changeEnumOrder(type, action, false));
    action("changeLocalizedEnumValueOrder", (type, action) -> changeEnumOrder(type, action, true));
  }

  @Override
  void fill(ObjectNode type, Draft draft) {
    type.put("key", draft.requiredKey("key"));
    type.set("name", draft.requiredLocalized("name"));
    Draft.set(type, "description", draft.localized("description"));
    ArrayNode ids = type.putArray("resourceTypeIds");
    for (String id : draft.texts("resourceTypeIds")) {
      if (!RESOURCE_TYPE_IDS.contains(id)) {
        throw ApiError.invalidField(
            "resourceTypeIds",
            JsonNodeFactory.instance.textNode(id),
            "not a customizable resource");
      }
      ids.add(id);
    }
    if (ids.isEmpty()) {
      throw ApiError.requiredField("resourceTypeIds");
    }
    type.putArray("fieldDefinitions");
    draft.objects("fieldDefinitions").forEach(definition -> add(type, definition));
  }

  private void addFieldDefinition(ObjectNode type, Draft action) {
    add(type, action.requiredObject("fieldDefinition"));
  }

  private void add(ObjectNode type, Draft draft) {
    ObjectNode definition = FieldDefinitions.read(draft);
    draft.end();
    String name = definition.path("name").asText();
    for (JsonNode present : type.path("fieldDefinitions")) {
      if (present.path("name").asText().equals(name)) {
        throw ApiError.duplicateField(
            "fieldDefinitions.name", name, Project.reference("type", type));
      }
    }
    for (ObjectNode other : documents().all()) {
      if (!other.path("id").equals(type.path("id")) && shareResource(type, other)) {
        for (JsonNode theirs : other.path("fieldDefinitions")) {
          if (theirs.path("name").asText().equals(name)
              && !FieldDefinitions.sameType(theirs.path("type"), definition.path("type"))) {
            throw ApiError.invalidField(
                "fieldDefinitions",
                definition,
                "the Type '"
                    + other.path("key").asText()
                    + "' has a field '"
                    + name
                    + "' of another type for the same resource");
          }
        }
      }
    }
    type.withArray("fieldDefinitions").add(definition);
  }

  private static boolean shareResource(ObjectNode one, ObjectNode other) {
    Set<String> ids = new HashSet<>();
    one.path("resourceTypeIds").forEach(id -> ids.add(id.asText()));
    for (JsonNode id : other.path("resourceTypeIds")) {
      if (ids.contains(id.asText())) {
        return true;
      }
    }
    return false;
  }

  private void removeFieldDefinition(ObjectNode type, Draft action) {
    ObjectNode definition = definition(type, action.requiredText("fieldName"));
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    for (JsonNode present : type.path("fieldDefinitions")) {
      if (!present.equals(definition)) {
        kept.add(present);
      }
    }
    type.set("fieldDefinitions", kept);
  }

  private void changeOrder(ObjectNode type, Draft action) {
    ArrayNode ordered = JsonNodeFactory.instance.arrayNode();
    for (String name : action.texts("fieldNames")) {
      ordered.add(definition(type, name));
    }
    if (ordered.size() != type.path("fieldDefinitions").size()) {
      throw ApiError.invalidOperation("fieldNames must name every field definition once.");
    }
    type.set("fieldDefinitions", ordered);
  }

  private void addEnumValue(ObjectNode type, Draft action, boolean localized) {
    ArrayNode values = enumValues(type, action.requiredText("fieldName"), localized);
    ObjectNode value = FieldDefinitions.enumValue(action.requiredObject("value"), localized);
    for (JsonNode present : values) {
      if (present.path("key").equals(value.path("key"))) {
        throw ApiError.duplicateEnumValue(value.path("key").asText());
      }
    }
    values.add(value);
  }

  private void changeLabel(ObjectNode type, Draft action, boolean localized) {
    ArrayNode values = enumValues(type, action.requiredText("fieldName"), localized);
    ObjectNode value = FieldDefinitions.enumValue(action.requiredObject("value"), localized);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).path("key").equals(value.path("key"))) {
        values.set(i, value);
        return;
      }
    }
    throw ApiError.invalidField("value.key", value.get("key"), "the field has no such enum key");
  }

  private void changeEnumOrder(ObjectNode type, Draft action, boolean localized) {
    ArrayNode values = enumValues(type, action.requiredText("fieldName"), localized);
    List<JsonNode> ordered = new ArrayList<>();
    for (String key : action.texts("keys")) {
      for (JsonNode value : values) {
        if (value.path("key").asText().equals(key)) {
          ordered.add(value);
        }
      }
    }
    if (ordered.size() != values.size() || new HashSet<>(ordered).size() != values.size()) {
      throw ApiError.invalidOperation("keys must name every enum value once.");
    }
    values.removeAll();
    values.addAll(ordered);
  }

  private static ArrayNode enumValues(ObjectNode type, String fieldName, boolean localized) {
    JsonNode fieldType = definition(type, fieldName).path("type");
    if (fieldType.path("name").asText().equals("Set")) {
      fieldType = fieldType.path("elementType");
    }
    if (!fieldType.path("name").asText().equals(localized ? "LocalizedEnum" : "Enum")
        || !(fieldType.get("values") instanceof ArrayNode values)) {
      throw ApiError.invalidOperation("The field '" + fieldName + "' is not an enum of that kind.");
    }
    return values;
  }

  private static ObjectNode definition(ObjectNode type, String name) {
    for (JsonNode definition : type.path("fieldDefinitions")) {
      if (definition.path("name").asText().equals(name) && definition instanceof ObjectNode found) {
        return found;
      }
    }
    throw ApiError.invalidField(
        "fieldName",
        JsonNodeFactory.instance.textNode(name),
        "the Type has no such field definition");
  }

  @Override
  void checkDeletable(ObjectNode type) {
    String id = type.path("id").asText();
    for (String typeId :
        List.of("order", "payment", "inventory-entry", "channel", "store", "customer")) {
      for (ObjectNode holder : project.documents(typeId).all()) {
        if (holder.path("custom").path("type").path("id").asText().equals(id)) {
          throw ApiError.referenceExists(
              "Can not delete a Type while a " + typeId + " references it.");
        }
      }
    }
  }
}
