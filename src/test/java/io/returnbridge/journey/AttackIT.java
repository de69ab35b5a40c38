package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Strangers do their worst to a small program for a while ({@code -Dattack.seconds=600} for ten
 * minutes), and the stores' own webhooks and scans are answered and applied meanwhile. What the
 * attack cost is gone when it is over.
 */
@Tag("slow")
class AttackIT {

  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("attack.seconds", 30));
  private static final int ORDERS = 12;
  private static final int RETURNS = 18;

  /** Of heap that is alive; what was accepted meanwhile and is still remembered is less. */
  private static final long ROOM = 24L << 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Series of things that are ours alone: they begin when one first does something. */
  private static final List<String> OWN =
      List.of("camel_route_policy_", "jvm_gc_pause_", "returnbridge_step_seconds_");

  /**
   * @param heap in bytes, after a collection
   * @param series names and tags of all metrics
   */
  private record Cost(long heap, Set<String> series) {}

  @Test
  void whatStrangersSendHoldsUpNobodyAndLeavesNothing() throws Exception {
    try (World world = new World()) {
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      fill(world);
      Map<String, String> environment = new HashMap<>(world.environment());
      environment.put("JAVA_TOOL_OPTIONS", "-Xmx256m");
      try (Program program = Program.startToMeasure("attack", environment)) {
        Actors actors = world.actors(program);
        // What everything costs once is not what it costs each time.
        play(new Population("B", world, shop, ORDERS, RETURNS, 1), actors);
        Attackers first = new Attackers(program.address());
        first.begin(Duration.ZERO);
        first.end();
        Poison poison = new Poison(program);
        poison.write();
        Population.awaitNothingPending(actors.program());
        Cost before = cost(program);

        Attackers attackers = new Attackers(program.address());
        attackers.begin(LENGTH);
        long until = System.nanoTime() + LENGTH.toNanos();
        SoftAssertions softly = new SoftAssertions();
        int round = 0;
        while (System.nanoTime() < until) {
          round++;
          poison.write();
          Population real = new Population("A" + round, world, shop, ORDERS, RETURNS, round);
          play(real, actors);
          real.compare(actors, softly);
        }
        attackers.end();
        Population.awaitNothingPending(actors.program());

        poison.compare(actors, softly);
        compareHealth(actors.program(), softly);
        Cost after = cost(program);
        softly
            .assertThat(after.heap())
            .as("bytes of heap, %d before", before.heap())
            .isLessThan(before.heap() + ROOM);
        Set<String> grown = new TreeSet<>(after.series());
        grown.removeAll(before.series());
        grown.removeIf(series -> OWN.stream().anyMatch(series::startsWith));
        softly.assertThat(grown).as("series that the attack has made").hasSizeLessThan(40);
        System.out.printf(
            "Attack of %d s: %d rounds of %d returns beside it, heap %d to %d KiB, %d new series, answers %s%n",
            LENGTH.toSeconds(),
            round,
            RETURNS,
            before.heap() >> 10,
            after.heap() >> 10,
            grown.size(),
            attackers.answers());
        softly.assertAll();
      }
    }
  }

  /** Else the exchanges of ten minutes would sell the shop out. */
  private static void fill(World world) {
    for (JsonNode entry : world.commercetools.inventoryEntries()) {
      world.commercetools.update(
          "inventory",
          entry.path("id").asText(),
          "[{\"action\":\"addQuantity\",\"quantity\":100000}]");
    }
  }

  private static void play(Population population, Actors actors) throws Exception {
    population.begin(actors);
    population.end();
    Population.awaitNothingPending(actors.program());
  }

  private static void compareHealth(ProgramApi program, SoftAssertions softly) {
    softly.assertThat(program.get("/q/health").status()).as("health").isEqualTo(200);
    JsonNode pipeline = program.get("/api/pipeline").body();
    softly
        .assertThat(pipeline.path("steps").findValuesAsText("state"))
        .as("steps of %s", pipeline)
        .isNotEmpty()
        .doesNotContain("stopped", "unknown", "paused");
  }

  private Cost cost(Program program) throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(program.pid()),
            "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    URI metrics = program.address().resolve("/q/metrics");
    List<String> lines =
        http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body()
            .lines()
            .filter(l -> !l.startsWith("#"))
            .toList();
    long heap =
        lines.stream()
            .filter(l -> l.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToLong(l -> (long) Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
            .sum();
    assertThat(heap).as("heap in the metrics").isPositive();
    return new Cost(
        heap,
        lines.stream()
            .map(l -> l.substring(0, l.lastIndexOf(' ')))
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
