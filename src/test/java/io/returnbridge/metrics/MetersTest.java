package io.returnbridge.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.Timing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters =
      new Meters(registry, Mappings.load(Path.of("mappings")), TestSteps.ALL);

  @Test
  void names_and_tags_are_those_of_the_contract() {
    meters.webhook("es", Meters.Webhook.ACCEPTED);
    meters.event("return-received", "es");
    meters.worked("link-credit", Meters.Work.DONE, 7_000_000);
    meters.retried("link-credit", "commercetools");
    meters.deadLetter("returns.events.v1", "link-credit");

    assertThat(registry.scrape())
        .contains(
            "returnbridge_webhooks_total{outcome=\"accepted\",store=\"es\",} 1.0",
            "returnbridge_events_total{store=\"es\",type=\"return-received\",} 1.0",
            "returnbridge_step_seconds_bucket{outcome=\"done\",step=\"link-credit\",le=\"0.005\",} 0.0",
            "returnbridge_step_seconds_bucket{outcome=\"done\",step=\"link-credit\",le=\"0.01\",} 1.0",
            "returnbridge_step_seconds_count{outcome=\"done\",step=\"link-credit\",} 1.0",
            "returnbridge_retries_total{kind=\"commercetools\",step=\"link-credit\",} 1.0",
            "returnbridge_dead_letters_total{step=\"link-credit\",topic=\"returns.events.v1\",} 1.0");
  }

  @Test
  void whatever_comes_in_the_series_are_as_many_as_the_lists_are_long() {
    for (int i = 0; i < 500; i++) {
      String rude = i + "\n\"}, evil{x=\"" + i;
      meters.webhook(rude, Meters.Webhook.UNKNOWN_STORE);
      meters.webhook(null, Meters.Webhook.MALFORMED);
      meters.event(rude, rude);
      meters.worked(rude, Meters.Work.LEFT, i);
      meters.retried(rude, rude);
      meters.deadLetter("returns.events.v1", rude);
    }

    assertThat(registry.getMeters()).hasSize(6);
    assertThat(registry.getMeters().stream().map(Meter::getId))
        .allSatisfy(
            id ->
                assertThat(id.getTags())
                    .extracting(Tag::getValue)
                    .contains(Meters.OTHER)
                    .noneMatch(value -> value.contains("evil")));
  }

  @Test
  void every_event_of_the_tables_has_a_series_of_its_own() {
    Timing.EVENTS.forEach(event -> meters.event(event, "es"));

    assertThat(registry.find("returnbridge.events").counters()).hasSize(Timing.EVENTS.size());
  }
}
