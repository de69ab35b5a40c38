package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.alerts.StarttlsMailServer;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail goes out encrypted to whom the configuration trusts, and to nobody else. */
@Tag("slow")
class StarttlsIT {

  @Test
  void aServerThatNobodyVouchesForIsSentNothingAndTheAlertArrivesWhenSomebodyDoes(
      @TempDir Path folder) throws Exception {
    try (World world = new World();
        AlertDesk desk = new AlertDesk();
        StarttlsMailServer mail =
            new StarttlsMailServer("ip:127.0.0.1", "returns", "mail-secret")) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.shirts(shop, "ORD-TLS", "es", 2);
      world.setUp();
      Map<String, String> environment = new HashMap<>(world.environment());
      environment.putAll(desk.environment());
      environment.put("ALERTS_SMTP_PORT", Integer.toString(mail.port()));
      environment.put("ALERTS_SMTP_USERNAME", "returns");
      environment.put("ALERTS_SMTP_PASSWORD", "mail-secret");
      environment.put("ALERTS_EMAIL_CX", "ana@example.com");
      environment.put("ALERTS_BATCH", "PT1S");
      environment.put("ALERTS_AT_MOST_EVERY", "PT1S");
      environment.put("ALERTS_FIRST_PAUSE", "PT1S");
      environment.put("ALERTS_LONGEST_PAUSE", "PT2S");
      try (Program program = Program.start("starttls", environment)) {
        Actors actors = world.actors(program);
        actors
            .shopper("es")
            .create(ReturnBuilder.ofOrder("ORD-TLS").item(Life.SKU, 1, "regalo", "24.9500"));
        Waiting.until("the webhook, which goes on", () -> desk.calls().size() == 1);
        Waiting.until("the log", () -> program.output().contains("do not get through"));
        Waiting.lasts(Duration.ofSeconds(6));

        assertThat(program.output())
            .containsOnlyOnce("Alerts to cx by e-mail do not get through, and are tried again:")
            .contains("unable to find valid certification path");
        assertThat(mail.logins()).as("not even the password").isEmpty();
        assertThat(mail.mails()).isEmpty();
        Waiting.untilAsserted(
            "the alert to be late",
            () ->
                assertThat(metrics(program))
                    .containsPattern(
                        "returnbridge_alerts_undelivered_seconds\\{channel=\"email\"\\} [1-9]"));
        Waiting.until(
            "to be ready all the same",
            () -> actors.program().get("/q/health/ready").status() == 200);

        program.set("ALERTS_SMTP_CA", mail.certificateIn(folder).toString());
        assertThat(program.terminate()).isIn(0, 143);
        program.start();
        Waiting.until("the mail", () -> !mail.mails().isEmpty());
        Waiting.until(
            "the log", () -> program.output().contains("Alerts to cx by e-mail get through again"));
        Waiting.lasts(Duration.ofSeconds(4));

        assertThat(mail.logins()).containsExactly("returns mail-secret");
        assertThat(mail.mails())
            .singleElement()
            .satisfies(
                text ->
                    assertThat(text)
                        .startsWith("ana@example.com\n")
                        .contains("Subject: Returnbridge: 1 new case for cx", "REASON_UNMAPPED"));
        assertThat(desk.calls()).hasSize(1);
        assertThat(program.output()).doesNotContain("mail-secret");
        Waiting.untilAsserted(
            "nothing to be late",
            () ->
                assertThat(metrics(program))
                    .contains("returnbridge_alerts_undelivered_seconds{channel=\"email\"} 0.0"));
      }
    }
  }

  private static String metrics(Program program) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(program.address().resolve("/q/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
