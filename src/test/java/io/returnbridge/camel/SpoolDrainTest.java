package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.KafkaState;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
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
    new SpoolDrain(null, null, kafka).failed(exchange);
  }
}
