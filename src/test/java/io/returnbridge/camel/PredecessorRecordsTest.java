package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.docs.TopicSchemas;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Predecessor;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Records that the version before has left in its topics, one of each kind. */
class PredecessorRecordsTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final WakeUps wakeUps = new WakeUps(new WebhookReader(MAPPINGS), MAPPINGS, TestSteps.ALL);

  private static List<JsonNode> records(String topic) {
    List<JsonNode> records = new ArrayList<>();
    Json.read(Predecessor.text("/upgrade/records-50.json"), JsonNode.class)
        .forEach(
            record -> {
              if (record.path("topic").asText().equals(topic)) {
                records.add(record);
              }
            });
    assertThat(records).as(topic).isNotEmpty();
    return records;
  }

  private static byte[] value(JsonNode record) {
    return record.path("value").asText().getBytes(UTF_8);
  }

  private static JsonNode said(JsonNode record) {
    return Json.read(record.path("value").asText(), JsonNode.class);
  }

  @Test
  void each_topic_holds_what_is_promised_of_it_now() {
    for (String topic : TopicSchemas.topics()) {
      List<String> values = records(topic).stream().map(r -> r.path("value").asText()).toList();
      assertThat(TopicSchemas.faults(topic, values)).isEmpty();
    }
  }

  @Test
  void an_event_wakes_the_steps_for_its_return() {
    TreeSet<String> types = new TreeSet<>();
    for (JsonNode record : records("returns.events.v1")) {
      JsonNode event = said(record);
      types.add(event.path("type").asText());
      assertThat(wakeUps.ofEvent("link-credit", value(record)))
          .isEqualTo(
              new WakeUp(
                  "link-credit",
                  event.path("store").asText() + "/" + event.path("returnId").asText(),
                  "event:" + event.path("id").asText()));
    }
    assertThat(types)
        .containsExactly(
            "exchange-agreed",
            "item-accepted",
            "refund-completed",
            "return-opened",
            "return-received",
            "return-shipped");
  }

  @Test
  void a_webhook_is_of_its_return_and_its_repeat_is_the_same() {
    for (JsonNode record : records("reveni.webhooks.v1")) {
      JsonNode headers = record.path("headers");
      KeptWebhooks.Kept kept =
          wakeUps.webhook(
              headers.path("store").asText(), headers.path("eventId").asText(), value(record));
      assertThat(wakeUps.ofWebhook(kept).subject())
          .isEqualTo(headers.path("store").asText() + "/" + record.path("key").asText());
      assertThat(kept.eventId()).isEqualTo(said(record).path("id").asText());
    }
  }

  @Test
  void a_scan_is_of_its_return() {
    for (JsonNode record : records("warehouse.scans.v1")) {
      assertThat(WakeUps.isOurScan(value(record))).isTrue();
      assertThat(wakeUps.ofScan("move-inspected-stock", value(record)).subject())
          .isEqualTo(said(record).path("store").asText() + "/" + record.path("key").asText());
    }
  }

  @Test
  void credits_notifications_and_movements_are_read_by_ones_own_steps() {
    for (String topic :
        List.of("finance.credits.v1", "customer.notifications.v1", "stock.movements.v1")) {
      for (JsonNode record : records(topic)) {
        WakeUp wakeUp = wakeUps.ofEvent("credit-to-erp", value(record));
        assertThat(Objects.requireNonNull(wakeUp.subject()))
            .endsWith(said(record).path("returnId").asText());
      }
    }
  }
}
