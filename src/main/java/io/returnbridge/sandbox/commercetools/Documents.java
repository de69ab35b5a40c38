package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All resources of one type, with their unique indexes. Not thread-safe: the caller holds the
 * project's lock.
 */
final class Documents {
  private final String typeId;
  private final Map<String, ObjectNode> byId = new LinkedHashMap<>();
  private final List<Index> indexes = new ArrayList<>();

  private record Index(
      String field, Function<ObjectNode, List<String>> values, Map<String, String> ids) {}

  Documents(String typeId) {
    this.typeId = typeId;
    unique("key", node -> node.has("key") ? List.of(node.path("key").asText()) : List.of());
  }

  String typeId() {
    return typeId;
  }

  /** Adds a unique index; {@code field} is what a {@code DuplicateField} error names. */
  Documents unique(String field, Function<ObjectNode, List<String>> values) {
    indexes.add(new Index(field, values, new HashMap<>()));
    return this;
  }

  @Nullable ObjectNode get(String id) {
    return byId.get(id);
  }

  @Nullable ObjectNode find(String field, String value) {
    for (Index index : indexes) {
      if (index.field().equals(field)) {
        String id = index.ids().get(value);
        return id == null ? null : byId.get(id);
      }
    }
    throw new IllegalArgumentException(typeId + " has no index " + field);
  }

  boolean isUnique(String field) {
    return indexes.stream().anyMatch(index -> index.field().equals(field));
  }

  Collection<ObjectNode> all() {
    return byId.values();
  }

  /** Refuses a resource that would share a unique value with another. */
  void checkUnique(ObjectNode node) {
    String id = node.path("id").asText();
    for (Index index : indexes) {
      for (String value : index.values().apply(node)) {
        String holder = index.ids().get(value);
        if (holder != null && !holder.equals(id)) {
          throw ApiError.duplicateField(
              index.field(),
              value,
              JsonNodeFactory.instance.objectNode().put("typeId", typeId).put("id", holder));
        }
      }
    }
  }

  void put(ObjectNode node) {
    checkUnique(node);
    String id = node.path("id").asText();
    unindex(byId.get(id), id);
    byId.put(id, node);
    for (Index index : indexes) {
      index.values().apply(node).forEach(value -> index.ids().put(value, id));
    }
  }

  void remove(String id) {
    unindex(byId.remove(id), id);
  }

  private void unindex(@Nullable ObjectNode node, String id) {
    if (node != null) {
      for (Index index : indexes) {
        index.values().apply(node).forEach(value -> index.ids().remove(value, id));
      }
    }
  }
}
