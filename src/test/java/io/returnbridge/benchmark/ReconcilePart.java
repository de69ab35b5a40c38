package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Both systems are compared, of many returns, while a new one comes each second: how long that
 * takes, what is asked, how much memory it takes, and what the new ones wait.
 */
final class ReconcilePart implements Part {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int ALONE = 60;

  private final BenchmarkOptions options;
  private final Results results;

  ReconcilePart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("RECONCILE_RETURNS_PER_SECOND", "300");
    settings.put("SCHEDULE_SWEEP", "0 0 3 1 1 ?");
    settings.put("JAVA_TOOL_OPTIONS", "-Xmx256m");
    return settings;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    ExecutorService beside = Executors.newSingleThreadExecutor();
    try (Bench bench = Bench.open(packaged, options, settings())) {
      List<Bench.Returned> one = bench.received(1);
      bench.tell(one);
      bench.settle();
      bench.copy(one.get(0), options.compared());
      Latencies alone = bench.paced("ALONE", SECOND, n -> n < ALONE);
      bench.world.commercetools.resetCalls();
      long reads = bench.world.reveni.calls().total();
      long began = System.nanoTime();
      int status = bench.api().post("/api/jobs/reconcile/run", "{}").status();
      if (status != 202) {
        throw new IllegalStateException("reconcile was answered " + status);
      }
      Future<Double> seconds =
          beside.submit(
              () -> {
                while (bench
                    .ask("select 1 from reconciliation where ended_at is not null")
                    .isEmpty()) {
                  TimeUnit.SECONDS.sleep(1);
                }
                return (System.nanoTime() - began) / 1e9;
              });
      Latencies live = bench.paced("LIVE", SECOND, n -> !seconds.isDone());
      String figure = "reconciliation of " + options.compared() + ": ";
      Map<String, Integer> calls = new TreeMap<>(bench.world.commercetools.callCounts());
      int all = calls.values().stream().mapToInt(Integer::intValue).sum();
      results.say(bench.ask("select sentence from reconciliation where ended_at is not null"));
      results.say("calls, with those of " + live.sorted().size() + " live returns: " + calls);
      results.add(program, figure + "all", seconds.get(), "s");
      results.add(
          program,
          figure + "calls to commercetools",
          all - 5.0 * live.sorted().size(),
          "",
          Target.atMost(options.compared() / 10.0));
      results.add(
          program,
          figure + "reads from Reveni",
          bench.world.reveni.calls().total() - reads - live.sorted().size(),
          "");
      results.add(
          program,
          figure + "most memory of the JVM (heap of 256 MB)",
          Processes.peakMegabytes(bench.program.pid()),
          "MB");
      results.add(program, "one a second alone: p99", alone.percentile(99), "ms");
      results.add(program, figure + "one a second beside it: p50", live.percentile(50), "ms");
      results.add(program, figure + "one a second beside it: p99", live.percentile(99), "ms");
      bench.assertThatAllWentWell();
    } finally {
      beside.shutdownNow();
    }
  }
}
