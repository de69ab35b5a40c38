package io.returnbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.TopicReader.Spans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicReaderTest {

  /** Of a day whose records Kafka keeps for weeks yet. */
  private static final Instant NOON =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(60));

  private static DataDirectory data;
  private static EmbeddedKafka kafka;
  private static Admin admin;
  private static KafkaClients clients;
  private static TopicReader reader;

  @BeforeAll
  static void start(@TempDir Path folder) {
    data = DataDirectory.open(folder);
    kafka = EmbeddedKafka.start(data);
    admin = Admin.create(kafka.clientSettings());
    Map<String, String> login = new HashMap<>();
    kafka.login().forEach((name, value) -> login.put(name.replace('.', '-'), value));
    clients = KafkaClientsTest.clients(kafka.bootstrapServers(), login);
    reader = new TopicReader(clients);
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
    data.close();
  }

  private static void topic(String name) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, Optional.of(3), Optional.empty()))).all().get();
  }

  /** Record {@code n} is sent {@code n} minutes after noon. */
  private static void send(String topic, int from, int to) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            kafka.clientSettings(), new StringSerializer(), new StringSerializer())) {
      for (int n = from; n < to; n++) {
        ProducerRecord<String, String> record =
            new ProducerRecord<>(
                topic,
                null,
                NOON.plus(Duration.ofMinutes(n)).toEpochMilli(),
                "key-" + n,
                Integer.toString(n));
        record.headers().add("store", "es".getBytes(StandardCharsets.UTF_8));
        producer.send(record);
      }
    }
  }

  private static List<Integer> numbers(List<TopicRecord> records) {
    return records.stream()
        .map(r -> Integer.parseInt(new String(r.value(), StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<TopicRecord> readAll(String topic, Spans spans) {
    List<TopicRecord> records = new ArrayList<>();
    try (TopicReader.Pages pages = reader.open(topic, spans)) {
      while (!pages.rest().areRead()) {
        records.addAll(pages.next());
      }
    }
    return records;
  }

  @Test
  void the_records_of_several_topics_are_counted_at_once() throws Exception {
    topic("counted");
    topic("empty");
    send("counted", 0, 7);

    assertThat(reader.counts(List.of("counted", "empty", "nowhere")))
        .isEqualTo(Map.of("counted", 7L, "empty", 0L));
  }

  @Test
  void a_group_that_begins_now_begins_there_once_and_for_all() throws Exception {
    topic("begun");
    send("begun", 0, 9);
    FirstOffsets first = new FirstOffsets(clients);

    first.beginNow("mails", "begun");
    send("begun", 9, 12);
    first.beginNow("mails", "begun");

    long begins =
        admin
            .listConsumerGroupOffsets("mails")
            .partitionsToOffsetAndMetadata()
            .get()
            .values()
            .stream()
            .mapToLong(OffsetAndMetadata::offset)
            .sum();
    assertThat(begins).isEqualTo(9);
  }

  @Test
  void a_record_is_found_by_its_place_and_none_where_there_is_none() throws Exception {
    topic("placed");
    send("placed", 0, 30);
    Spans whole = reader.whole("placed");
    int partition = 1;
    long end = whole.partitions().get(partition).end();

    assertThat(reader.at("placed", partition, end - 1))
        .hasValueSatisfying(
            r -> {
              assertThat(r.headers()).containsEntry("store", "es");
              assertThat(r.place()).isEqualTo("placed/" + partition + "/" + (end - 1));
              assertThat(new String(r.key(), StandardCharsets.UTF_8)).startsWith("key-");
            });
    assertThat(reader.at("placed", partition, end)).isEmpty();
    assertThat(reader.at("placed", 9, 0)).isEmpty();
    assertThat(reader.at("nowhere", 0, 0)).isEmpty();
    admin
        .deleteRecords(
            Map.of(new TopicPartition("placed", partition), RecordsToDelete.beforeOffset(end)))
        .all()
        .get();
    assertThat(reader.at("placed", partition, end - 1)).isEmpty();
  }

  @Test
  void all_that_there_was_at_the_beginning_is_read_once_and_nothing_later() throws Exception {
    topic("all");
    send("all", 0, 700);
    Spans spans = reader.whole("all");
    send("all", 700, 750);

    List<TopicRecord> records = readAll("all", spans);

    assertThat(numbers(records)).hasSize(700).doesNotHaveDuplicates().allMatch(n -> n < 700);
    assertThat(records.get(0).headers()).containsEntry("store", "es");
    assertThat(records)
        .anySatisfy(r -> assertThat(r.at()).isEqualTo(NOON.plus(Duration.ofMinutes(5))));
  }

  @Test
  void reading_goes_on_where_it_was() throws Exception {
    topic("resumed");
    send("resumed", 0, 700);
    Spans rest = reader.whole("resumed");
    TreeSet<Integer> seen = new TreeSet<>();
    int pages = 0;
    while (!rest.areRead()) {
      Spans stored = Json.read(Json.write(rest), Spans.class);
      try (TopicReader.Pages one = reader.open("resumed", stored)) {
        for (int n : numbers(one.next())) {
          assertThat(seen.add(n)).isTrue();
        }
        rest = one.rest();
      }
      pages++;
    }

    assertThat(seen).hasSize(700);
    assertThat(pages).isGreaterThan(3);
  }

  @Test
  void a_period_is_read_with_a_margin_and_not_the_whole_topic() throws Exception {
    topic("period");
    send("period", 0, 3000);

    List<Integer> read =
        numbers(
            readAll(
                "period",
                reader.between(
                    "period",
                    NOON.plus(Duration.ofMinutes(1000)),
                    NOON.plus(Duration.ofMinutes(1010)),
                    Duration.ofHours(2))));

    assertThat(read).contains(1000, 1010, 1100).doesNotContain(500, 1500);
    assertThat(
            reader
                .between(
                    "period",
                    NOON.plus(Duration.ofDays(9)),
                    NOON.plus(Duration.ofDays(10)),
                    Duration.ZERO)
                .areRead())
        .isTrue();
  }

  @Test
  void a_topic_that_is_not_there_holds_nothing() {
    assertThat(reader.whole("none").areRead()).isTrue();
    assertThat(readAll("none", reader.whole("none"))).isEmpty();
  }

  @Test
  void no_group_of_ours_is_touched_or_made() throws Exception {
    topic("quiet");
    send("quiet", 0, 10);
    assertThat(readAll("quiet", reader.whole("quiet"))).hasSize(10);

    assertThat(admin.listConsumerGroups().all().get()).isEmpty();
  }

  @Test
  void a_broker_that_is_away_is_an_outage() {
    assertThatThrownBy(
            () -> new TopicReader(KafkaClientsTest.clients("127.0.0.1:1", Map.of())).whole("all"))
        .isInstanceOfSatisfying(Unavailable.class, e -> assertThat(e.system()).isEqualTo("kafka"));
  }
}
