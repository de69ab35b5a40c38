package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.sandbox.commercetools.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommercetoolsInventoryTest {

  private static final String SKU = "TSHIRT \"red\" ü";
  private Shop shop;

  @BeforeEach
  void start() {
    shop = Shop.ready();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void an_entry_is_created_once_and_moved_in_one_versioned_update() {
    EntryView created = shop.inventory.create(SKU, "wh-es", 1, List.of("m1"), CAUSE);
    EntryView added = shop.inventory.apply(created, 2, List.of("m1", "m2"), CAUSE);
    EntryView taken = shop.inventory.apply(added, -4, List.of("m3"), CAUSE);

    assertThat(taken.quantity()).isEqualTo(-1);
    assertThat(taken.movements()).containsExactly("m3");
    assertThat(shop.inventory.read(SKU, "wh-es")).contains(taken);
    assertThat(shop.effects).contains("inventory-entry wh-es/" + SKU + " 1→3: +2, movements [m2]");
    assertThatThrownBy(() -> shop.inventory.create(SKU, "wh-es", 1, List.of("m9"), CAUSE))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> assertThat(e.isDuplicate("sku") || e.isDuplicate("supplyChannel")).isTrue());
  }

  @Test
  void an_entry_without_a_Type_gets_ours_with_its_first_movement() {
    shop.sandbox.seeds().stock(SKU, "wh-es", 10);

    EntryView seen = shop.inventory.lastSeen(SKU, "wh-es").orElseThrow();
    EntryView after = shop.inventory.apply(seen, 1, List.of("m1"), CAUSE);

    assertThat(after.quantity()).isEqualTo(11);
    assertThat(after.movements()).containsExactly("m1");
  }

  @Test
  void an_entry_whose_Type_lacks_the_field_needs_a_decision_and_is_not_written() {
    shop.sandbox.create(
        "types",
        """
        {"key":"wms","name":{"en":"WMS"},"resourceTypeIds":["inventory-entry"],"fieldDefinitions":[]}
        """);
    shop.sandbox.create(
        "inventory",
        """
        {"sku":"JEANS","quantityOnStock":5,"supplyChannel":{"typeId":"channel","key":"wh-es"},
         "custom":{"type":{"typeId":"type","key":"wms"}}}
        """);

    EntryView seen = shop.inventory.read("JEANS", "wh-es").orElseThrow();

    assertThatThrownBy(() -> shop.inventory.apply(seen, 1, List.of("m1"), CAUSE))
        .isInstanceOfSatisfying(
            NeedsDecision.class, e -> assertThat(e.trouble().code()).isEqualTo("TYPE_CONFLICT"));
    assertThat(shop.sandbox.onStock("JEANS", "wh-es")).isEqualTo(5);
  }

  @Test
  void an_entry_of_a_merchants_extended_Type_keeps_its_fields() {
    shop.sandbox.create(
        "types",
        """
        {"key":"wms","name":{"en":"WMS"},"resourceTypeIds":["inventory-entry"],"fieldDefinitions":[
          {"name":"bin","label":{"en":"Bin"},"required":false,"type":{"name":"String"}}]}
        """);
    shop.apply();
    shop.sandbox.create(
        "inventory",
        """
        {"sku":"JEANS","quantityOnStock":5,"supplyChannel":{"typeId":"channel","key":"wh-es"},
         "custom":{"type":{"typeId":"type","key":"wms"},"fields":{"bin":"B7"}}}
        """);

    shop.inventory.apply(
        shop.inventory.lastSeen("JEANS", "wh-es").orElseThrow(), 1, List.of("m1"), CAUSE);

    var entry = shop.sandbox.inventoryEntry("JEANS", "wh-es").orElseThrow();
    assertThat(entry.at("/custom/fields/bin").asText()).isEqualTo("B7");
    assertThat(entry.at("/custom/fields/reveniMovements/0").asText()).isEqualTo("m1");
  }

  @Test
  void applied_but_lost_is_doubtful_and_a_fresh_read_shows_the_movement() {
    EntryView entry = shop.inventory.create(SKU, "wh-es", 1, List.of("m1"), CAUSE);
    shop.sandbox.faults(call -> call.writes() ? new Fault.ApplyThenRefuse(500) : Fault.none());

    assertThatThrownBy(() -> shop.inventory.apply(entry, 2, List.of("m2"), CAUSE))
        .isInstanceOf(WriteOutcomeUnknown.class);

    EntryView now = shop.inventory.lastSeen(SKU, "wh-es").orElseThrow();
    assertThat(now.movements()).containsExactly("m2");
    assertThat(now.quantity()).isEqualTo(3);
    assertThatThrownBy(() -> shop.inventory.apply(entry, 2, List.of("m3"), CAUSE))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void the_entry_of_another_channel_or_of_none_is_not_taken_for_it() {
    shop.sandbox.seeds().stock(SKU, null, 7);
    shop.sandbox.seeds().stock(SKU, "wh-es-inspection", 8);

    assertThat(shop.inventory.read(SKU, "wh-es")).isEmpty();
    assertThatThrownBy(() -> shop.inventory.read(SKU, "no-such-channel"))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("no-such-channel")
        .hasMessageContaining("setup --apply");
  }

  @Test
  void an_entry_that_was_deleted_is_met_by_looking_again() {
    EntryView entry = shop.inventory.create(SKU, "wh-es", 1, List.of("m1"), CAUSE);
    EntryView deleted =
        new EntryView(
            "3f8c7a52-0000-4000-8000-000000000000",
            entry.version(),
            SKU,
            "wh-es",
            entry.quantity(),
            entry.movements());
    shop.lastSeen.saw(new LastSeen.SeenEntry(deleted, typeOfEntry()));

    assertThatThrownBy(() -> shop.inventory.apply(deleted, 2, List.of("m2"), CAUSE))
        .isInstanceOf(Conflict.class);

    assertThat(shop.inventory.lastSeen(SKU, "wh-es")).contains(entry);
  }

  private String typeOfEntry() {
    return shop.sandbox.inventoryEntry(SKU, "wh-es").orElseThrow().at("/custom/type/id").asText();
  }
}
