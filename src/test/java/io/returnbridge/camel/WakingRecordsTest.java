package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.WebhookReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A record of the past wakes for the same as it did then. */
class WakingRecordsTest {

  private static final String WEBHOOKS = "reveni.webhooks.v1";
  private static final String EVENTS = "returns.events.v1";
  private static final String SCANS = "warehouse.scans.v1";

  private final Topics topics = TestSteps.topics();
  private final Mappings mappings = Mappings.load(Path.of("mappings"));
  private final WebhookReader webhooks = new WebhookReader(mappings);
  private final WakingRecords records =
      new WakingRecords(
          new WakeUps(webhooks, mappings, TestSteps.ALL), webhooks, TestSteps.ALL, topics, null);

  private Optional<String> of(
      String topic, String step, Map<String, String> headers, String value) {
    return records.of(
        topic,
        step,
        new TopicRecord(
            "t/0/1", null, headers, value.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
  }

  @Test
  void what_a_topic_wakes() {
    assertThat(topics.waking().get(EVENTS))
        .containsExactlyInAnyOrder(
            "mirror-status", "hold-for-inspection", "link-credit", "create-exchange-order");
    assertThat(topics.waking().get(WEBHOOKS)).isEqualTo(Set.of("accept-return"));
    assertThat(topics.waking().get(EVENTS + ".link-credit.dlt")).isEqualTo(Set.of("link-credit"));
    assertThat(topics.waking().get(SCANS + ".apply-stock-movements.dlt"))
        .isEqualTo(Set.of("apply-stock-movements"));
    assertThat(topics.waking()).hasSize(10).doesNotContainKey("stock.movements.v1");
  }

  @Test
  void a_webhook_is_about_its_return() {
    String body =
        """
        {"id":"w1","event":"return.updated","data":{"resource":"return","resource_id":"r1"}}
        """;

    assertThat(of(WEBHOOKS, "accept-return", Map.of("store", "es", "eventId", "w1"), body))
        .contains("es/r1");
    assertThat(of(WEBHOOKS, "accept-return", Map.of("store", "es", "eventId", "w1"), "{"))
        .isEmpty();
    assertThat(of(WEBHOOKS, "accept-return", Map.of(), body)).isEmpty();
  }

  @Test
  void an_event_is_about_its_return_and_a_scan_about_its_return_or_itself() {
    assertThat(of(EVENTS, "link-credit", Map.of(), "{\"store\":\"es\",\"returnId\":\"r1\"}"))
        .contains("es/r1");
    assertThat(
            of(
                SCANS,
                "move-inspected-stock",
                Map.of(),
                """
                {"known":true,"store":"es","returnId":"r1","source":"warehouse","scanId":"s1"}
                """))
        .contains("es/r1");
    assertThat(
            of(
                SCANS,
                "move-inspected-stock",
                Map.of(),
                "{\"known\":false,\"source\":\"warehouse\",\"scanId\":\"s1\"}"))
        .contains("scan/warehouse/s1");
  }

  @Test
  void a_dead_letter_says_what_it_was_about() {
    String topic = EVENTS + ".link-credit.dlt";

    assertThat(of(topic, "link-credit", Map.of("subject", "es/r1"), "the record"))
        .contains("es/r1");
    assertThat(
            of(topic, "link-credit", Map.of(), "{\"step\":\"link-credit\",\"subject\":\"es/r2\"}"))
        .contains("es/r2");
    assertThat(of(topic, "link-credit", Map.of("subject", "record/t/0/1"), "x")).isEmpty();
    assertThat(
            of(
                topic,
                "link-credit",
                Map.of("subject", "record/t/0/1"),
                "{\"store\":\"es\",\"returnId\":\"r1\"}"))
        .as("of a store that is known by now")
        .contains("es/r1");
    assertThat(
            of(
                WEBHOOKS + ".accept-return.dlt",
                "accept-return",
                Map.of("subject", "webhook/es/w1"),
                "x"))
        .isEmpty();
    assertThat(
            of(
                SCANS + ".apply-stock-movements.dlt",
                "apply-stock-movements",
                Map.of("subject", "wh-es/SKU/1"),
                "x"))
        .contains("wh-es/SKU/1");
  }

  @Test
  void what_nobody_could_read_is_left_out() {
    String huge = "r".repeat(9_000);
    for (String value :
        new String[] {
          "",
          "null",
          "[]",
          "{",
          "{}",
          "\"x\"",
          "{\"store\":\"es\"}",
          "{\"store\":\"es\",\"returnId\":\"" + huge + "\"}",
          "{\"store\":\"nowhere\",\"returnId\":\"r1\"}"
        }) {
      assertThat(of(EVENTS, "link-credit", Map.of(), value)).as(value).isEmpty();
      assertThat(of(EVENTS + ".link-credit.dlt", "link-credit", Map.of(), value))
          .as(value)
          .isEmpty();
    }
    assertThat(of(EVENTS + ".link-credit.dlt", "link-credit", Map.of("subject", "es/" + huge), "x"))
        .isEmpty();
  }
}
