package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object of a request strictly: a wrong type is refused where it is read, and {@link
 * #end()} refuses every field that nobody has read. A JSON {@code null} counts as absent.
 */
final class Draft {
  private final ObjectNode node;
  private final String path;
  private final Set<String> read = new HashSet<>();

  private Draft(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  static Draft of(@Nullable JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return new Draft(object, path);
    }
    throw ApiError.invalidJson(
        (path.isEmpty() ? "the body" : path) + ": expected an object, got " + node);
  }

  /** The full name of a field of this object, for messages. */
  String field(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  @Nullable JsonNode any(String name) {
    read.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private JsonNode required(String name) {
    JsonNode value = any(name);
    if (value == null) {
      throw ApiError.requiredField(field(name));
    }
    return value;
  }

  @Nullable String text(String name) {
    JsonNode value = any(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw ApiError.invalidJson(field(name) + ": expected a string, got " + value);
    }
    return value.textValue();
  }

  String requiredText(String name) {
    required(name);
    String value = text(name);
    if (value == null || value.isEmpty()) {
      throw ApiError.requiredField(field(name));
    }
    return value;
  }

  @Nullable String key(String name) {
    String value = text(name);
    if (value != null && !Values.KEY.matcher(value).matches()) {
      throw ApiError.invalidField(
          field(name),
          node.get(name),
          "a key has 2 to 256 of the characters A-Z, a-z, 0-9, _ and -");
    }
    return value;
  }

  String requiredKey(String name) {
    required(name);
    String value = key(name);
    if (value == null) {
      throw ApiError.requiredField(field(name));
    }
    return value;
  }

  @Nullable Long optionalLong(String name) {
    JsonNode value = any(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw ApiError.invalidJson(field(name) + ": expected an integer, got " + value);
    }
    return value.longValue();
  }

  long requiredLong(String name) {
    required(name);
    Long value = optionalLong(name);
    return value == null ? 0 : value;
  }

  /** A quantity of at least one. */
  long requiredQuantity(String name) {
    long value = requiredLong(name);
    if (value < 1) {
      throw ApiError.invalidField(field(name), node.get(name), "must be at least 1");
    }
    return value;
  }

  @Nullable Double optionalDouble(String name) {
    JsonNode value = any(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      throw ApiError.invalidJson(field(name) + ": expected a number, got " + value);
    }
    return value.doubleValue();
  }

  @Nullable Boolean optionalBoolean(String name) {
    JsonNode value = any(name);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw ApiError.invalidJson(field(name) + ": expected a boolean, got " + value);
    }
    return value.booleanValue();
  }

  @Nullable String optionalOneOf(String name, Set<String> allowed) {
    String value = text(name);
    if (value != null && !allowed.contains(value)) {
      throw ApiError.invalidField(
          field(name), node.get(name), "allowed are " + new TreeSet<>(allowed));
    }
    return value;
  }

  String oneOf(String name, Set<String> allowed) {
    required(name);
    String value = optionalOneOf(name, allowed);
    return value == null ? "" : value;
  }

  @Nullable Draft object(String name) {
    JsonNode value = any(name);
    return value == null ? null : of(value, field(name));
  }

  Draft requiredObject(String name) {
    return of(required(name), field(name));
  }

  /** The objects of an array; empty when the field is absent. */
  List<Draft> objects(String name) {
    List<Draft> drafts = new ArrayList<>();
    List<JsonNode> values = values(name);
    for (int i = 0; i < values.size(); i++) {
      drafts.add(of(values.get(i), field(name) + "[" + i + "]"));
    }
    return drafts;
  }

  List<Draft> requiredObjects(String name) {
    required(name);
    List<Draft> drafts = objects(name);
    if (drafts.isEmpty()) {
      throw ApiError.invalidField(field(name), node.get(name), "must not be empty");
    }
    return drafts;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : values(name)) {
      if (!value.isTextual()) {
        throw ApiError.invalidJson(field(name) + ": expected strings, got " + value);
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  private List<JsonNode> values(String name) {
    JsonNode value = any(name);
    List<JsonNode> values = new ArrayList<>();
    if (value == null) {
      return values;
    }
    if (!value.isArray()) {
      throw ApiError.invalidJson(field(name) + ": expected an array, got " + value);
    }
    value.forEach(values::add);
    return values;
  }

  boolean has(String name) {
    JsonNode value = node.get(name);
    return value != null && !value.isNull();
  }

  @Nullable ObjectNode localized(String name) {
    JsonNode value = any(name);
    return value == null ? null : Values.localized(value, field(name));
  }

  ObjectNode requiredLocalized(String name) {
    return Values.localized(required(name), field(name));
  }

  @Nullable ObjectNode money(String name) {
    JsonNode value = any(name);
    return value == null ? null : Values.money(value, field(name));
  }

  ObjectNode requiredMoney(String name) {
    return Values.money(required(name), field(name));
  }

  @Nullable String dateTime(String name) {
    JsonNode value = any(name);
    return value == null ? null : Values.dateTime(value, field(name));
  }

  /** Copies a text field to the stored resource, or removes it there when the draft has none. */
  void copyText(String name, ObjectNode to) {
    set(to, name, text(name));
  }

  static void set(ObjectNode to, String name, @Nullable String value) {
    set(to, name, value == null ? null : JsonNodeFactory.instance.textNode(value));
  }

  static void set(ObjectNode to, String name, @Nullable JsonNode value) {
    if (value == null) {
      to.remove(name);
    } else {
      to.set(name, value);
    }
  }

  /** Every field of this object, with the whole object counted as read. */
  ObjectNode raw() {
    node.fieldNames().forEachRemaining(read::add);
    return node.deepCopy();
  }

  /** Refuses fields that nobody has read. */
  void end() {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(read);
    if (!unknown.isEmpty()) {
      throw ApiError.invalidJson((path.isEmpty() ? "body" : path) + ": unknown field " + unknown);
    }
  }
}
