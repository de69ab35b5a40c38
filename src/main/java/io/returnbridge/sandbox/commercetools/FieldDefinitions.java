package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads and compares field definitions of Types. */
final class FieldDefinitions {
  static final Set<String> INPUT_HINTS = Set.of("SingleLine", "MultiLine");
  private static final Pattern NAME = Pattern.compile("[-_A-Za-z0-9]{2,36}");
  private static final Set<String> SIMPLE =
      Set.of("Boolean", "String", "LocalizedString", "Number", "Money", "Date", "Time", "DateTime");

  private FieldDefinitions() {}

  static ObjectNode read(Draft draft) {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    String name = draft.requiredText("name");
    if (!NAME.matcher(name).matches()) {
      throw ApiError.invalidField(
          draft.field("name"),
          JsonNodeFactory.instance.textNode(name),
          "a field name has 2 to 36 of the characters A-Z, a-z, 0-9, _ and -");
    }
    definition.set("type", type(draft.requiredObject("type"), true));
    definition.put("name", name);
    definition.set("label", draft.requiredLocalized("label"));
    definition.put("required", Boolean.TRUE.equals(draft.optionalBoolean("required")));
    String hint = draft.optionalOneOf("inputHint", INPUT_HINTS);
    definition.put("inputHint", hint == null ? "SingleLine" : hint);
    return definition;
  }

  private static ObjectNode type(Draft draft, boolean setAllowed) {
    ObjectNode type = JsonNodeFactory.instance.objectNode();
    String name = draft.requiredText("name");
    type.put("name", name);
    if (name.equals("Set") && setAllowed) {
      type.set("elementType", type(draft.requiredObject("elementType"), false));
    } else if (name.equals("Enum") || name.equals("LocalizedEnum")) {
      ArrayNode values = type.putArray("values");
      Set<String> keys = new HashSet<>();
      for (Draft given : draft.objects("values")) {
        ObjectNode value = enumValue(given, name.equals("LocalizedEnum"));
        if (!keys.add(value.path("key").asText())) {
          throw ApiError.duplicateEnumValue(value.path("key").asText());
        }
        values.add(value);
      }
    } else if (name.equals("Reference")) {
      type.put("referenceTypeId", draft.requiredText("referenceTypeId"));
    } else if (!SIMPLE.contains(name)) {
      throw ApiError.invalidField(
          draft.field("name"), JsonNodeFactory.instance.textNode(name), "not a field type");
    }
    draft.end();
    return type;
  }

  static ObjectNode enumValue(Draft draft, boolean localized) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("key", draft.requiredText("key"));
    if (localized) {
      value.set("label", draft.requiredLocalized("label"));
    } else {
      value.put("label", draft.requiredText("label"));
    }
    draft.end();
    return value;
  }

  /**
   * Two Types of one resource may share a field name only with the same type; enum values may
   * differ.
   */
  static boolean sameType(JsonNode one, JsonNode other) {
    return one.path("name").equals(other.path("name"))
        && one.path("referenceTypeId").equals(other.path("referenceTypeId"))
        && (!one.has("elementType")
            || sameType(one.path("elementType"), other.path("elementType")));
  }
}
