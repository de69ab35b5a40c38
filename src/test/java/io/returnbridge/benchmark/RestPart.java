package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import io.returnbridge.journey.Backing;
import java.nio.file.Path;
import java.util.Map;

/** The start, and what the program uses up while nothing is to be done. */
final class RestPart implements Part {
  private final BenchmarkOptions options;
  private final Results results;

  RestPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    try (Bench bench = Bench.open(packaged, options, Map.of())) {
      String figure = "embedded Kafka and PostgreSQL: ";
      Cost each = atRest(bench);
      double core = each.jvmMillis() + each.databaseMillis();
      ready(program, figure, bench);
      results.add(program, figure + "CPU at rest", core / 10, "% of a core", Target.atMost(5));
      results.add(program, figure + "of which the JVM", each.jvmMillis() / 10, "% of a core");
      results.add(program, figure + "commits at rest", each.commits(), "/s");
      double jvm = Processes.residentMegabytes(bench.program.pid());
      results.add(program, figure + "memory of the JVM", jvm, "MB", Target.atMost(350));
      results.add(
          program, figure + "memory with PostgreSQL", jvm + bench.databaseMegabytes(), "MB");
      bench.restart();
      results.add(program, figure + "ready again", bench.readySeconds(), "s");
      bench.assertThatAllWentWell();
    }
    try (Backing backing = new Backing("benchmark-backing");
        Bench bench = Bench.open(packaged, options, backing)) {
      String figure = "Kafka and PostgreSQL outside: ";
      Cost each = atRest(bench);
      ready(program, figure, bench);
      results.add(
          program, figure + "CPU at rest", each.jvmMillis() / 10, "% of a core", Target.atMost(1));
      results.add(program, figure + "CPU of PostgreSQL", each.databaseMillis() / 10, "% of a core");
      double jvm = Processes.residentMegabytes(bench.program.pid());
      results.add(program, figure + "memory", jvm, "MB", Target.atMost(350));
      bench.assertThatAllWentWell();
    }
  }

  private void ready(String program, String figure, Bench bench) {
    results.add(program, figure + "ready", bench.readySeconds(), "s", Target.atMost(8));
    results.add(program, figure + "CPU of the JVM until ready", bench.readyCpuSeconds(), "s");
  }

  /** A second of it. */
  private Cost atRest(Bench bench) throws Exception {
    bench.settle();
    Bench.rest(options.rest());
    Cost before = bench.cost();
    Bench.rest(options.rest());
    return bench.cost().since(before).each((int) options.rest().toSeconds());
  }
}
