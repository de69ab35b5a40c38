package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class WakeUpsTest {

  private static final String WEBHOOK =
      """
      {"id":"ev-1","event":"return.updated","data":{"resource_id":"r1"}}
      """;

  private final WakeUps wakeUps =
      new WakeUps(new WebhookReader(Mappings.load(Path.of("mappings"))));

  @Test
  void the_same_body_again_is_a_repeat_and_one_to_another_store_is_not() {
    WakeUp es = fromWebhook("es", "ev-1", WEBHOOK);

    assertThat(fromWebhook("es", "ev-1", WEBHOOK)).isEqualTo(es);
    assertThat(fromWebhook("uk", "ev-1", WEBHOOK).trigger()).isNotEqualTo(es.trigger());
    assertThat(fromWebhook("es", "ev-1", WEBHOOK + " ").trigger()).isNotEqualTo(es.trigger());
    assertThat(es.trigger()).startsWith("webhook:");
  }

  private WakeUp fromWebhook(String store, String eventId, String body) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(body.getBytes(UTF_8));
    return wakeUps.fromWebhook(store, eventId, exchange);
  }
}
