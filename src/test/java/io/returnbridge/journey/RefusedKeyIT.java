package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reveni takes the key of a store no more, and then takes it again. */
@Tag("slow")
class RefusedKeyIT {

  private static final int RETURNS = 30;

  @Test
  void aRefusedKeyIsOneCaseOfItsStoreWhoseReturnsGoOnByThemselvesWhenItIsTaken() {
    try (World world = new World()) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      for (String store : List.of("es", "uk")) {
        world.shirts(shop, "ORD-" + store, store, 100);
      }
      world.setUp();
      try (Program program = Program.start("refused-key", world.environment())) {
        Actors actors = world.actors(program);
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < RETURNS; n++) {
          ids.add(open(actors, "es"));
        }
        String other = open(actors, "uk");
        actors.program().settle();

        ids.forEach(id -> actors.shopper("es").quiet().ship(id));
        actors.shopper("uk").quiet().ship(other);
        world.reveni.rotate("es", "another-key");
        sweep(actors);
        Waiting.until("the case", () -> !actors.program().openCases().isEmpty());
        Waiting.until("the other store to go on", () -> status(actors, other).equals("shipped"));
        world.reveni.calls().reset();
        long began = System.nanoTime();
        assertThat(actors.program().post("/api/jobs/retries/run", "{}").status()).isEqualTo(202);
        Waiting.lasts(Duration.ofSeconds(25));

        assertThat(actors.program().openCases()).hasSize(1);
        JsonNode refused = actors.program().openCases().get(0);
        assertThat(refused.path("code").asText()).isEqualTo("REVENI_KEY_REFUSED");
        assertThat(refused.path("store").asText()).isEqualTo("es");
        assertThat(refused.path("verdict").asText()).isEqualTo("integration");
        assertThat(refused.path("count").asInt()).isEqualTo(1);
        long questions = world.reveni.calls().total();
        assertThat(questions)
            .isBetween(1L, 2 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10);
        assertThat(Rows.of(program).of("select subject from work where attempt > 0")).isEmpty();
        assertThat(status(actors, ids.get(0))).isEqualTo("opened");

        world.reveni.rotate("es", "key-es");
        actors.program().settle(Duration.ofMinutes(3));
        assertThat(actors.program().openCases()).isEmpty();
        assertThat(ids).allSatisfy(id -> assertThat(status(actors, id)).isEqualTo("shipped"));
        assertThat(Rows.of(program).of("select code || ' ' || status from exception_case"))
            .containsExactly("REVENI_KEY_REFUSED resolved");
        assertThat(program.output()).doesNotContain("key-es", "another-key");
      }
    }
  }

  private static String open(Actors actors, String store) {
    Shopper shopper = actors.shopper(store);
    return shopper.create(
        ReturnBuilder.ofOrder("ORD-" + store).item(Life.SKU, 1, "too_small", "24.9500"));
  }

  private static void sweep(Actors actors) {
    assertThat(actors.program().post("/api/jobs/sweep/run", "{}").status()).isEqualTo(202);
  }

  private static String status(Actors actors, String id) {
    return actors.program().returnOf(id).path("status").asText();
  }
}
