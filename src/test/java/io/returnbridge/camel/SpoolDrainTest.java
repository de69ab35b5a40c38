package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.InTime;
import io.returnbridge.intake.IntakeSpool;
import io.returnbridge.intake.Webhook;
import io.returnbridge.kafka.KafkaState;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WorkList;
import java.time.Instant;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SpoolDrainTest {

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
  private final KafkaState kafka = new KafkaState();

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
    new SpoolDrain(null, null, kafka, null, null, null).failed(exchange);
  }

  @Test
  void a_webhook_that_kafka_never_takes_goes_past_it_and_holds_up_none() {
    // Given
    Database database = TestDatabase.clean();
    WorkList work = TestDatabase.work(database);
    KeptWebhooks kept = new KeptWebhooks(database);
    IntakeSpool spool = new IntakeSpool(database, new InTime(), "reveni.webhooks.v1");
    SpoolDrain drain = new SpoolDrain(spool, null, kafka, kept, work, database);
    spool.add(webhook("large"));
    spool.add(webhook("next"));
    exchange.getMessage().setBody(drain.webhooks().get(0));
    drain.unpack(exchange);

    // When
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT,
        new CamelExecutionException("in a split", exchange, new RecordTooLargeException("1 MB")));
    drain.failed(exchange);

    // Then
    assertThat(kafka.away()).isFalse();
    assertThat(drain.webhooks())
        .extracting(spooled -> spooled.webhook().eventId())
        .containsExactly("next");
    assertThat(kept.find("webhook/es/large").orElseThrow().body()).isEqualTo(new byte[] {1, 2});
    assertThat(work.claim(10))
        .extracting(claimed -> claimed.wakeUp().step() + " " + claimed.wakeUp().subject())
        .containsExactly("accept-return webhook/es/large");
  }

  private static Webhook webhook(String id) {
    return new Webhook("es", id, "r1", Instant.now(), new byte[] {1, 2});
  }
}
