package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code /stores}: supply channels need the role InventorySupply, distribution channels
 * ProductDistribution.
 */
final class StoresResource extends Resource {
  StoresResource(Project project, CustomFields customFields) {
    super(project, customFields, "stores", "store");
    queryable("name", "languages", "countries", "distributionChannels", "supplyChannels");
    customActions("store");
    setNameAction("setName", "name");
    for (Kind kind : Kind.values()) {
      action("set" + kind.plural, (store, action) -> channels(store, action, kind));
      action("add" + kind.singular, (store, action) -> add(store, action, kind));
      action("remove" + kind.singular, (store, action) -> remove(store, action, kind));
    }
    action("setLanguages", StoresResource::languages);
    action("setCountries", StoresResource::countries);
  }

  private enum Kind {
    DISTRIBUTION("DistributionChannel", "distributionChannel", "ProductDistribution"),
    SUPPLY("SupplyChannel", "supplyChannel", "InventorySupply");

    final String singular;
    final String plural;
    final String one;
    final String field;
    final String role;

    Kind(String singular, String one, String role) {
      this.singular = singular;
      this.plural = singular + "s";
      this.one = one;
      this.field = one + "s";
      this.role = role;
    }
  }

  @Override
  void fill(ObjectNode store, Draft draft) {
    store.put("key", draft.requiredKey("key"));
    Draft.set(store, "name", draft.localized("name"));
    languages(store, draft);
    countries(store, draft);
    for (Kind kind : Kind.values()) {
      channels(store, draft, kind);
    }
    store.putArray("productSelections");
    customFields.read(draft, store, "store");
  }

  private static void languages(ObjectNode store, Draft draft) {
    ArrayNode languages = store.putArray("languages");
    draft.texts("languages").forEach(languages::add);
  }

  private static void countries(ObjectNode store, Draft draft) {
    ArrayNode countries = store.putArray("countries");
    for (Draft country : draft.objects("countries")) {
      String code = Values.country(country.requiredText("code"), country.field("code"));
      country.end();
      countries.addObject().put("code", code);
    }
  }

  private void channels(ObjectNode store, Draft draft, Kind kind) {
    ArrayNode references = store.putArray(kind.field);
    for (Draft identifier : draft.objects(kind.field)) {
      ObjectNode channel = project.resolve(identifier, "channel");
      Project.requireRole(channel, kind.role);
      references.add(Project.reference("channel", channel));
    }
  }

  private void add(ObjectNode store, Draft action, Kind kind) {
    ObjectNode channel = project.requiredReference(action, kind.one, "channel");
    Project.requireRole(channel, kind.role);
    if (!contains(store, kind.field, channel.path("id").asText())) {
      store.withArray(kind.field).add(Project.reference("channel", channel));
    }
  }

  private void remove(ObjectNode store, Draft action, Kind kind) {
    ObjectNode channel = project.requiredReference(action, kind.one, "channel");
    ArrayNode references = store.withArray(kind.field);
    for (int i = references.size() - 1; i >= 0; i--) {
      if (references.get(i).path("id").equals(channel.path("id"))) {
        references.remove(i);
      }
    }
  }

  static boolean contains(ObjectNode store, String field, String channelId) {
    for (JsonNode reference : store.path(field)) {
      if (reference.path("id").asText().equals(channelId)) {
        return true;
      }
    }
    return false;
  }
}
