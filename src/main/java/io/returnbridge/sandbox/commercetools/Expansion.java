package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reference expansion: sets {@code obj} of the references that a path such as {@code
 * paymentInfo.payments[*]} names.
 */
final class Expansion {
  private final List<String> paths;
  private final BiFunction<String, String, @Nullable ObjectNode> lookup;

  Expansion(List<String> paths, BiFunction<String, String, @Nullable ObjectNode> lookup) {
    this.paths = paths;
    this.lookup = lookup;
  }

  ObjectNode apply(ObjectNode view) {
    for (String path : paths) {
      expand(view, List.of(path.split("\\.")));
    }
    return view;
  }

  private void expand(JsonNode node, List<String> steps) {
    if (node.isArray()) {
      node.forEach(element -> expand(element, steps));
    } else if (steps.isEmpty()) {
      resolve(node);
    } else if (node.isObject()) {
      resolve(node);
      JsonNode holder = node.has("obj") ? node.path("obj") : node;
      String step = steps.get(0).replaceAll("\\[[0-9*]+]$", "");
      expand(holder.path(step), steps.subList(1, steps.size()));
    }
  }

  private void resolve(JsonNode node) {
    if (node instanceof ObjectNode reference
        && node.has("typeId")
        && node.has("id")
        && !node.has("obj")) {
      ObjectNode found = lookup.apply(node.path("typeId").asText(), node.path("id").asText());
      if (found != null) {
        reference.set("obj", found);
      }
    }
  }
}
