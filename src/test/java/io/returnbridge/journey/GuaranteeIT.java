package io.returnbridge.journey;

import io.returnbridge.docs.TopicSchemas;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.commercetools.RandomFaults;
import io.returnbridge.sandbox.reveni.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The guarantee: whatever repeats, arrives late or out of order, fails, gets lost or is killed, in
 * the end commercetools is what the accepted webhooks and scans make it, exactly once.
 */
class GuaranteeIT {

  private static final int RETURNS = 200;
  private static final int ORDERS = 140;
  private static final long SEED = Long.getLong("guarantee.seed", 20261122L);

  @Test
  void everythingIsAppliedExactlyOnceWhateverFails() throws Exception {
    try (World world = new World()) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      Population population = new Population("G", world, shop, ORDERS, RETURNS, SEED);
      RandomFaults faults = faults();
      world.commercetools.faults(faults);
      world.reveni.faults(Faults.random(SEED, 0.03, 0.03, 0.01, 0.0, 0.02, 0.01));
      try (Program program = Program.start("guarantee", world.environment())) {
        Actors actors = world.actors(program);
        population.begin(actors);
        for (int kill = 1; kill <= 3; kill++) {
          population.awaitOver(RETURNS * kill / 4);
          program.kill9();
          program.start();
        }
        population.end();
        Population.awaitNothingPending(actors.program());
        faults.off();
        world.commercetools.faults(FaultPlan.none());
        world.reveni.faults(Faults.none());
        Population.awaitNothingPending(actors.program());

        SoftAssertions softly = new SoftAssertions();
        population.compare(actors, softly);
        population.compareEvents(program.brokers(), softly);
        population.compareRepeats(actors, softly);
        for (String topic : TopicSchemas.topics()) {
          List<String> values =
              Topic.records(program.brokers(), topic).stream()
                  .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                  .toList();
          softly.assertThat(values).as(topic).isNotEmpty();
          softly.assertThat(TopicSchemas.faults(topic, values)).as("docs/topics.md").isEmpty();
        }
        softly
            .assertThat(actors.program().openCases())
            .as("cases of nobody")
            .allMatch(c -> !c.path("returnId").asText("").isEmpty());
        System.out.printf(
            "Guarantee (seed %d): %d returns on %d orders, %d doubled webhooks, %d starts, faults %s%n",
            SEED, RETURNS, ORDERS, population.doubles(), program.starts(), faults.counts());
        softly.assertAll();
      }
    }
  }

  private static RandomFaults faults() {
    return new RandomFaults(
        SEED,
        new RandomFaults.Probabilities(
            0.05, 0.04, 0.04, 0.002, 0.01, 0.05, Duration.ofSeconds(12), Duration.ofMillis(100)));
  }
}
