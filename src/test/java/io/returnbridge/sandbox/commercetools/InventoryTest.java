package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @BeforeEach
  void fill() {
    Shop.fill(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Http.Answer create(String channel) {
    return http.post(
        "inventory",
        "{'sku':'SHOE','quantityOnStock':2"
            + (channel.isEmpty()
                ? ""
                : ",'supplyChannel':{'typeId':'channel','key':'" + channel + "'}")
            + "}");
  }

  @Test
  void a_channel_supplies_unless_it_says_otherwise_and_has_a_role_at_least() {
    assertThat(http.post("channels", "{'key':'depot'}").body().path("roles"))
        .extracting(JsonNode::asText)
        .containsExactly("InventorySupply");
    assertThat(http.post("channels", "{'key':'idle','roles':[]}").code())
        .isEqualTo("InvalidOperation");
    assertThat(http.update("channels/key=depot", 1, "{'action':'setRoles','roles':[]}").code())
        .isEqualTo("InvalidOperation");
  }

  @Test
  void there_is_one_entry_a_sku_and_supply_channel() {
    assertThat(create("madrid").code()).isEqualTo("DuplicateField");
    assertThat(create("").status()).isEqualTo(201);
    assertThat(create("").code()).isEqualTo("DuplicateField");
    assertThat(create("inspection").status()).isEqualTo(201);
    assertThat(create("web").code()).isEqualTo("MissingRoleOnChannel");
  }

  @Test
  void quantities_are_added_removed_even_below_zero_and_changed() {
    String path = "inventory/" + create("inspection").id();
    assertThat(
            http.update(path, 1, "{'action':'addQuantity','quantity':3}")
                .body()
                .path("quantityOnStock")
                .asLong())
        .isEqualTo(5);
    assertThat(
            http.update(path, 2, "{'action':'removeQuantity','quantity':9}")
                .body()
                .path("availableQuantity")
                .asLong())
        .isEqualTo(-4);
    assertThat(http.update(path, 3, "{'action':'changeQuantity','quantity':1}").version())
        .isEqualTo(4);
    assertThat(http.update(path, 4, "{'action':'addQuantity','quantity':-1}").status())
        .isEqualTo(400);
    assertThat(http.update(path, 3, "{'action':'addQuantity','quantity':1}").status())
        .isEqualTo(409);
    assertThat(sandbox.onStock("SHOE", "inspection")).isEqualTo(1);
  }

  @Test
  void entries_are_queried_by_sku_and_channel() {
    String channelId = sandbox.channel("madrid").orElseThrow().path("id").asText();
    JsonNode found =
        http.query(
                "inventory", "sku=:sku and supplyChannel(id=:id)", "sku", "SHOE", "id", channelId)
            .body();
    assertThat(found.at("/results/0/quantityOnStock").asLong()).isEqualTo(5);
    assertThat(http.query("inventory", "sku in (\"SHOE\", \"HAT\")").body().path("count").asInt())
        .isEqualTo(1);
    assertThat(http.query("inventory", "supplyChannel is not defined").body().path("count").asInt())
        .isZero();
  }

  @Test
  void availability_looks_at_the_entry_without_a_channel_and_lists_each_channel() {
    create("inspection");
    JsonNode variant =
        http.query("product-projections", "masterVariant(sku = :sku)", "sku", "SHOE")
            .body()
            .at("/results/0/masterVariant");
    assertThat(variant.at("/availability").has("isOnStock")).isFalse();
    assertThat(variant.at("/availability/channels")).hasSize(2);
    create("");
    variant =
        http.query("product-projections", "masterVariant(sku = :sku)", "sku", "SHOE")
            .body()
            .at("/results/0/masterVariant");
    assertThat(variant.at("/availability/isOnStock").asBoolean()).isTrue();
  }

  @Test
  void channel_roles_are_known_and_can_be_added() {
    assertThat(http.post("channels", "{'key':'c1','roles':['Shop']}").code())
        .isEqualTo("InvalidField");
    assertThat(
            http.update("channels/key=web", 1, "{'action':'addRoles','roles':['InventorySupply']}")
                .body()
                .path("roles"))
        .hasSize(2);
    assertThat(create("web").status()).isEqualTo(201);
    assertThat(
            http.post(
                    "stores", "{'key':'uk','supplyChannels':[{'typeId':'channel','key':'madrid'}]}")
                .status())
        .isEqualTo(201);
    assertThat(
            http.post(
                    "stores",
                    "{'key':'fr','distributionChannels':[{'typeId':'channel','key':'inspection'}]}")
                .code())
        .isEqualTo("MissingRoleOnChannel");
  }

  @Test
  void what_is_referenced_cannot_be_deleted_and_a_deletion_needs_the_version() {
    assertThat(http.delete("channels/key=madrid?version=1").code()).isEqualTo("ReferenceExists");
    assertThat(http.delete("channels/key=inspection?version=9").status()).isEqualTo(409);
    assertThat(http.delete("channels/key=inspection").status()).isEqualTo(400);
    assertThat(http.delete("channels/key=inspection?version=1").status()).isEqualTo(200);
  }
}
