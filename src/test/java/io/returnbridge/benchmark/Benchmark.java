package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Measures packaged programs one after the other and prints one table (docs/benchmark.md). */
final class Benchmark {
  private static final int NO_CAP = 10_000;
  private static final Duration LATENCY = Duration.ofMillis(80);

  private interface Part {
    void measure(String program, Path packaged) throws Exception;
  }

  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final BenchmarkOptions options;
  private final Results results;

  Benchmark() {
    results = new Results(System.out);
    parts.put("per-return", this::perReturn);
    parts.put("caps", this::caps);
    options = BenchmarkOptions.ofSystemProperties(List.copyOf(parts.keySet()));
  }

  @Test
  void prints_what_the_program_does_with_the_machine() throws Exception {
    run();
  }

  /** The same without Maven. */
  public static void main(String[] args) throws Exception {
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    new Benchmark().run();
    System.exit(0);
  }

  private void run() throws Exception {
    for (String part : options.parts()) {
      char letter = 'a';
      for (Path packaged : options.programs()) {
        String program = String.valueOf(letter++);
        results.say("-- " + part + ", " + program + " = " + packaged);
        parts.get(part).measure(program, packaged);
      }
    }
    results.print();
  }

  private void perReturn(String program, Path packaged) throws Exception {
    int returns = options.returns();
    try (Bench bench = Bench.open(packaged, options, NO_CAP)) {
      List<Bench.Returned> first = bench.received(returns);
      Bench.Pace[] pace = new Bench.Pace[1];
      Cost each = bench.costOf(() -> pace[0] = bench.tell(first)).each(returns);
      applied(program, "0 ms", pace[0]);
      told(program, "a return of one webhook: ", each, true);
      results.say(program + "  calls: " + bench.world.commercetools.callCounts());

      List<Bench.Returned> second = bench.announced(returns);
      Cost twice =
          bench
              .costOf(
                  () -> {
                    bench.send(second);
                    bench.awaitAnnounced(second);
                    second.forEach(bench::receive);
                    bench.tell(second);
                  })
              .each(returns);
      told(program, "a return of two webhooks: ", twice, false);

      Arrivals slow = bench.answerAfter(LATENCY);
      applied(program, "80 ms", bench.tell(bench.received(returns)));
      results.add(program, "in flight at 80 ms, mean", slow.meanInFlight(), "");
      results.add(program, "in flight at 80 ms, most", slow.mostInFlight(), "");
      bench.answerAtOnce();

      List<Bench.Returned> logged = bench.received(returns);
      List<String> statements = bench.statementsOf(returns, () -> bench.tell(logged));
      Path file = Path.of("target/benchmark", "statements-" + program + ".txt");
      Files.createDirectories(file.getParent());
      Files.write(file, statements);
      results.say(program + "  statements: " + file);
    }
  }

  private void applied(String program, String latency, Bench.Pace pace) {
    results.add(program, "applied at " + latency, pace.perSecond(), "returns/s");
    results.add(program, "the last of them at " + latency, pace.all().toMillis() / 1000.0, "s");
  }

  private void told(String program, String story, Cost each, boolean targets) {
    figure(program, story + "commits", each.commits(), "", targets, 20);
    figure(program, story + "WAL syncs", each.walSyncs(), "", targets, 12);
    figure(program, story + "CPU of the JVM", each.jvmMillis(), "ms", targets, 15);
    results.add(program, story + "CPU of the database", each.databaseMillis(), "ms");
    figure(program, story + "calls", each.commercetools() + each.reveni(), "", targets, 5.2);
    results.add(program, story + "calls to commercetools", each.commercetools(), "");
    results.add(program, story + "calls to Reveni", each.reveni(), "");
  }

  private void figure(
      String program, String name, double value, String unit, boolean target, double most) {
    if (target) {
      results.add(program, name, value, unit, Target.atMost(most));
    } else {
      results.add(program, name, value, unit);
    }
  }

  private void caps(String program, Path packaged) throws Exception {
    for (int cap : List.of(50, 300)) {
      try (Bench bench = Bench.open(packaged, options, cap)) {
        List<Bench.Returned> returns = bench.received(options.returns());
        Arrivals arrivals = bench.answerAfter(LATENCY);
        bench.tell(returns);
        String figure = "of a cap of " + cap + "/s at 80 ms, ";
        results.add(
            program, figure + "used", 100 * arrivals.steadyRate() / cap, "%", Target.atLeast(95));
        results.add(
            program,
            figure + "most in one second",
            100.0 * arrivals.mostInOneSecond() / cap,
            "%",
            Target.atMost(100));
        results.add(program, figure + "in flight, mean", arrivals.meanInFlight(), "");
        results.add(program, figure + "in flight, most", arrivals.mostInFlight(), "");
      }
    }
  }
}
