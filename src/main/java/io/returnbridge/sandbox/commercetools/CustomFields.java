package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks custom fields against their Type. A resource has at most one Type, which must name its
 * resource type id.
 */
final class CustomFields {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private final Project project;

  CustomFields(Project project) {
    this.project = project;
  }

  /** Reads {@code custom} of a draft into the resource. */
  void read(Draft draft, ObjectNode resource, String resourceTypeId) {
    Draft custom = draft.object("custom");
    if (custom != null) {
      ObjectNode type = project.requiredReference(custom, "type", "type");
      resource.set("custom", container(custom, type, resourceTypeId));
      custom.end();
    }
  }

  /**
   * {@code setCustomType}: replaces the Type and all its fields; without a type it removes both.
   */
  void setType(ObjectNode resource, Draft action, String resourceTypeId) {
    ObjectNode type = project.referenced(action, "type", "type");
    if (type == null) {
      action.any("fields");
      resource.remove("custom");
    } else {
      resource.set("custom", container(action, type, resourceTypeId));
    }
  }

  /**
   * {@code setCustomField}: sets one field of the Type that the resource has; without a value it
   * removes the field.
   */
  void setField(ObjectNode resource, Draft action, String resourceTypeId) {
    String name = action.requiredText("name");
    JsonNode value = action.any("value");
    if (!(resource.get("custom") instanceof ObjectNode custom)) {
      throw ApiError.invalidOperation(
          "The "
              + resourceTypeId
              + " has no custom Type: set one before the field '"
              + name
              + "'.");
    }
    ObjectNode type = project.documents("type").get(custom.path("type").path("id").asText());
    if (type == null || !(custom.get("fields") instanceof ObjectNode fields)) {
      throw ApiError.invalidOperation("The custom Type of the resource does not exist any more.");
    }
    JsonNode definition = definition(type, name);
    if (value != null) {
      fields.set(name, value(definition.path("type"), value, "fields." + name));
    } else if (definition.path("required").asBoolean()) {
      throw ApiError.requiredField("fields." + name);
    } else {
      fields.remove(name);
    }
  }

  private ObjectNode container(Draft holder, ObjectNode type, String resourceTypeId) {
    boolean fits = false;
    for (JsonNode id : type.path("resourceTypeIds")) {
      fits |= id.asText().equals(resourceTypeId);
    }
    if (!fits) {
      throw ApiError.invalidField(
          holder.field("type"),
          JSON.textNode(type.path("key").asText()),
          "the Type is for " + type.path("resourceTypeIds") + ", not for " + resourceTypeId);
    }
    ObjectNode fields = JSON.objectNode();
    Draft given = holder.object("fields");
    if (given != null) {
      given
          .raw()
          .properties()
          .forEach(
              entry -> {
                JsonNode definition = definition(type, entry.getKey());
                if (!entry.getValue().isNull()) {
                  fields.set(
                      entry.getKey(),
                      value(definition.path("type"), entry.getValue(), "fields." + entry.getKey()));
                }
              });
    }
    for (JsonNode definition : type.path("fieldDefinitions")) {
      String name = definition.path("name").asText();
      if (definition.path("required").asBoolean() && !fields.has(name)) {
        throw ApiError.requiredField("fields." + name);
      }
    }
    ObjectNode custom = JSON.objectNode();
    custom.set("type", Project.reference("type", type));
    custom.set("fields", fields);
    return custom;
  }

  private static JsonNode definition(ObjectNode type, String name) {
    for (JsonNode definition : type.path("fieldDefinitions")) {
      if (definition.path("name").asText().equals(name)) {
        return definition;
      }
    }
    throw ApiError.invalidField(
        "fields." + name,
        JSON.textNode(name),
        "the Type '" + type.path("key").asText() + "' has no such field");
  }

  /** Whether any Type defines a field of that name; a query predicate may name no other. */
  boolean isDefined(String name) {
    for (ObjectNode type : project.documents("type").all()) {
      for (JsonNode definition : type.path("fieldDefinitions")) {
        if (definition.path("name").asText().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private JsonNode value(JsonNode type, JsonNode value, String field) {
    String kind = type.path("name").asText();
    return switch (kind) {
      case "Boolean" ->
          require(value.isBoolean(), value, field, kind, BooleanNode.valueOf(value.asBoolean()));
      case "String" -> require(value.isTextual(), value, field, kind, value);
      case "Number" -> require(value.isNumber(), value, field, kind, value);
      case "LocalizedString" -> Values.localized(value, field);
      case "Enum", "LocalizedEnum" -> enumKey(type, value, field);
      case "Money" -> {
        if (!value.isObject()) {
          throw ApiError.invalidField(field, value, "expected Money {centAmount, currencyCode}");
        }
        yield Values.money(value, field);
      }
      case "DateTime" ->
          JSON.textNode(
              Values.dateTime(require(value.isTextual(), value, field, kind, value), field));
      case "Date" ->
          JSON.textNode(Values.date(require(value.isTextual(), value, field, kind, value), field));
      case "Time" ->
          JSON.textNode(
              Values.timeOfDay(require(value.isTextual(), value, field, kind, value), field));
      case "Reference" -> reference(type, value, field);
      case "Set" -> set(type, value, field);
      default -> throw ApiError.invalidField(field, value, "unknown field type " + kind);
    };
  }

  private static JsonNode require(
      boolean ok, JsonNode value, String field, String kind, @Nullable JsonNode result) {
    if (!ok || result == null) {
      throw ApiError.invalidField(field, value, "expected a " + kind);
    }
    return result;
  }

  private static JsonNode enumKey(JsonNode type, JsonNode value, String field) {
    for (JsonNode allowed : type.path("values")) {
      if (value.isTextual() && allowed.path("key").asText().equals(value.asText())) {
        return value;
      }
    }
    throw ApiError.invalidField(field, value, "not an enum key of the Type");
  }

  private JsonNode reference(JsonNode type, JsonNode value, String field) {
    String typeId = type.path("referenceTypeId").asText();
    Set<String> known =
        Set.of("channel", "store", "customer", "state", "type", "product", "payment", "order");
    if (!known.contains(typeId)) {
      throw ApiError.invalidField(field, value, "the sandbox has no resources of type " + typeId);
    }
    return Project.reference(typeId, project.resolve(Draft.of(value, field), typeId));
  }

  private JsonNode set(JsonNode type, JsonNode value, String field) {
    if (!value.isArray()) {
      throw ApiError.invalidField(field, value, "expected an array, because the field is a Set");
    }
    ArrayNode elements = JSON.arrayNode();
    for (JsonNode element : value) {
      JsonNode checked = value(type.path("elementType"), element, field);
      for (JsonNode present : elements) {
        if (present.equals(checked)) {
          throw ApiError.invalidField(field, value, "the field is a Set: " + checked + " twice");
        }
      }
      elements.add(checked);
    }
    return elements;
  }
}
