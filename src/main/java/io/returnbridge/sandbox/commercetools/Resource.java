package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kind of resource: how it is created, which update actions it has, which fields a predicate
 * may name.
 */
abstract class Resource {
  private static final int MAX_ACTIONS = 500;

  /**
   * Applies one update action to a copy of the resource; what it throws undoes the whole update.
   */
  interface Action {
    void apply(ObjectNode resource, Draft action);
  }

  final Project project;
  final CustomFields customFields;
  private final String path;
  private final Documents documents;
  private final Map<String, Action> actions = new HashMap<>();
  private final Set<String> queryFields =
      new HashSet<>(Set.of("id", "version", "key", "createdAt", "lastModifiedAt", "custom"));

  Resource(Project project, CustomFields customFields, String path, String typeId) {
    this.project = project;
    this.customFields = customFields;
    this.path = path;
    this.documents = project.documents(typeId);
  }

  final String path() {
    return path;
  }

  final String typeId() {
    return documents.typeId();
  }

  final Documents documents() {
    return documents;
  }

  final Set<String> queryFields() {
    return queryFields;
  }

  final void queryable(String... fields) {
    queryFields.addAll(List.of(fields));
  }

  final void action(String name, Action action) {
    actions.put(name, action);
  }

  final void customActions(String resourceTypeId) {
    action(
        "setCustomType",
        (resource, action) -> customFields.setType(resource, action, resourceTypeId));
    action(
        "setCustomField",
        (resource, action) -> customFields.setField(resource, action, resourceTypeId));
  }

  /** An action that sets or, without a value, removes one text field. */
  final void setTextAction(String name, String field) {
    action(name, (resource, action) -> action.copyText(field, resource));
  }

  final void setKeyAction(String name) {
    action(name, (resource, action) -> Draft.set(resource, "key", action.key("key")));
  }

  final void setNameAction(String name, String field) {
    action(name, (resource, action) -> Draft.set(resource, field, action.localized(field)));
  }

  /** Reads the draft into the fields of a new resource; the caller refuses what was not read. */
  abstract void fill(ObjectNode resource, Draft draft);

  /** What is answered for a stored resource; derived fields may be added to the copy. */
  ObjectNode view(ObjectNode stored) {
    return stored.deepCopy();
  }

  /** Called before a deletion; throws when the resource is still referenced. */
  void checkDeletable(ObjectNode resource) {}

  final ObjectNode fresh() {
    String now = project.now();
    ObjectNode resource =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", project.newId())
            .put("version", 1)
            .put("createdAt", now)
            .put("lastModifiedAt", now);
    resource.putObject("createdBy").put("clientId", project.clientId());
    resource.putObject("lastModifiedBy").put("clientId", project.clientId());
    return resource;
  }

  ObjectNode create(JsonNode body) {
    Draft draft = Draft.of(body, "");
    ObjectNode resource = fresh();
    fill(resource, draft);
    draft.end();
    documents.put(resource);
    return resource;
  }

  /**
   * Applies the actions all or none. The version rises by one for each action that changed
   * something.
   *
   * @throws ApiError 409 when {@code version} is not the current one
   */
  final ObjectNode update(ObjectNode current, JsonNode body) {
    Draft update = Draft.of(body, "");
    long version = update.requiredLong("version");
    if (!update.has("actions")) {
      throw ApiError.requiredField("actions");
    }
    List<Draft> requested = update.objects("actions");
    update.end();
    if (requested.size() > MAX_ACTIONS) {
      throw ApiError.invalidInput("An update has at most " + MAX_ACTIONS + " actions.");
    }
    List<Action> handlers = new ArrayList<>();
    for (Draft action : requested) {
      String name = action.requiredText("action");
      Action handler = actions.get(name);
      if (handler == null) {
        throw ApiError.invalidJson(
            action.field("action") + ": unknown action '" + name + "' for " + path);
      }
      handlers.add(handler);
    }
    long actual = current.path("version").asLong();
    if (version != actual) {
      throw ApiError.concurrentModification(current.path("id").asText(), version, actual);
    }
    ObjectNode changed = current.deepCopy();
    int effective = 0;
    for (int i = 0; i < requested.size(); i++) {
      ObjectNode before = changed.deepCopy();
      handlers.get(i).apply(changed, requested.get(i));
      requested.get(i).end();
      if (!before.equals(changed)) {
        effective++;
      }
    }
    if (effective == 0) {
      return current;
    }
    touch(changed, effective);
    documents.put(changed);
    return changed;
  }

  final void touch(ObjectNode resource, int by) {
    resource.put("version", resource.path("version").asLong() + by);
    resource.put("lastModifiedAt", project.now());
    if (resource.has("lastMessageSequenceNumber")) {
      resource.put(
          "lastMessageSequenceNumber", resource.path("lastMessageSequenceNumber").asLong() + by);
    }
  }

  /** What a competing writer does: the version rises, nothing that is stored here changes. */
  final void competingWrite(ObjectNode resource) {
    ObjectNode changed = resource.deepCopy();
    touch(changed, 1);
    documents.put(changed);
  }

  final void delete(ObjectNode current, long version) {
    long actual = current.path("version").asLong();
    if (version != actual) {
      throw ApiError.concurrentModification(current.path("id").asText(), version, actual);
    }
    checkDeletable(current);
    documents.remove(current.path("id").asText());
  }

  /** The resource with that id, key or, for orders, order number. */
  @Nullable ObjectNode find(String selector, String value) {
    return switch (selector) {
      case "id" -> documents.get(value);
      case "key" -> documents.find("key", value);
      default -> null;
    };
  }
}
