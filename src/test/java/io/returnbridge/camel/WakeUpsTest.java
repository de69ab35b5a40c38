package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WakeUpsTest {

  private static final String WEBHOOK =
      """
      {"id":"ev-1","event":"return.updated","data":{"resource_id":"r1"}}
      """;

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final WakeUps wakeUps = new WakeUps(new WebhookReader(MAPPINGS), MAPPINGS, TestSteps.ALL);

  private WakeUp read(String step, Exchange exchange) {
    return wakeUps.readFor(TestSteps.ALL.find(step).orElseThrow(), exchange);
  }

  @Test
  void the_same_body_again_is_a_repeat_and_one_to_another_store_is_not() {
    WakeUp es = fromWebhook("es", "ev-1", WEBHOOK);

    assertThat(fromWebhook("es", "ev-1", WEBHOOK)).isEqualTo(es);
    assertThat(fromWebhook("uk", "ev-1", WEBHOOK).trigger()).isNotEqualTo(es.trigger());
    assertThat(fromWebhook("es", "ev-1", WEBHOOK + " ").trigger()).isNotEqualTo(es.trigger());
    assertThat(es.trigger()).startsWith("webhook:");
  }

  private WakeUp fromWebhook(String store, @Nullable String eventId, String body) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(body.getBytes(UTF_8));
    exchange.getMessage().setHeader("store", store.getBytes(UTF_8));
    if (eventId != null) {
      exchange.getMessage().setHeader("eventId", eventId.getBytes(UTF_8));
    }
    return read("accept-return", exchange);
  }

  @Test
  void a_record_of_a_time_without_event_ids_has_the_one_of_its_body() {
    assertThat(fromWebhook("es", null, WEBHOOK)).isEqualTo(fromWebhook("es", "ev-1", WEBHOOK));
    assertThat(fromWebhook("es", null, WEBHOOK.replace("ev-1", "e v")).trigger())
        .startsWith("webhook:es:h");
  }
}
