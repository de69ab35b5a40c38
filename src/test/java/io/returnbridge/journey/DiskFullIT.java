package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.Webhook;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The disk of DATA_DIR is full: nothing is answered 202 that is not kept, and when there is room
 * again everything goes on.
 */
@Tag("slow")
class DiskFullIT {

  @Test
  void aFullDiskIsA503AndWorkGoesOnWhenThereIsRoom() throws Exception {
    Path data = Path.of("target/journey/disk-full-data").toAbsolutePath();
    Files.createDirectories(data);
    try (World world = new World()) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      Map<String, String> environment = world.environment();
      environment.put("DATA_DIR", data.toString());
      try (Program program =
          Program.startBy(Tools.onSmallDisk(data, "600m"), "disk-full", environment)) {
        Actors actors = world.actors(program);
        Population population = new Population("DISK", world, shop, 10, 16, 41);
        population.begin(actors);
        population.awaitOver(3);

        Path disk = Path.of("/proc", Long.toString(program.pid()), "root" + data);
        fill(disk.resolve("fill"));
        Waiting.until("a webhook to be refused", () -> webhook(actors, population) == 503);
        fill(disk.resolve("fill-what-was-given-up"));
        Waiting.until("a scan to be refused", () -> scan(actors) == 503);
        Waiting.lasts(Duration.ofSeconds(10));
        assertThat(webhook(actors, population)).isEqualTo(503);
        assertThat(program.isAlive()).isTrue();
        Files.delete(disk.resolve("fill"));
        Files.delete(disk.resolve("fill-what-was-given-up"));
        population.end();
        Population.awaitNothingPending(actors.program());

        SoftAssertions softly = new SoftAssertions();
        population.compare(actors, softly);
        softly.assertAll();
      }
    }
  }

  /** To the last byte, at once. */
  private static void fill(Path file) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full.getMessage()).contains("No space left");
    }
  }

  private static int webhook(Actors actors, Population population) {
    String store = population.lives().get(0).store;
    WebhookSender sender = actors.reveni().webhooks(store);
    Webhook webhook =
        sender.prepare(
            population.lives().get(0).returnId, WebhookSender.UPDATED, WebhookSender.Style.THIN);
    return sender.post(actors.webhookUrl(store), webhook.body(), webhook.signature());
  }

  private static int scan(Actors actors) {
    return actors.program().scan(ProgramApi.scanOf("es", "x", "y", 1, "a")).status();
  }
}
