package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkComes;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person presses retry at the case of a record that could not be read. */
class RecordAgainTest {

  interface Kafka {
    Optional<TopicRecord> at(String topic, int partition, long offset);
  }

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Map<String, TopicRecord> kafka = new HashMap<>();
  private final Database database = TestDatabase.clean();
  private final WorkList work = TestDatabase.work(database);
  private final Claims claims = TestDatabase.claims(database);
  private final Cases cases = new Cases(database, MAPPINGS);
  private final Circuits circuits = TestSteps.circuits();
  private final NextAttempts attempts =
      new NextAttempts(database, new Outbox(database), work, claims, cases, circuits);
  private final Failures failures =
      new Failures(
          attempts, cases, new KeptWebhooks(database), new Patience(camel), TestSteps.meters());
  private final DueWork due =
      new DueWork(
          database,
          MAPPINGS,
          Running.noStep(database, claims, new ReturnStates(database), work, cases),
          work,
          claims,
          attempts,
          circuits,
          new Standstill(Duration.ofMinutes(1)),
          records(cases, this::at),
          new Patience(camel),
          camel.createProducerTemplate(),
          new WorkComes(),
          TestSteps.meters());

  @BeforeEach
  void start() {
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  static RecordAgain records(Cases cases, Kafka kafka) {
    WebhookReader webhooks = new WebhookReader(MAPPINGS);
    Topics topics = TestSteps.topics();
    TopicReader reader =
        new TopicReader(null) {
          @Override
          public Optional<TopicRecord> at(String topic, int partition, long offset) {
            return kafka.at(topic, partition, offset);
          }
        };
    return new RecordAgain(
        reader,
        new WakingRecords(
            new WakeUps(webhooks, MAPPINGS, TestSteps.ALL), webhooks, TestSteps.ALL, topics, null),
        topics,
        cases);
  }

  private Optional<TopicRecord> at(String topic, int partition, long offset) {
    if (topic.equals("away")) {
      throw new Unavailable("kafka", "Kafka does not answer", null, null);
    }
    return Optional.ofNullable(kafka.get(topic + "/" + partition + "/" + offset));
  }

  private void kept(String place, String value, Map<String, String> headers) {
    kafka.put(
        place,
        new TopicRecord(
            place, null, headers, value.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
  }

  /** A case of a record that could not be read is tried again by a person. */
  private Exchange retried(String step, String place) {
    cases.add(
        Origin.of(new WakeUp(step, "record/" + place, "record:" + place)),
        Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", "as it was")));
    work.wake(step, "record/" + place, "case:7");
    Claim claimed = due.claim().get(0);
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(claimed);
    return exchange;
  }

  private List<String> cases() {
    return database.query("select status || ' ' || cause from exception_case", r -> r.text(1));
  }

  @Test
  void the_retry_of_a_record_that_could_not_be_read_does_what_the_replay_of_its_dead_letter_does() {
    kept("returns.events.v1/0/7", "{\"id\":\"e1\",\"store\":\"es\",\"returnId\":\"r1\"}", Map.of());
    kept(
        "reveni.webhooks.v1/2/8",
        "{\"id\":\"w1\",\"event\":\"return.updated\",\"data\":{\"resource_id\":\"r2\"}}",
        Map.of("store", "es", "eventId", "w1"));
    kept(
        "warehouse.scans.v1/0/9",
        "{\"known\":true,\"source\":\"warehouse\",\"scanId\":\"s1\",\"store\":\"es\",\"returnId\":\"r3\"}",
        Map.of());
    Exchange event = retried("link-credit", "returns.events.v1/0/7");
    assertThat(due.begin(event).wakeUp()).isEqualTo(new WakeUp("link-credit", "es/r1", "case:7"));
    due.done(event);
    due.free(event);
    assertThat(database.query("select 1 from work", r -> r.integer(1))).isEmpty();
    assertThat(cases()).singleElement().asString().startsWith("resolved ");

    assertThat(due.begin(retried("accept-return", "reveni.webhooks.v1/2/8")).wakeUp().subject())
        .isEqualTo("es/r2");
    assertThat(
            due.begin(retried("move-inspected-stock", "warehouse.scans.v1/0/9")).wakeUp().subject())
        .isEqualTo("es/r3");
  }

  private void staysACase(String place, String value, String... says) {
    if (value != null) {
      kept(place, value, Map.of());
    }
    database.update("delete from work");
    String step = place.startsWith("warehouse") ? "move-inspected-stock" : "link-credit";
    Exchange exchange = retried(step, place);
    Throwable thrown = catchThrowable(() -> due.begin(exchange));
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
    failures.besideItsStep(exchange);

    assertThat(
            database.query(
                "select status || ' ' || cause from exception_case where work_subject = ?",
                r -> r.text(1),
                "record/" + place))
        .as(place)
        .singleElement()
        .asString()
        .startsWith("open ")
        .contains(says);
    assertThat(database.query("select 1 from work", r -> r.integer(1))).isEmpty();
  }

  @Test
  void a_record_that_still_cannot_be_read_stays_its_case_and_says_why_and_what_to_do() {
    staysACase("returns.events.v1/0/1", "{\"store\":\"nowhere\",\"returnId\":\"r1\"}", "nowhere");
    staysACase("returns.events.v1/0/2", "no JSON", "not JSON");
    staysACase("warehouse.scans.v1/0/3", "{\"scanId\":\"s1\"}", "correct it and send it again");
    staysACase(
        "returns.events.v1/0/4",
        null,
        "no longer in Kafka",
        "replay topic returns.events.v1.link-credit.dlt",
        "resolve");
    staysACase("odd", null, "nobody knows where its record lies");
  }

  @Test
  void while_kafka_is_away_the_retry_waits_for_it() {
    Exchange exchange = retried("link-credit", "away/0/1");
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, catchThrowable(() -> due.begin(exchange)));
    failures.besideItsStep(exchange);

    assertThat(cases()).singleElement().asString().startsWith("open ");
    assertThat(database.query("select subject || ' ' || trigger from work", r -> r.text(1)))
        .containsExactly("record/away/0/1 case:7");
  }
}
