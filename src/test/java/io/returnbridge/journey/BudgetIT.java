package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the life of a one-item return costs, without contention, and what the program occupies. */
class BudgetIT {

  private static final int MOST_CALLS = 20;

  /**
   * Resident, with the embedded Kafka and without the embedded PostgreSQL, whose processes are its
   * own.
   */
  private static final int MOST_MEGABYTES = 450;

  @Test
  void aReturnCostsAtMostTwentyCalls() {
    try (World world = new World()) {
      Shop.open(world.commercetools, world.mappings);
      world.setUp();
      try (Program program = Program.startToMeasure("budget", world.environment())) {
        Actors actors = world.actors(program);
        World.awaitSteps(actors.program());
        actors.program().settle();
        world.commercetools.resetCalls();
        Shopper ana = actors.shopper("es");
        String id =
            ana.create(
                ReturnBuilder.ofOrder(Shop.SHIRT_AND_SCARF)
                    .item("TSHIRT-RED-M", 1, "too_small", "24.9500"));
        actors.program().settle();
        ana.ship(id);
        actors.program().settle();
        ana.receive(id);
        actors.program().settle();
        ana.completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"));
        actors.program().settle();
        var unused = actors.program().scan("es", id, "TSHIRT-RED-M", 1, "a");
        actors.program().settle();

        assertThat(OrderState.of(world.commercetools, Shop.SHIRT_AND_SCARF).returnStates())
            .containsExactly("BackInStock Refunded");
        int calls =
            world.commercetools.callCounts().values().stream().mapToInt(Integer::intValue).sum();
        Awaitility.await("less than " + MOST_MEGABYTES + " MB when nothing is under way")
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(
                () -> assertThat(program.residentKilobytes() / 1024).isLessThan(MOST_MEGABYTES));
        long resident = program.residentKilobytes();
        System.out.printf(
            "Budget: %d calls %s; %s; %d MB resident%n",
            calls,
            world.commercetools.callCounts(),
            program.output().lines().filter(l -> l.startsWith("Ready in")).findFirst().orElse(""),
            resident / 1024);
        assertThat(calls).isLessThanOrEqualTo(MOST_CALLS);
      }
    }
  }
}
