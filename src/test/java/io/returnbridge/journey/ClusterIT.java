package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The packaged program on three Kafka brokers and on a PostgreSQL with a synchronous standby: a
 * broker is killed, and the database fails over. The program is not started again.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

  private static final int RETURNS = 24;
  private static final int ORDERS = 16;

  private World world;
  private Shop shop;
  private Brokers brokers;
  private DatabasePair databases;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() throws IOException {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Path folder = Path.of("target/journey/cluster-backing").toAbsolutePath();
    Program.delete(folder);
    Files.createDirectories(folder);
    brokers = new Brokers(folder);
    databases = new DatabasePair(folder);
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(Backing.variables(brokers.clientSettings()));
    environment.putAll(databases.environment());
    program = Program.start("cluster", environment);
    actors = world.actors(program);
    World.awaitSteps(actors.program());
  }

  @AfterAll
  void end() {
    program.close();
    databases.close();
    brokers.close();
    world.close();
  }

  private Population population(String prefix) {
    return new Population(prefix, world, shop, ORDERS, RETURNS, prefix.hashCode());
  }

  private void isAsTheModel(Population population) throws Exception {
    Population.awaitNothingPending(actors.program());
    SoftAssertions softly = new SoftAssertions();
    population.compare(actors, softly);
    population.compareEvents(brokers.clientSettings(), softly);
    softly.assertAll();
    assertThat(program.starts()).as("starts of the program").isEqualTo(1);
  }

  @Test
  void eachBrokerIsKilledInItsTurn() throws Exception {
    Population population = population("BROKERS");
    population.begin(actors);
    for (int n = 0; n < 3; n++) {
      population.awaitOver(2 * n + 2);
      brokers.kill(n);
      int before = population.over();
      Waiting.lasts(Duration.ofSeconds(15));
      assertThat(population.over())
          .as("lives go on with two brokers")
          .isGreaterThan(Math.min(before, RETURNS - 1));
      brokers.startAgain(n);
      Waiting.lasts(Duration.ofSeconds(5));
    }
    population.end();
    isAsTheModel(population);
  }

  @Test
  void theDatabaseFailsOverToItsStandby() throws Exception {
    Population population = population("FAILOVER");
    population.begin(actors);
    population.awaitOver(4);

    databases.failOver();

    population.end();
    isAsTheModel(population);
  }
}
