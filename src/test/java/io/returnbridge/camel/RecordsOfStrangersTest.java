package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever may write to a topic can write anything. None of it may stop a partition: what no table
 * can hold ends as a dead letter, as it came, and a case.
 */
class RecordsOfStrangersTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final String HUGE = "r".repeat(9_000);

  /** 2,700 bytes in an index entry: random, so that it cannot be compressed. */
  private static final String INCOMPRESSIBLE =
      new Random(1)
          .ints(9_000, 'a', 'z' + 1)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private Database database;
  private WakeUps wakeUps;
  private Failures failures;
  private DeadLetters deadLetters;
  private KafkaScans kafkaScans;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    WorkList work = TestDatabase.work(database);
    Cases cases = new Cases(database, MAPPINGS);
    Circuits circuits = TestSteps.circuits();
    Patience patience = new Patience(camel);
    ReturnStates states = new ReturnStates(database);
    ScanReceiver scans =
        new ScanReceiver(
            new Scans(database), new ScanReturns(states), MAPPINGS, "warehouse.scans.v1");
    wakeUps = new WakeUps(new WebhookReader(MAPPINGS), MAPPINGS, TestSteps.ALL);
    kafkaScans = new KafkaScans(scans, patience);
    failures =
        new Failures(
            new NextAttempts(
                database,
                new Outbox(database),
                work,
                TestDatabase.claims(database),
                cases,
                circuits),
            cases,
            new KeptWebhooks(database),
            patience,
            TestSteps.meters());
    deadLetters =
        new DeadLetters(TestSteps.ALL, TestSteps.topics(), states, scans, TestSteps.meters());
  }

  private Exchange record(byte[] key, byte[] value, RecordHeaders headers) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(value);
    exchange.getMessage().setHeader(KafkaConstants.KEY, key);
    exchange.getMessage().setHeader(KafkaConstants.TOPIC, "t");
    exchange.getMessage().setHeader(KafkaConstants.PARTITION, 0);
    exchange.getMessage().setHeader(KafkaConstants.OFFSET, 7L);
    exchange.getMessage().setHeader(KafkaConstants.HEADERS, headers);
    for (Header header : headers) {
      exchange.getMessage().setHeader(header.key(), header.value());
    }
    return exchange;
  }

  private static RecordHeaders headers(String... namesAndValues) {
    RecordHeaders headers = new RecordHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
    }
    return headers;
  }

  /** As the routes do it: wake, and what becomes of a failure. */
  private void consume(String step, Exchange exchange) {
    exchange.setProperty("step", step);
    Throwable thrown =
        catchThrowable(
            () -> {
              WakeUp wakeUp =
                  switch (step) {
                    case "accept-return" -> read("accept-return", exchange);
                    case "move-inspected-stock" -> read("move-inspected-stock", exchange);
                    default -> read(step, exchange);
                  };
              if (step.equals("move-inspected-stock")) {
                kafkaScans.take(exchange);
              }
              WakeUps.begin(wakeUp, exchange);
            });
    assertThat(thrown).as("what was thrown").isNotNull();
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
    exchange.getMessage().removeHeaders("*");
    assertThat(Failures.kind(thrown)).as(String.valueOf(thrown)).isEqualTo("rejected");
    failures.reject(exchange);
    deadLetters.address(exchange);
  }

  private List<ExceptionCase> cases() {
    return new CaseBook(database).list(CaseBook.Filter.NONE, null, 100);
  }

  private static String event(String store, String returnId, String id) {
    return "{\"id\":\"%s\",\"store\":\"%s\",\"returnId\":\"%s\"}".formatted(id, store, returnId);
  }

  private static String ourScan(String store, String returnId, String scanId) {
    return "{\"known\":true,\"source\":\"warehouse\",\"scanId\":\"%s\",\"store\":\"%s\",\"returnId\":\"%s\"}"
        .formatted(scanId, store, returnId);
  }

  private WakeUp read(String step, Exchange exchange) {
    return wakeUps.readFor(TestSteps.ALL.find(step).orElseThrow(), exchange);
  }

  @Test
  void what_no_table_can_hold_is_a_dead_letter_as_it_came_and_a_case() {
    Map<String, String> poison = new LinkedHashMap<>();
    poison.put("link-credit 9,000 characters", event("es", HUGE, "e"));
    poison.put("mirror-status 9,000 others", event("es", INCOMPRESSIBLE, "e"));
    poison.put("mirror-status store of 9,000", event(INCOMPRESSIBLE, "r1", "e"));
    poison.put("mirror-status unknown store", event("nowhere", "r1", "e"));
    poison.put("mirror-status event id of 9,000", event("es", "r1", INCOMPRESSIBLE));
    poison.put("mirror-status NUL", event("es", "r\\u0000", "e"));
    poison.put("mirror-status lone surrogate", event("es", "\\ud800", "e"));
    poison.put("hold-for-inspection slash", event("es", "a/b", "e"));
    poison.put("hold-for-inspection path", event("es", "../x", "e"));
    poison.put("hold-for-inspection empty", event("es", "", "e"));
    poison.put("hold-for-inspection no JSON", "\u0000\u0001");
    poison.put("hold-for-inspection a number", "17");
    poison.put("hold-for-inspection numbers", "{\"store\":1,\"returnId\":2,\"id\":3}");
    poison.put("create-exchange-order nothing", "");
    poison.put("create-exchange-order null", "null");
    poison.put("create-exchange-order deep", "[".repeat(100_000));
    poison.put("create-exchange-order two", event("es", "r1", "e") + "}");
    poison.put("move-inspected-stock 9,000", ourScan("es", INCOMPRESSIBLE, "s"));
    poison.put("move-inspected-stock store", ourScan("nowhere", "r1", "s"));
    poison.put("move-inspected-stock scan id", ourScan("es", "r1", INCOMPRESSIBLE));
    poison.put("move-inspected-stock foreign", "{\"scanId\":\"" + INCOMPRESSIBLE + "\"}");
    poison.put("move-inspected-stock no id", "{}");

    poison.forEach(
        (name, value) -> {
          int before = cases().size();
          byte[] key = {(byte) 0xff, 0, 1};
          Exchange exchange = record(key, value.getBytes(UTF_8), headers("trace", "t-1"));
          exchange.getMessage().setHeader(KafkaConstants.OFFSET, (long) before);

          consume(name.split(" ")[0], exchange);

          assertThat(exchange.getMessage().getBody(byte[].class))
              .as(name)
              .isEqualTo(value.getBytes(UTF_8));
          assertThat(exchange.getMessage().getHeader(KafkaConstants.KEY)).as(name).isEqualTo(key);
          assertThat(exchange.getMessage().getHeader("trace"))
              .as(name)
              .isEqualTo("t-1".getBytes(UTF_8));
          assertThat(cases()).as(name).hasSize(before + 1);
        });
  }

  @Test
  void headers_of_a_webhook_are_checked_before_anything_is_looked_up() {
    String webhook =
        """
        {"id": "ev-1", "event": "return.updated", "data": {"resource_id": "r1"}}
        """;
    Map<String, RecordHeaders> poison = new TreeMap<>();
    poison.put("eventId of 9,000", headers("store", "es", "eventId", INCOMPRESSIBLE));
    poison.put("eventId of a path", headers("store", "es", "eventId", "a/b"));
    poison.put("empty eventId", headers("store", "es", "eventId", ""));
    poison.put("eventId with NUL", headers("store", "es", "eventId", "a\u0000b"));
    poison.put("no store", headers("eventId", "ev-1"));
    poison.put("store of 9,000", headers("store", INCOMPRESSIBLE, "eventId", "ev-1"));
    poison.put("unknown store", headers("store", "nowhere", "eventId", "ev-1"));
    poison.put("two stores", headers("store", "uk", "store", "es", "eventId", "ev-1"));
    poison.put("two event ids", headers("store", "es", "eventId", "ev-2", "eventId", "ev-1"));

    poison.forEach(
        (name, headers) -> {
          for (String value : List.of(webhook, "{")) {
            int before = cases().size();
            Exchange exchange = record(new byte[] {1}, value.getBytes(UTF_8), headers);
            exchange.getMessage().setHeader(KafkaConstants.OFFSET, (long) before);

            consume("accept-return", exchange);

            assertThat(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC))
                .isEqualTo("reveni.webhooks.v1.accept-return.dlt");
            for (Header header : headers) {
              assertThat(exchange.getMessage().getHeaders().values())
                  .as(name + ": " + header.key())
                  .contains(header.value());
            }
            assertThat(cases()).as(name).hasSize(before + 1);
          }
        });
  }

  @Test
  void a_header_that_is_there_twice_with_one_value_counts_once() {
    Exchange exchange =
        record(
            new byte[] {1},
            "{\"id\":\"ev-1\",\"event\":\"return.updated\",\"data\":{\"resource_id\":\"r1\"}}"
                .getBytes(UTF_8),
            headers("store", "es", "store", "es", "eventId", "ev-1"));

    assertThat(read("accept-return", exchange).subject()).isEqualTo("es/r1");
  }

  @Test
  void work_whose_name_no_table_can_hold_ends_in_a_case_that_says_so() {
    for (String subject : List.of("es/" + INCOMPRESSIBLE, "webhook/es/" + INCOMPRESSIBLE)) {
      int before = cases().size();
      Exchange retried = claimed(subject);
      retried.setProperty(Exchange.EXCEPTION_CAUGHT, new Unavailable("reveni", "away", null, null));
      failures.retry(retried);
      assertThat(cases()).hasSize(before + 1);

      Exchange rejected = claimed(subject + "-2");
      rejected.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("odd"));
      failures.reject(rejected);
      assertThat(cases()).hasSize(before + 2);
    }
  }

  @Test
  void a_trouble_whose_name_no_table_can_hold_is_a_case_all_the_same() {
    Exchange exchange = claimed("es/r1");
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT,
        new NeedsDecision(
            new Trouble(
                "REASON_UNMAPPED",
                INCOMPRESSIBLE + "\u0000\ud800",
                "i\u0000",
                Map.of("reason", INCOMPRESSIBLE + "\u0000"))));

    failures.park(exchange);
    failures.park(exchange);

    assertThat(cases()).extracting(ExceptionCase::code).containsExactly("REASON_UNMAPPED");
  }

  private Exchange claimed(String subject) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.setProperty(WakeUps.PROPERTY, new WakeUp("accept-return", subject, "retry:1"));
    return exchange;
  }

  @Test
  void of_a_dead_letter_that_is_larger_than_kafka_takes_all_is_kept_but_what_makes_it_so() {
    // Given
    byte[] value = new byte[1_048_000];
    Exchange exchange =
        record(
            new byte[2_000],
            value,
            headers("store", "es", "eventId", "e/v", "trace", "x".repeat(5_000), "small", "y"));
    consume("accept-return", exchange);

    // When
    exchange.getMessage().removeHeader(KafkaConstants.OVERRIDE_TOPIC);
    deadLetters.shorten(exchange);

    // Then
    Map<String, Object> headers = exchange.getMessage().getHeaders();
    assertThat(exchange.getMessage().getBody(byte[].class)).isEmpty();
    assertThat(headers)
        .containsEntry("small", "y".getBytes(UTF_8))
        .containsEntry("store", "es".getBytes(UTF_8))
        .containsEntry("record", "t/0/7")
        .containsEntry(KafkaConstants.OVERRIDE_TOPIC, "reveni.webhooks.v1.accept-return.dlt")
        .containsKeys("reason", "step", "subject")
        .doesNotContainKey("trace");
    assertThat(headers.get("left-out").toString())
        .contains("value of 1048000 bytes, SHA-256 ")
        .contains("key of 2000 bytes")
        .contains("header trace of 5000 bytes");
  }

  @Test
  void a_dead_letter_of_many_headers_keeps_some_and_names_others() {
    RecordHeaders many = headers("store", "nowhere");
    for (int i = 0; i < 2_000; i++) {
      many.add("h-" + i, "x".repeat(100).getBytes(UTF_8));
    }
    Exchange exchange = record(new byte[] {1}, new byte[] {2}, many);
    consume("accept-return", exchange);

    deadLetters.shorten(exchange);

    assertThat(exchange.getMessage().getHeaders()).hasSizeBetween(100, 250);
    assertThat(exchange.getMessage().getHeader("left-out").toString()).hasSizeLessThan(1_100);
  }
}
