package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.Webhook;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The database is lost, and put back as it was some time ago, by the scripts that the project has
 * for it. Kafka, commercetools and Reveni have gone on meanwhile.
 */
@Tag("slow")
class RestoreIT {

  private static final int RETURNS = 36;
  private static final int ORDERS = 24;

  @Test
  void what_was_done_since_the_backup_is_recognised_and_the_rest_is_done() throws Exception {
    Path folder = Path.of("target/journey/restore").toAbsolutePath();
    Program.delete(folder);
    Files.createDirectories(folder);
    String dump = folder.resolve("returns.dump").toString();
    try (World world = new World();
        Brokers brokers = new Brokers(folder);
        DebianPostgres database = new DebianPostgres(folder)) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      Map<String, String> environment = new HashMap<>(world.environment());
      environment.putAll(Backing.variables(brokers.clientSettings()));
      environment.putAll(database.environment());
      try (Program program = Program.start("restored", environment)) {
        Actors actors = world.actors(program);
        World.awaitSteps(actors.program());
        Population population =
            new Population("BACK", world, shop, ORDERS, RETURNS, "restored".hashCode());
        population.begin(actors);

        // Given a backup of a program at work
        population.awaitOver(RETURNS / 4);
        Waiting.until("a few credits", () -> credits(world) > 3);
        Program.Ended backup = database.script("docker/backup", dump);
        assertThat(backup.code()).as(backup.output()).isZero();
        assertThat(database.script("docker/backup", dump).output()).contains("is there already");
        long credits = credits(world);
        Waiting.until("more credits", () -> credits(world) > credits);
        population.end();
        // A scan is in the database first. One that Kafka has not yet is lost with it.
        Waiting.until(
            "scans in Kafka",
            () -> database.ask("select count(*) from scan where published_at is null").equals("0"));
        assertThat(database.script("docker/restore", dump).output())
            .contains("stop every replica first");

        // When the database is put back
        program.kill9();
        Program.Ended restore = database.script("docker/restore", dump);
        assertThat(restore.code()).as(restore.output()).isZero();
        program.start();

        // Then nothing is written until a person has decided, and what comes in is kept
        Waiting.until("the case", () -> !restored(actors).isEmpty());
        Map<String, Integer> calls = world.commercetools.callCounts();
        Waiting.lasts(Duration.ofSeconds(5));
        assertThat(world.commercetools.callCounts()).as("calls while paused").isEqualTo(calls);
        JsonNode kase = restored(actors).get(0);
        assertThat(kase.path("owner").asText()).isEqualTo("integration");
        assertThat(actors.program().get("/q/health/ready").status()).isEqualTo(200);
        Life some = population.lives().get(0);
        WebhookSender sender = actors.reveni().webhooks(some.store);
        Webhook webhook =
            sender.prepare(some.returnId, WebhookSender.UPDATED, WebhookSender.Style.THIN);
        assertThat(sender.post(actors.webhookUrl(some.store), webhook.body(), webhook.signature()))
            .isEqualTo(202);

        // And after that everything is as if there had been no restore
        actors.program().post("/api/exceptions/" + kase.path("id").asText() + "/retry", "{}");
        Population.awaitNothingPending(actors.program());
        SoftAssertions softly = new SoftAssertions();
        population.compare(actors, softly);
        for (String topic :
            List.of("stock.movements.v1", "finance.credits.v1", "customer.notifications.v1")) {
          softly
              .assertThat(ids(brokers, topic))
              .as("records of " + topic)
              .isNotEmpty()
              .doesNotHaveDuplicates();
        }
        softly.assertAll();
        assertThat(restored(actors)).isEmpty();
      }
    }
  }

  private static List<String> ids(Brokers brokers, String topic) throws Exception {
    List<String> ids = new ArrayList<>();
    for (var record : Topic.records(brokers.clientSettings(), topic)) {
      ids.add(new ObjectMapper().readTree(record.value()).path("id").asText());
    }
    return ids;
  }

  private static long credits(World world) {
    return world.commercetools.payments().stream()
        .filter(p -> p.path("key").asText().startsWith("reveni-credit-"))
        .count();
  }

  private static List<JsonNode> restored(Actors actors) {
    return actors.program().openCases().stream()
        .filter(c -> c.path("code").asText().equals("DATABASE_RESTORED"))
        .toList();
  }
}
