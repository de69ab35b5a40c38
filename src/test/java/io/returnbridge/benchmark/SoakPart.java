package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One return a second for a long time, while somebody looks every few seconds: what of the process
 * and of its records has grown. It is looked at after the first fifth, when everything has been
 * used once, and at the end.
 */
final class SoakPart implements Part {
  private static final Duration GAP = Duration.ofSeconds(1);
  private static final int LOOK_SECONDS = 15;
  private static final int PARTS = 5;

  /** Rows that are there only while something is under way. */
  private static final String UNDER_WAY =
      """
      select (select count(*) from work where not waiting)
        + (select count(*) from outgoing where published_at is null)
        + (select count(*) from own_record) + (select count(*) from intake_spool)
      """;

  private final BenchmarkOptions options;
  private final Results results;

  SoakPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    try (Bench bench = Bench.open(packaged, options, Map.of())) {
      var unused =
          looking.scheduleAtFixedRate(
              () -> bench.api().get("/api/pipeline"), 0, LOOK_SECONDS, TimeUnit.SECONDS);
      goOn(program, "first", bench);
      Map<String, Double> first = look(bench);
      double returns = returns(bench);
      double bytes = bytes(bench);
      for (int n = 1; n < PARTS; n++) {
        goOn(program, n == PARTS - 1 ? "last" : "", bench);
      }
      look(bench)
          .forEach(
              (figure, last) -> {
                double before = first.get(figure);
                String name = "soak: " + figure;
                results.add(program, name + ", after the first fifth", before, "");
                results.add(program, name + ", at the end", last, "", asBefore(before));
              });
      double between = returns(bench) - returns;
      results.add(program, "soak: returns between", between, "");
      results.add(
          program, "soak: database, a return", (bytes(bench) - bytes) / between / 1024, "kB");
      bench.assertThatAllWentWell();
    } finally {
      looking.shutdownNow();
    }
  }

  /** What is flat does not grow by a tenth, nor by more than two threads or files. */
  private static Target asBefore(double before) {
    return Target.atMost(before * 1.1 + 2);
  }

  /** One fifth of the time. */
  private void goOn(String program, String which, Bench bench) throws Exception {
    long until = System.nanoTime() + options.soak().dividedBy(PARTS).toNanos();
    Latencies took = bench.paced("SOAK", GAP, n -> System.nanoTime() < until);
    if (!which.isEmpty()) {
      String figure = "soak: webhook to all applied, the " + which + " fifth, ";
      results.add(program, figure + "p50", took.percentile(50), "ms");
      results.add(program, figure + "p99", took.percentile(99), "ms");
    }
  }

  private static Map<String, Double> look(Bench bench) throws Exception {
    bench.settle();
    long pid = bench.program.pid();
    Map<String, Double> seen = new LinkedHashMap<>();
    seen.put("alive on the heap, MB", Processes.liveMegabytes(pid));
    seen.put("memory of the JVM, MB", Processes.residentMegabytes(pid));
    seen.put("memory of PostgreSQL, MB", bench.databaseMegabytes());
    seen.put("threads", (double) Processes.count(pid, "task"));
    seen.put("open files", (double) Processes.count(pid, "fd"));
    seen.put("sessions of PostgreSQL", number(bench, "select count(*) from pg_stat_activity"));
    seen.put("rows under way", number(bench, UNDER_WAY));
    return seen;
  }

  private static double returns(Bench bench) throws Exception {
    return number(bench, "select count(*) from return_state");
  }

  private static double bytes(Bench bench) throws Exception {
    return number(bench, "select pg_database_size(current_database())");
  }

  private static double number(Bench bench, String sql) throws Exception {
    return Double.parseDouble(bench.ask(sql));
  }
}
