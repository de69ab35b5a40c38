package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import io.returnbridge.sandbox.commercetools.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many returns have waited for the end of an outage: how fast they are applied, and what new ones
 * wait meanwhile.
 */
final class DrainPart implements Part {
  /** Asks again soon, so that what is measured is the drain and not the pause before it. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          Bench.CAP,
          "300",
          "BREAKER_COMMERCETOOLS_FIRST_DELAY",
          "1s",
          "BREAKER_COMMERCETOOLS_LONGEST_DELAY",
          "2s");

  private final BenchmarkOptions options;
  private final Results results;

  DrainPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    ExecutorService beside = Executors.newSingleThreadExecutor();
    try (Bench bench = Bench.open(packaged, options, SETTINGS)) {
      List<Bench.Returned> waiting = bench.received(options.drain());
      bench.world.commercetools.faults(call -> Fault.refuse(503));
      bench.send(waiting);
      Bench.rest(Duration.ofSeconds(5));
      bench.answerAfter(Bench.LATENCY);
      Bench.await("the drain to begin", () -> waiting.stream().anyMatch(bench::isApplied));
      long began = System.nanoTime();
      Future<Double> drain = beside.submit(() -> bench.awaitApplied(waiting));
      Latencies live = bench.paced("LIVE", Duration.ofSeconds(1), n -> !drain.isDone());
      String figure = "drain of " + options.drain() + ", cap of 300/s, 80 ms: ";
      results.add(program, figure + "applied", drain.get(), "returns/s");
      results.add(program, figure + "all", (System.nanoTime() - began) / 1e9, "s");
      results.add(program, figure + "p50 of new ones", live.percentile(50), "ms");
      results.add(
          program, figure + "p99 of new ones", live.percentile(99), "ms", Target.atMost(5000));
      bench.assertThatAllWentWell();
    } finally {
      beside.shutdownNow();
    }
  }
}
