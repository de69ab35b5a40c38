package io.returnbridge.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.kafka.KafkaClients;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriedWebhooksTest {

  private static final MappingTables SHIPPED = Mappings.load(Path.of("mappings"));
  private static final Instant NOW = Instant.now();
  private static final Instant LATER = NOW.plusSeconds(3_600);

  private final Topics topics = TestSteps.topics();
  private final String topic = topics.name(Topic.REVENI_WEBHOOKS);
  private final Database database = TestDatabase.clean();
  private final KeptWebhooks kept = new KeptWebhooks(database);

  private static String webhook(String event, String id) {
    return "{\"id\":\"e\",\"event\":\"%s\",\"data\":{\"resource_id\":\"%s\",\"other\":\"o-%s\"}}"
        .formatted(event, id, id);
  }

  private static MappingFiles payload(String text, String by) {
    Map<String, String> texts = new HashMap<>(SHIPPED.files().texts());
    texts.computeIfPresent(
        "reveni-payload.yaml",
        (name, before) -> {
          assertThat(before).contains(text);
          return before.replace(text, by);
        });
    return MappingFiles.of("mappings", texts);
  }

  private List<String> different(TriedWebhooks tried, MappingFiles others) {
    return tried.of(SHIPPED, MappingTables.of(others), Instant.EPOCH, LATER).different().stream()
        .map(d -> d.store() + "/" + d.eventId() + ": " + d.before() + " → " + d.after())
        .toList();
  }

  @Test
  void webhooks_of_the_topic_and_those_that_are_kept_are_read_with_both_maps(@TempDir Path folder)
      throws Exception {
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      TriedWebhooks tried = new TriedWebhooks(reader(kafka), kept, topics);
      send(kafka, "e1", webhook("return.created", "r1"));
      send(kafka, "e2", webhook("return.archived", "r2"));
      send(kafka, "e3", "{}");
      kept.keep(new KeptWebhooks.Kept("es", "e2", webhook("return.archived", "r2").getBytes()));
      kept.keep(new KeptWebhooks.Kept("uk", "old", webhook("return.archived", "r9").getBytes()));

      assertThat(different(tried, SHIPPED.files())).isEmpty();
      assertThat(
              different(
                  tried,
                  payload(
                      "[return.created, return.updated]",
                      "[return.created, return.updated, return.archived]")))
          .containsExactlyInAnyOrder(
              "uk/old: EVENT_UNKNOWN → return r9", "es/e2: EVENT_UNKNOWN → return r2");
      assertThat(different(tried, payload("/data/resource_id", "/data/other")))
          .containsExactly("es/e1: return r1 → return o-r1");
      assertThat(different(tried, payload("event: /event", "event: /name")))
          .contains("es/e1: return r1 → EVENT_UNREADABLE");

      TriedMappings mappings =
          new TriedMappings(
              new MappingsInForce(SHIPPED),
              database,
              new ReturnStates(database),
              new Scans(database),
              tried);
      MappingFiles others = payload("/data/resource_id", "/data/other");
      assertThat(mappings.page(others, Instant.EPOCH, null, LATER).webhooks().looked())
          .isEqualTo(5);
      assertThat(mappings.page(others, LATER, null, LATER.plusSeconds(60)).webhooks().looked())
          .isZero();
      assertThat(mappings.page(SHIPPED.files(), Instant.EPOCH, null, LATER).webhooks())
          .as("the same map is not tried")
          .isNull();
    }
  }

  private void send(EmbeddedKafka kafka, String eventId, String body) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            kafka.clientSettings(), new StringSerializer(), new StringSerializer())) {
      ProducerRecord<String, String> record = new ProducerRecord<>(topic, "key", body);
      record.headers().add("store", "es".getBytes(StandardCharsets.UTF_8));
      record.headers().add("eventId", eventId.getBytes(StandardCharsets.UTF_8));
      producer.send(record).get();
    }
  }

  private TopicReader reader(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    Map<String, String> settings = new HashMap<>();
    kafka
        .login()
        .forEach(
            (name, value) ->
                settings.put("camel.component.kafka." + name.replace('.', '-'), value));
    settings.put(KafkaClients.BROKERS, kafka.bootstrapServers());
    return new TopicReader(
        new KafkaClients(
            new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()));
  }
}
