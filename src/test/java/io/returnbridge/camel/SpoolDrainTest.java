package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.InTime;
import io.returnbridge.intake.IntakeSpool;
import io.returnbridge.intake.Webhook;
import io.returnbridge.kafka.KafkaState;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SpoolDrainTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final String READABLE =
      """
      {"id": "ev-1", "event": "return.updated", "data": {"resource_id": "%s", "n": %d}}
      """;

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
  private final KafkaState kafka = new KafkaState();
  private Database database;
  private WorkList work;
  private Claims claims;
  private KeptWebhooks kept;
  private IntakeSpool spool;
  private SpoolDrain drain;

  @Test
  void a_database_that_is_away_does_not_keep_webhooks_from_kafka() {
    failed(new Unavailable("database", "no answer", null, null));

    assertThat(kafka.away()).isFalse();
  }

  @Test
  void what_kafka_does_not_confirm_is_waited_for() {
    failed(new TimeoutException("no answer"));

    assertThat(kafka.away()).isTrue();
  }

  private void failed(Exception cause) {
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT, new CamelExecutionException("in a split", exchange, cause));
    new SpoolDrain(null, null, kafka, null, null, null, null).failed(exchange);
  }

  @Test
  void a_webhook_that_kafka_never_takes_goes_past_it_and_holds_up_none() {
    start();
    spool.add(webhook("es", "large", "{"));
    spool.add(webhook("es", "next", "{"));

    neverTaken();

    assertThat(kafka.away()).isFalse();
    assertThat(drain.webhooks())
        .extracting(spooled -> spooled.webhook().eventId())
        .containsExactly("next");
    assertThat(kept.find("webhook/es/large").orElseThrow().body()).isEqualTo("{".getBytes(UTF_8));
    assertThat(claims.claim(10))
        .extracting(claimed -> claimed.wakeUp().step() + " " + claimed.wakeUp().subject())
        .containsExactly("accept-return webhook/es/large");
  }

  @Test
  void webhooks_with_one_event_id_that_kafka_never_takes_are_no_repeats_of_each_other() {
    start();
    spool.add(webhook("es", "ev-1", READABLE.formatted("r1", 1)));
    spool.add(webhook("es", "ev-1", READABLE.formatted("r2", 1)));
    spool.add(webhook("uk", "ev-1", READABLE.formatted("r1", 1)));
    spool.add(webhook("es", "ev-1", READABLE.formatted("r1", 2)));

    neverTaken();
    neverTaken();
    neverTaken();
    List<WakeUp> first = wakeUps();
    neverTaken();

    assertThat(drain.webhooks()).isEmpty();
    assertThat(first)
        .extracting(WakeUp::subject)
        .containsExactlyInAnyOrder("es/r1", "es/r2", "uk/r1");
    List<WakeUp> again = wakeUps();
    assertThat(again).extracting(WakeUp::subject).containsExactly("es/r1");
    assertThat(Stream.concat(first.stream(), again.stream()).map(WakeUp::trigger))
        .doesNotHaveDuplicates()
        .allMatch(trigger -> trigger.matches("webhook:(es|uk):ev-1:[0-9a-f]{16}"));
    assertThat(database.query("select 1 from kept_webhook", r -> 1)).isEmpty();
  }

  private void start() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    kept = new KeptWebhooks(database);
    spool = new IntakeSpool(database, new InTime(), "reveni.webhooks.v1");
    WakeUps wakeUps = new WakeUps(new WebhookReader(MAPPINGS), MAPPINGS, TestSteps.ALL);
    drain = new SpoolDrain(spool, null, kafka, kept, work, wakeUps, database);
  }

  private void neverTaken() {
    exchange.getMessage().setBody(drain.webhooks().get(0));
    drain.unpack(exchange);
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT,
        new CamelExecutionException("in a split", exchange, new RecordTooLargeException("1 MB")));
    drain.failed(exchange);
  }

  private List<WakeUp> wakeUps() {
    List<Claim> claimed = claims.claim(10);
    claimed.forEach(claims::done);
    return claimed.stream().map(Claim::wakeUp).toList();
  }

  private static Webhook webhook(String store, String id, String body) {
    return new Webhook(store, id, "r1", Instant.now(), body.getBytes(UTF_8));
  }
}
