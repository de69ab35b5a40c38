package io.returnbridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a cluster. */
class KafkaChecksTest {

  private static final String EVENTS = "topics.returns-events";

  private static DataDirectory data;
  private static EmbeddedKafka kafka;
  private static Admin admin;

  @BeforeAll
  static void start(@TempDir Path folder) {
    data = DataDirectory.open(folder);
    kafka = EmbeddedKafka.start(data);
    admin = Admin.create(kafka.clientSettings());
    KafkaClients.asCamels(kafka.login()).forEach(System::setProperty);
  }

  @AfterAll
  static void stop() {
    KafkaClients.asCamels(kafka.login()).keySet().forEach(System::clearProperty);
    admin.close();
    kafka.close();
    data.close();
  }

  @AfterEach
  void noTopics() throws Exception {
    System.clearProperty(EVENTS);
    admin.deleteTopics(admin.listTopics().names().get()).all().get();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> admin.listTopics().names().get().isEmpty());
  }

  private static void topic(String name, Map<String, String> config) throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()).configs(config)))
        .all()
        .get();
  }

  private List<Check> checks() {
    return KafkaChecks.of(kafka.bootstrapServers(), TestSteps.ALL);
  }

  private List<String> warned() {
    return checks().stream()
        .filter(c -> c.level() != Check.Level.OK && !c.what().contains("replication"))
        .map(c -> c.what() + " — " + c.remedy())
        .toList();
  }

  @Test
  void topics_of_one_replication_factor_are_one_line_and_what_is_worst_is_first() throws Exception {
    topic("reveni.webhooks.v1", Map.of("retention.ms", "-1"));
    topic("returns.events.v1", Map.of("retention.ms", "-1"));

    assertThat(Check.worstFirst(checks()))
        .first()
        .satisfies(
            check -> {
              assertThat(check.level()).isEqualTo(Check.Level.WARN);
              assertThat(check.what())
                  .isEqualTo("Kafka, replication factor 1: returns.events.v1, reveni.webhooks.v1");
            });
    assertThat(checks().get(0).level()).isEqualTo(Check.Level.OK);
  }

  @Test
  void what_is_kept_for_thirty_days_or_ever_is_well() throws Exception {
    topic("reveni.webhooks.v1", Map.of("retention.ms", Long.toString(30L * 86_400_000)));
    topic("returns.events.v1", Map.of("retention.ms", "-1"));

    assertThat(warned()).isEmpty();
    assertThat(checks())
        .extracting(Check::what)
        .contains(
            "Kafka topic reveni.webhooks.v1 keeps records for 30 days",
            "Kafka topic returns.events.v1 keeps records for ever");
  }

  @Test
  void records_that_are_deleted_sooner_are_warned_about() throws Exception {
    topic("reveni.webhooks.v1", Map.of("retention.ms", "86400000"));
    topic("warehouse.scans.v1", Map.of("retention.ms", "-1", "retention.bytes", "1000"));

    assertThat(warned())
        .anyMatch(w -> w.contains("reveni.webhooks.v1 keeps records for 24 hours — raise"))
        .anyMatch(w -> w.contains("warehouse.scans.v1 keeps records up to a size only"))
        .hasSize(2);
  }

  @Test
  void offsets_that_are_forgotten_before_the_records_are_warned_about() throws Exception {
    topic("reveni.webhooks.v1", Map.of("retention.ms", Long.toString(3650L * 86_400_000)));

    assertThat(warned())
        .singleElement()
        .asString()
        .startsWith("Kafka keeps the steps' offsets for")
        .contains("offsets.retention.minutes to " + 3650L * 1440);
  }

  @Test
  void the_topics_are_those_that_are_configured() throws Exception {
    System.setProperty(EVENTS, "shop.returns");
    topic("shop.returns", Map.of("retention.ms", "86400000"));
    topic("returns.events.v1", Map.of("retention.ms", "86400000"));
    topic("shop.returns.link-credit.dlt", Map.of("retention.ms", "86400000"));

    assertThat(warned()).hasSize(2).allMatch(w -> w.contains("shop.returns"));
  }

  @Test
  void a_cluster_that_is_not_there_names_the_variable() {
    assertThat(KafkaChecks.of("127.0.0.1:1", TestSteps.ALL))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.level()).isEqualTo(Check.Level.FAIL);
              assertThat(c.remedy()).contains("KAFKA_BOOTSTRAP_SERVERS");
            });
    assertThat(KafkaChecks.of("broker.invalid:9092", TestSteps.ALL))
        .singleElement()
        .extracting(Check::level)
        .isEqualTo(Check.Level.FAIL);
  }
}
