package io.returnbridge.console.hawtio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.api.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question to Jolokia, whole but not yet allowed.
 *
 * @param attribute a name or a list of names
 * @param value what would be written
 * @param target another machine
 */
record Question(
    @Nullable String type,
    @Nullable String mbean,
    @Nullable Object attribute,
    @Nullable String path,
    @Nullable String operation,
    @Nullable List<Object> arguments,
    @Nullable Object value,
    @Nullable Object target,
    @Nullable Map<String, Object> config) {

  static Question read(JsonNode node) throws JsonProcessingException {
    Question question = node.isObject() ? Questions.STRICT.treeToValue(node, Question.class) : null;
    if (question == null) {
      throw Refusal.badRequest("body", "Each question to Jolokia is a JSON object");
    }
    question.requireWhole();
    return question;
  }

  private void requireWhole() {
    if (type == null) {
      throw Refusal.badRequest("type", "type must be read, list, search, exec or version");
    }
    boolean named = !type.equalsIgnoreCase("list") && !type.equalsIgnoreCase("version");
    if (named && mbean == null) {
      throw Refusal.badRequest("mbean", "mbean must be the name of an MBean, or a pattern");
    }
    if (target != null) {
      throw Refusal.of(403, "target: only this program is asked from here");
    }
    boolean names =
        type.equalsIgnoreCase("read")
            && attribute instanceof List<?> list
            && list.stream().allMatch(String.class::isInstance);
    if (attribute != null && !(attribute instanceof String) && !names) {
      throw Refusal.badRequest("attribute", "attribute must be a name, or to read a list of names");
    }
    if (config != null) {
      config.forEach(
          (name, said) -> {
            if (!Jolokia.isOption(name) || said == null || said instanceof Iterable) {
              throw Refusal.badRequest("config", "config has no \"" + name + "\" of this kind");
            }
          });
    }
  }

  /** As Jolokia reads it. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new HashMap<>();
    map.put("type", type);
    map.put("mbean", mbean);
    map.put("attribute", attribute);
    map.put("path", path);
    map.put("operation", operation);
    map.put("arguments", arguments);
    map.put("value", value);
    return map;
  }

  /** With those of the address where it says nothing itself. */
  Map<String, String> options(Map<String, String> common) {
    Map<String, String> options = new HashMap<>(common);
    if (config != null) {
      config.forEach((name, said) -> options.put(name, said.toString()));
    }
    return options;
  }
}
