package io.returnbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ShopTest {
  private final Mappings mappings = Mappings.load(Path.of("mappings"));

  @Test
  void is_accepted_by_a_strict_commercetools() {
    try (CommercetoolsSandbox commercetools = CommercetoolsSandbox.start(0, "shop")) {
      Shop shop = Shop.open(commercetools, mappings);

      assertThat(commercetools.orders())
          .extracting(order -> order.path("orderNumber").asText())
          .containsExactlyInAnyOrderElementsOf(Shop.orderNumbers());
      assertThat(commercetools.all("products")).hasSize(8);
      assertThat(commercetools.onStock("BAG-LEATHER", shop.saleable("es"))).isEqualTo(Shop.STOCK);
      assertThat(
              commercetools
                  .order(Shop.SHIRT_AND_JEANS)
                  .orElseThrow()
                  .at("/custom/fields/" + Shop.MERCHANT_FIELD)
                  .asText())
          .isEqualTo(Shop.GIFT_MESSAGE);
      assertThat(commercetools.order(Shop.BELTS).orElseThrow().path("lineItems")).hasSize(2);
    }
  }

  @Test
  void every_line_is_sold_by_a_channel_of_the_tables() {
    try (CommercetoolsSandbox commercetools = CommercetoolsSandbox.start(0, "shop")) {
      Shop.open(commercetools, mappings);
      Map<String, String> keys = new java.util.HashMap<>();
      commercetools
          .all("channels")
          .forEach(channel -> keys.put(channel.get("id").asText(), channel.get("key").asText()));

      List<String> sellers = new ArrayList<>();
      for (JsonNode order : commercetools.orders()) {
        for (JsonNode line : order.path("lineItems")) {
          JsonNode seller = line.path("supplyChannel");
          if (seller.isMissingNode()) {
            seller = line.path("distributionChannel");
          }
          sellers.add(keys.getOrDefault(seller.path("id").asText(), "web-uk"));
        }
      }

      assertThat(sellers).contains("wh-es", "web-es", "wh-uk", "web-uk");
      assertThat(sellers).allMatch(mappings.channels()::knows);
    }
  }

  @Test
  void the_sandbox_refuses_to_start_beside_a_real_project() {
    AtomicBoolean touched = new AtomicBoolean();

    int exitCode =
        SandboxCommand.run(
            Map.of("CTP_PROJECT_KEY", "real"),
            (variables, ready) -> {
              touched.set(true);
              return 0;
            },
            variables -> {
              touched.set(true);
              return 0;
            });

    assertThat(exitCode).isEqualTo(1);
    assertThat(touched).isFalse();
  }

  @Test
  void the_sandbox_replaces_what_is_real_and_stays_on_loopback(
      @org.junit.jupiter.api.io.TempDir Path data) {
    List<Map<String, String>> served = new ArrayList<>();

    int exitCode =
        SandboxCommand.run(
            Map.of(
                "DATA_DIR", data.toString(),
                "KAFKA_BOOTSTRAP_SERVERS", "kafka.example:9092",
                "REVENI_ES_API_KEY", "real"),
            (variables, ready) -> {
              assertThat(variables).containsEntry("HTTP_HOST", "127.0.0.1");
              served.add(variables);
              return 0;
            },
            variables -> 0);

    assertThat(exitCode).isZero();
    assertThat(served.get(0))
        .doesNotContainKey("KAFKA_BOOTSTRAP_SERVERS")
        .doesNotContainValue("real")
        .containsEntry("DATA_DIR", data.resolve("sandbox").toString())
        .containsKeys(
            "CTP_API_URL",
            "CTP_SCOPES",
            "REVENI_UK_STORE_ID",
            "WAREHOUSE_API_KEY",
            "CONSOLE_ADMIN_PASSWORD");
  }
}
