package io.returnbridge.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What one return costs, and how many are applied a second. */
final class PerReturnPart implements Part {
  private final BenchmarkOptions options;
  private final Results results;

  PerReturnPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    int returns = options.returns();
    try (Bench bench = Bench.open(packaged, options, Map.of())) {
      ofOneWebhook(program, bench);
      ofTwoWebhooks(program, bench);

      Arrivals slow = bench.answerAfter(Bench.LATENCY);
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
      bench.assertThatAllWentWell();
    }
  }

  private void ofOneWebhook(String program, Bench bench) throws Exception {
    List<Bench.Returned> returns = bench.received(options.returns());
    Bench.Pace[] pace = new Bench.Pace[1];
    Cost each = bench.costOf(() -> pace[0] = bench.tell(returns)).each(options.returns());
    applied(program, "0 ms", pace[0]);
    results.tell(program, "a return of one webhook: ", each, true);
  }

  private void ofTwoWebhooks(String program, Bench bench) throws Exception {
    List<Bench.Returned> returns = bench.announced(options.returns());
    Cost each =
        bench
            .costOf(
                () -> {
                  bench.send(returns);
                  bench.awaitAnnounced(returns);
                  returns.forEach(bench::receive);
                  bench.tell(returns);
                })
            .each(options.returns());
    results.tell(program, "a return of two webhooks: ", each, false);
  }

  private void applied(String program, String latency, Bench.Pace pace) {
    results.add(program, "applied at " + latency, pace.perSecond(), "returns/s");
    results.add(program, "the last of them at " + latency, pace.all().toMillis() / 1000.0, "s");
  }
}
