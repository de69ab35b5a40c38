package io.returnbridge.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.cases.Cases;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.KafkaClients;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.replay.Replays;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  /** With two of one's own. */
  private static final Steps STEPS =
      TestSteps.ALL.and(
          List.of(
              StepDefinition.own("credit-to-erp", Topic.FINANCE_CREDITS, Set.of("erp.example")),
              StepDefinition.own(
                  "mail-shopper", Topic.CUSTOMER_NOTIFICATIONS, Set.of("mail.example"))));

  /** When the copy was made; what came later is lost. */
  private static final Instant COPIED =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(7200);

  private static DataDirectory data;
  private static EmbeddedKafka kafka;
  private static TopicReader reader;

  private final Database database = TestDatabase.clean();
  private final Cases cases = new Cases(database, MAPPINGS);
  private final Scans scans = new Scans(database);
  private Topics topics;
  private String events;

  @BeforeAll
  static void start(@TempDir Path folder) {
    data = DataDirectory.open(folder);
    kafka = EmbeddedKafka.start(data);
    Map<String, String> settings = new HashMap<>();
    kafka
        .login()
        .forEach(
            (name, value) ->
                settings.put("camel.component.kafka." + name.replace('.', '-'), value));
    settings.put(KafkaClients.BROKERS, kafka.bootstrapServers());
    reader = new TopicReader(new KafkaClients(config(settings)));
  }

  @AfterAll
  static void stop() {
    kafka.close();
    data.close();
  }

  private static Config config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build();
  }

  /** With topics of its own. */
  @BeforeEach
  void topics() throws Exception {
    String run = UUID.randomUUID().toString();
    Map<String, String> names = new HashMap<>();
    for (Topic topic : Topic.values()) {
      names.put(topic.property(), topic.name() + "." + run);
    }
    topics = new Topics(STEPS, config(names));
    events = topics.name(Topic.RETURNS_EVENTS);
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      admin
          .createTopics(
              names.values().stream()
                  .map(name -> new NewTopic(name, Optional.of(2), Optional.empty()))
                  .toList())
          .all()
          .get();
    }
  }

  /** As after a start. */
  private Restore restore() {
    ToldTopics told = new ToldTopics(STEPS, topics);
    return new Restore(
        database,
        new TheirAge(database, reader, told, STEPS, topics),
        new ToldRecords(database, scans, reader, told, topics),
        new Replays(database, TestDatabase.work(database)),
        cases);
  }

  private static void send(String topic, String key, String json, Instant at) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            kafka.clientSettings(), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, null, at.toEpochMilli(), key, json));
    }
  }

  private void told(String id, Instant at) {
    send(events, "O-1", event(id), at);
  }

  private static String event(String id) {
    return "{\"id\":\"%s\",\"store\":\"es\",\"returnId\":\"ret-1\"}".formatted(id);
  }

  private void known(String id, @Nullable Instant at) {
    new Outbox(database)
        .add("accept-return", "es/ret-1", List.of(new OutboxRecord(id, events, "O-1", event(id))));
    database.update("update outgoing set published_at = ? where id = ?", at, id);
  }

  private List<String> openCases() {
    return database.query(
        "select code || ' ' || owner from exception_case where status <> 'resolved'",
        r -> r.text(1));
  }

  private void retry() {
    database.update("update exception_case set status = 'retrying'");
  }

  @Test
  void a_database_that_knows_what_kafka_has_goes_on() {
    // Given
    told("opened", COPIED);
    known("opened", COPIED);

    // When
    restore().goOn();

    // Then
    assertThat(openCases()).isEmpty();
  }

  @Test
  void a_record_that_is_known_stops_nobody_though_the_clock_of_kafka_is_ahead() {
    // Given
    known("opened", COPIED);
    known("shipped", COPIED);
    told("shipped", COPIED.plusSeconds(60));

    // When
    restore().goOn();

    // Then
    assertThat(openCases()).isEmpty();
  }

  @Test
  void a_new_database_goes_on_whatever_kafka_has() {
    told("opened", COPIED);

    restore().goOn();

    assertThat(openCases()).isEmpty();
  }

  @Test
  void what_strangers_wrote_stops_nobody() {
    // Given
    known("opened", COPIED);
    send(events, "x", "no JSON", COPIED.plusSeconds(60));
    send(events, "y", "{\"id\":7}", COPIED.plusSeconds(60));

    // When
    restore().goOn();

    // Then
    assertThat(openCases()).isEmpty();
  }

  @Test
  void a_database_that_was_set_back_waits_for_a_person() {
    // Given
    known("opened", COPIED);
    told("opened", COPIED);
    told("shipped", COPIED.plusSeconds(60));

    // When
    assertThatThrownBy(() -> restore().goOn())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("DATABASE_RESTORED");
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);

    // Then
    assertThat(openCases()).containsExactly("DATABASE_RESTORED integration");
    assertThat(database.find("select cause from exception_case", r -> r.text(1)))
        .hasValueSatisfying(
            cause ->
                assertThat(cause).contains(COPIED.toString(), COPIED.plusSeconds(60).toString()));
    assertThat(database.query("select id from replay", r -> r.text(1))).isEmpty();
  }

  @Test
  void the_case_names_the_own_steps_whose_topics_had_records_since() {
    // Given one of them before the copy, and one after it
    known("opened", COPIED);
    told("shipped", COPIED.plusSeconds(60));
    String credits = topics.name(Topic.FINANCE_CREDITS);
    String notifications = topics.name(Topic.CUSTOMER_NOTIFICATIONS);
    send(credits, "O-1", event("credit"), COPIED.plusSeconds(70));
    send(notifications, "O-1", event("notification"), COPIED.minusSeconds(5));

    // When
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);

    // Then
    assertThat(nextStep())
        .contains(": credit-to-erp (" + credits + "). ", "replay --topic")
        .doesNotContain("mail-shopper");
  }

  @Test
  void the_case_says_so_where_no_own_step_had_any() {
    // Given
    known("opened", COPIED);
    told("shipped", COPIED.plusSeconds(60));

    // When
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);

    // Then
    assertThat(nextStep()).contains("whether they have done them: none. ");
  }

  private String nextStep() {
    return database.find("select next_step from exception_case", r -> r.text(1)).orElseThrow();
  }

  @Test
  void a_database_that_had_told_nothing_yet_waits_too() {
    // Given
    known("opened", null);
    told("shipped", Instant.now().plusSeconds(60));

    // Then
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);
  }

  @Test
  void once_a_person_has_said_that_it_is_right_what_was_told_is_known_and_the_rest_is_replayed() {
    // Given
    known("opened", COPIED);
    told("opened", COPIED);
    told("shipped", COPIED.plusSeconds(60));
    told("received", COPIED.plusSeconds(90));
    String leg =
        "{\"id\":\"leg-1\",\"sku\":\"CAP\",\"channel\":\"wh\",\"store\":\"es\",\"returnId\":\"ret-1\"}";
    send(topics.name(Topic.STOCK_MOVEMENTS), "CAP+wh", leg, COPIED.plusSeconds(95));
    String scan =
        "{\"known\":true,\"source\":\"berlin\",\"scanId\":\"s1\",\"store\":\"es\",\"returnId\":\"ret-1\",\"sku\":\"CAP\","
            + "\"quantity\":1,\"grade\":\"A\",\"scannedAt\":\"2026-11-29T10:00:00Z\"}";
    send(topics.name(Topic.WAREHOUSE_SCANS), "ret-1", scan, COPIED.plusSeconds(92));
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);

    // When
    retry();
    restore().goOn();

    // Then
    assertThat(openCases()).isEmpty();
    assertThat(
            database.query(
                "select id, step, subject, published_at from outgoing order by published_at",
                r -> tuple(r.text(1), r.text(2), r.text(3), r.time(4))))
        .containsExactly(
            tuple("opened", "accept-return", "es/ret-1", COPIED),
            tuple("shipped", "accept-return", "es/ret-1", COPIED.plusSeconds(60)),
            tuple("received", "accept-return", "es/ret-1", COPIED.plusSeconds(90)),
            tuple("leg-1", "apply-stock-movements", "wh/CAP", COPIED.plusSeconds(95)));
    assertThat(scans.find("berlin", "s1"))
        .hasValueSatisfying(
            stored -> {
              assertThat(stored.acceptedAt()).isEqualTo(COPIED.plusSeconds(92));
              assertThat(stored.known()).isNull();
            });
    assertThat(scans.unpublished(5)).isEmpty();
    assertThat(database.query("select kind, from_at from replay", r -> tuple(r.text(1), r.time(2))))
        .containsExactly(tuple("period", COPIED.minus(Duration.ofHours(1))));

    // And it is asked once, also when nothing has been told since
    restore().goOn();
    assertThat(openCases()).isEmpty();
    assertThat(database.query("select id from replay", r -> r.text(1))).hasSize(1);
  }

  @Test
  void whoever_closes_the_case_goes_on_without_what_kafka_knows() {
    // Given
    known("opened", COPIED);
    told("shipped", COPIED.plusSeconds(60));
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);

    // When
    database.update(
        "update exception_case set status = 'resolved', resolved_at = now(), accepted = true");

    // Then
    assertThatCode(() -> restore().goOn()).doesNotThrowAnyException();
    assertThat(database.query("select id from replay", r -> r.text(1))).isEmpty();
  }

  @Test
  void a_second_restore_is_a_second_case() {
    // Given one that a person closed
    known("opened", COPIED);
    told("shipped", COPIED.plusSeconds(60));
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);
    database.update(
        "update exception_case set status = 'resolved', resolved_at = ?, accepted = true",
        COPIED.plusSeconds(61));

    // When
    told("received", COPIED.plusSeconds(90));

    // Then
    assertThatThrownBy(() -> restore().goOn()).isInstanceOf(Unavailable.class);
    assertThat(openCases()).hasSize(1);
  }
}
