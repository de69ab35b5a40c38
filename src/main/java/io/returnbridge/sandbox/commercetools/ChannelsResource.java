package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code /channels}. */
final class ChannelsResource extends Resource {
  private static final Set<String> ROLES =
      Set.of("InventorySupply", "ProductDistribution", "OrderExport", "OrderImport", "Primary");

  ChannelsResource(Project project, CustomFields customFields) {
    super(project, customFields, "channels", "channel");
    queryable("roles", "name", "description", "address");
    customActions("channel");
    action("changeKey", (channel, action) -> channel.put("key", action.requiredKey("key")));
    action(
        "changeName", (channel, action) -> channel.set("name", action.requiredLocalized("name")));
    action(
        "changeDescription",
        (channel, action) -> channel.set("description", action.requiredLocalized("description")));
    action("setRoles", (channel, action) -> setRoles(channel, roles(action)));
    action(
        "addRoles",
        (channel, action) -> {
          Set<String> all = present(channel);
          all.addAll(roles(action));
          setRoles(channel, all);
        });
    action(
        "removeRoles",
        (channel, action) -> {
          Set<String> all = present(channel);
          all.removeAll(roles(action));
          setRoles(channel, all);
        });
    action(
        "setAddress",
        (channel, action) -> {
          Draft address = action.object("address");
          Draft.set(channel, "address", address == null ? null : Values.address(address));
        });
  }

  @Override
  void fill(ObjectNode channel, Draft draft) {
    channel.put("key", draft.requiredKey("key"));
    setRoles(channel, draft.has("roles") ? roles(draft) : Set.of("InventorySupply"));
    Draft.set(channel, "name", draft.localized("name"));
    Draft.set(channel, "description", draft.localized("description"));
    Draft address = draft.object("address");
    if (address != null) {
      channel.set("address", Values.address(address));
    }
    customFields.read(draft, channel, "channel");
  }

  private static Set<String> present(ObjectNode channel) {
    Set<String> roles = new LinkedHashSet<>();
    channel.path("roles").forEach(role -> roles.add(role.asText()));
    return roles;
  }

  private static void setRoles(ObjectNode channel, Set<String> roles) {
    if (roles.isEmpty()) {
      throw ApiError.invalidOperation("A channel has at least one role.");
    }
    ArrayNode array = channel.putArray("roles");
    roles.forEach(array::add);
  }

  private static Set<String> roles(Draft draft) {
    Set<String> roles = new LinkedHashSet<>(draft.texts("roles"));
    for (String role : roles) {
      if (!ROLES.contains(role)) {
        throw ApiError.invalidField(
            "roles", JsonNodeFactory.instance.textNode(role), "not a channel role");
      }
    }
    return roles;
  }

  @Override
  void checkDeletable(ObjectNode channel) {
    String id = channel.path("id").asText();
    for (String typeId : List.of("store", "inventory-entry", "order")) {
      for (ObjectNode holder : project.documents(typeId).all()) {
        for (JsonNode reference : holder.findValues("id")) {
          if (reference.asText().equals(id)) {
            throw ApiError.referenceExists(
                "Can not delete a Channel while a " + typeId + " references it.");
          }
        }
      }
    }
  }
}
