package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How much of the calls that commercetools may be asked for in a second is used. */
final class CapsPart implements Part {
  private static final List<Integer> CAPS = List.of(50, 300);

  private final BenchmarkOptions options;
  private final Results results;

  CapsPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    for (int cap : CAPS) {
      try (Bench bench = Bench.open(packaged, options, Map.of(Bench.CAP, Integer.toString(cap)))) {
        List<Bench.Returned> returns = bench.received(options.returns());
        Arrivals arrivals = bench.answerAfter(Bench.LATENCY);
        bench.tell(returns);
        String figure = "of a cap of " + cap + "/s at 80 ms, ";
        double used = 100 * arrivals.steadyRate() / cap;
        results.add(program, figure + "used", used, "%", Target.atLeast(95));
        double most = 100.0 * arrivals.mostInOneSecond() / cap;
        results.add(program, figure + "most in one second", most, "%", Target.atMost(100));
        results.add(program, figure + "in flight, mean", arrivals.meanInFlight(), "");
        results.add(program, figure + "in flight, most", arrivals.mostInFlight(), "");
        bench.assertThatAllWentWell();
      }
    }
  }
}
