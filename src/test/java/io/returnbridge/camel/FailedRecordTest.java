package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Returns;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of a record that failed: its case, its webhook, its dead letter. */
class FailedRecordTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private Database database;
  private WorkList work;
  private Claims claims;
  private ReturnStates states;
  private KeptWebhooks webhooks;
  private WakeUps wakeUps;
  private Failures failures;
  private DeadLetters deadLetters;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    webhooks = new KeptWebhooks(database);
    wakeUps = new WakeUps(new WebhookReader(MAPPINGS), MAPPINGS, TestSteps.ALL);
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    Cases cases = new Cases(database, MAPPINGS);
    failures =
        new Failures(
            new NextAttempts(
                database,
                new Outbox(database),
                work,
                TestDatabase.claims(database),
                cases,
                TestSteps.circuits()),
            cases,
            webhooks,
            new Patience(camel),
            TestSteps.meters());
    Topics topics = TestSteps.topics();
    deadLetters = new DeadLetters(TestSteps.ALL, topics, states, receiver(), TestSteps.meters());
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private Exchange record(String key, String value, Map<String, String> headers) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(value.getBytes(UTF_8));
    exchange.getMessage().setHeader(KafkaConstants.KEY, key);
    headers.forEach((n, v) -> exchange.getMessage().setHeader(n, v.getBytes(UTF_8)));
    return exchange;
  }

  private Exchange claimed(String step, String subject) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.setProperty(WakeUps.PROPERTY, new WakeUp(step, subject, "retry:1"));
    return exchange;
  }

  private void rejected(Exchange exchange) {
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("odd"));
    failures.reject(exchange);
    deadLetters.address(exchange);
  }

  private static String topic(Exchange exchange) {
    return exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC, String.class);
  }

  private static String key(Exchange exchange) {
    return exchange.getMessage().getHeader(KafkaConstants.KEY, String.class);
  }

  private static String value(Exchange exchange) {
    return new String(exchange.getMessage().getBody(byte[].class), UTF_8);
  }

  private List<ExceptionCase> cases() {
    return new CaseBook(database).list(CaseBook.Filter.NONE, null, 10);
  }

  private WakeUp read(String step, Exchange exchange) {
    return wakeUps.readFor(TestSteps.ALL.find(step).orElseThrow(), exchange);
  }

  @Test
  void a_webhook_that_cannot_be_read_is_kept_with_its_case() {
    Exchange exchange = record("ev-1", "{", Map.of("store", "es", "eventId", "ev-1"));
    Throwable unreadable = catchThrowable(() -> read("accept-return", exchange));
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, unreadable);

    failures.park(exchange);

    assertThat(cases()).extracting(ExceptionCase::code).containsExactly("EVENT_UNREADABLE");
    assertThat(webhooks.find("webhook/es/ev-1").orElseThrow().body())
        .isEqualTo("{".getBytes(UTF_8));
  }

  @Test
  void of_a_webhook_that_was_read_nothing_is_kept() {
    String webhook =
        """
        {"id": "ev-1", "event": "return.updated", "data": {"resource_id": "r1"}}
        """;
    Exchange exchange = record("r1", webhook, Map.of("store", "es", "eventId", "ev-1"));
    WakeUp wakeUp = read("accept-return", exchange);
    WakeUps.begin(wakeUp, exchange);
    assertThat(wakeUp.subject()).isEqualTo("es/r1");

    rejected(exchange);

    assertThat(database.query("select 1 from kept_webhook", r -> 1)).isEmpty();
  }

  @Test
  void the_dead_letter_of_a_webhook_is_the_webhook() {
    String webhook =
        """
        {"id": "ev-1", "event": "return.updated", "data": {"resource_id": "r1"}}
        """;
    Exchange exchange = record("r1", webhook, Map.of("store", "es", "eventId", "ev-1"));
    WakeUps.begin(read("accept-return", exchange), exchange);
    exchange.getMessage().setBody(List.of());
    exchange.getMessage().removeHeaders("*");

    rejected(exchange);

    assertThat(topic(exchange)).isEqualTo("reveni.webhooks.v1.accept-return.dlt");
    assertThat(key(exchange)).isEqualTo("r1");
    assertThat(value(exchange)).isEqualTo(webhook);
    assertThat(exchange.getMessage().getHeader("store")).isEqualTo("es".getBytes(UTF_8));
    assertThat(exchange.getMessage().getHeader("reason")).isEqualTo("odd");
  }

  @Test
  void the_dead_letter_of_an_event_is_the_event_under_its_key() {
    String event =
        """
        {"id": "e1", "store": "es", "returnId": "r1", "orderNumber": "O-1"}
        """;
    Exchange exchange = record("O-1", event, Map.of());
    exchange.setProperty("step", "link-credit");
    WakeUps.begin(read("link-credit", exchange), exchange);

    rejected(exchange);

    assertThat(topic(exchange)).isEqualTo("returns.events.v1.link-credit.dlt");
    assertThat(key(exchange)).isEqualTo("O-1");
    assertThat(value(exchange)).isEqualTo(event);
  }

  @Test
  void the_dead_letter_of_what_is_no_event_is_the_record_all_the_same() {
    Exchange exchange = record("O-1", "not JSON", Map.of());
    exchange.setProperty("step", "mirror-status");
    assertThat(catchThrowable(() -> read("mirror-status", exchange))).isNotNull();

    rejected(exchange);

    assertThat(key(exchange)).isEqualTo("O-1");
    assertThat(value(exchange)).isEqualTo("not JSON");
  }

  @Test
  void the_dead_letter_of_a_scan_is_the_scan() {
    String scan =
        """
        {"known": true, "source": "warehouse", "scanId": "s1", "store": "es", "returnId": "r1"}
        """;
    Exchange exchange = record("r1", scan, Map.of());
    WakeUps.begin(read("move-inspected-stock", exchange), exchange);

    rejected(exchange);

    assertThat(topic(exchange)).isEqualTo("warehouse.scans.v1.move-inspected-stock.dlt");
    assertThat(key(exchange)).isEqualTo("r1");
    assertThat(value(exchange)).isEqualTo(scan);
  }

  @Test
  void a_scan_that_a_warehouse_wrote_to_kafka_is_stored_before_anything_else() {
    KafkaScans kafka = new KafkaScans(receiver(), new Patience(camel));
    String scan =
        """
        {"scanId": "s1", "returnId": "r9", "store": "es", "sku": "A", "quantity": 1, "grade": "a",
         "scannedAt": "2025-01-01T10:00:00Z"}
        """;
    for (int twice = 0; twice < 2; twice++) {
      Exchange exchange = record("r9", scan, Map.of());
      assertThat(read("move-inspected-stock", exchange).subject()).isEqualTo("scan/kafka/s1");
      kafka.take(exchange);
    }

    assertThat(new Scans(database).find("kafka", "s1")).isPresent();
    assertThat(receiver().unpublished()).hasSize(1);
    Exchange ours = record("r9", receiver().unpublished().get(0).payload(), Map.of());
    assertThat(read("move-inspected-stock", ours).subject()).isEqualTo("scan/kafka/s1");
    kafka.take(ours);
    assertThat(receiver().unpublished()).hasSize(1);

    Exchange copied =
        record(
            "r9",
            """
            {"known":true,"source":"warehouse","scanId":"s7","store":"es","returnId":"r9"}
            """,
            Map.of());
    read("move-inspected-stock", copied);
    assertThatThrownBy(() -> kafka.take(copied)).hasMessageContaining("none of its own");

    Exchange other = record("r9", scan.replace("\"a\"", "\"b\""), Map.of());
    read("move-inspected-stock", other);
    assertThatThrownBy(() -> kafka.take(other)).hasMessageContaining("with other content");
    Exchange odd = record("r9", scan.replace("1, \"grade", "0, \"grade"), Map.of());
    read("move-inspected-stock", odd);
    assertThatThrownBy(() -> kafka.take(odd)).hasMessageContaining("quantity must be");
    odd.setProperty("step", "move-inspected-stock");
    rejected(odd);
    assertThat(topic(odd)).isEqualTo("warehouse.scans.v1.move-inspected-stock.dlt");
    assertThat(cases()).hasSize(1);
  }

  private ScanReceiver receiver() {
    return new ScanReceiver(
        new Scans(database), new ScanReturns(states), MAPPINGS, "warehouse.scans.v1");
  }

  @Test
  void work_without_a_record_is_its_wake_up_under_the_key_that_a_record_would_have() {
    states.save(Returns.state(Returns.snapshot("shipped", 1, List.of(), List.of())));
    String subject = Returns.ID.subject();
    Map<String, String> keys =
        Map.of(
            "accept-return " + subject,
            Returns.ID.id(),
            "accept-return webhook/es/ev-1",
            "ev-1",
            "link-credit " + subject,
            "O-1",
            "link-credit es/unknown",
            "es/unknown",
            "move-inspected-stock " + subject,
            Returns.ID.id(),
            "apply-stock-movements web/A/B",
            "A/B/web",
            "mirror-status odd",
            "odd");
    keys.forEach(
        (work, key) -> {
          String[] words = work.split(" ");
          Exchange exchange = claimed(words[0], words[1]);
          rejected(exchange);
          assertThat(key(exchange)).as(work).isEqualTo(key);
          assertThat(Json.read(value(exchange), WakeUp.class))
              .isEqualTo(new WakeUp(words[0], words[1], "retry:1"));
          assertThat(exchange.getProperty("deadLetter")).isEqualTo(true);
        });
  }

  @Test
  void a_scan_of_an_unknown_return_has_the_key_of_its_record() {
    receiver()
        .receive(
            "warehouse",
            """
            {"scanId": "s1", "returnId": "r9", "store": "es", "sku": "A", "quantity": 1, "grade": "a",
             "scannedAt": "2025-01-01T10:00:00Z"}
            """
                .getBytes(UTF_8));
    Exchange exchange = claimed("move-inspected-stock", "scan/warehouse/s1");

    rejected(exchange);

    assertThat(key(exchange)).isEqualTo("r9");
  }

  @Test
  void a_job_of_the_clock_has_a_case_and_no_dead_letter() {
    Exchange exchange = claimed("sweep", "all");

    rejected(exchange);

    assertThat(exchange.getProperty("deadLetter")).isEqualTo(false);
    assertThat(cases()).hasSize(1);
  }

  @Test
  void work_that_the_end_of_the_program_breaks_off_stays_claimed() {
    Exchange exchange = dueWork();

    brokenOff(
        exchange,
        new CamelExecutionException("direct", exchange, new RejectedExecutionException()));

    assertThat(cases()).isEmpty();
    assertThat(claimed()).containsExactly(true);
  }

  @Test
  void whatever_work_fails_with_while_the_program_ends_it_stays_claimed() {
    for (Exception failure :
        List.of(
            new IllegalStateException("closed"),
            new Unavailable("commercetools", "closed", null, null))) {
      Exchange exchange = dueWork();
      camel.stop();

      brokenOff(exchange, failure);

      assertThat(cases()).isEmpty();
      assertThat(claimed()).containsExactly(true);
      database.update("delete from work");
    }
  }

  @Test
  void work_of_a_step_that_is_gone_is_a_case_and_no_longer_due() {
    brokenOff(dueWork(), new IllegalStateException("no such step"));

    assertThat(cases()).hasSize(1);
    assertThat(claimed()).isEmpty();
  }

  /** Claimed by a program that runs. */
  private Exchange dueWork() {
    camel.start();
    work.wake("mirror-status", "es/r1", "event:1");
    Claim claimed = claims.claim(1).get(0);
    Exchange exchange = new DefaultExchange(camel);
    exchange.setProperty("claimedWork", claimed);
    exchange.setProperty(WakeUps.PROPERTY, claimed.wakeUp());
    return exchange;
  }

  private void brokenOff(Exchange exchange, Exception failure) {
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
    failures.besideItsStep(exchange);
  }

  private List<Boolean> claimed() {
    return database.query("select token is not null from work", r -> r.flag(1));
  }
}
