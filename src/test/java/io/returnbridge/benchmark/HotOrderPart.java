package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.nio.file.Path;
import java.util.Map;

/** Many returns of one order at once: what the returns of other orders wait, with and without. */
final class HotOrderPart implements Part {
  private final BenchmarkOptions options;
  private final Results results;

  HotOrderPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    try (Bench bench = Bench.open(packaged, options, Map.of())) {
      bench.answerAfter(Bench.LATENCY);
      double without = bench.paced("OTHER", options.light()).percentile(99);
      bench.send(bench.receivedOfOneOrder(options.hot()));
      double beside = bench.paced("OTHER", options.light()).percentile(99);
      results.add(program, "p99 without a hot order", without, "ms");
      results.add(program, "p99 beside a hot order", beside, "ms");
      results.add(program, "p99 beside, of that without", beside / without, "", Target.atMost(1.2));
      bench.assertThatAllWentWell();
    }
  }
}
