package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.nio.file.Path;
import java.util.Map;

/** Four returns a second: how long each takes, from its webhook until all is applied. */
final class LightLoadPart implements Part {
  private final BenchmarkOptions options;
  private final Results results;

  LightLoadPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    try (Bench bench = Bench.open(packaged, options, Map.of())) {
      Latencies[] atOnce = new Latencies[1];
      Cost each =
          bench
              .costOf(() -> atOnce[0] = bench.paced("LIGHT", options.light()))
              .each(options.light());
      results.add(program, "light load: p50", atOnce[0].percentile(50), "ms", Target.atMost(400));
      results.add(program, "light load: p99", atOnce[0].percentile(99), "ms");
      results.tell(program, "a return at light load: ", each, false);
      bench.answerAfter(Bench.LATENCY);
      Latencies late = bench.paced("LIGHT", options.light());
      results.add(program, "light load at 80 ms: p50", late.percentile(50), "ms");
      results.add(program, "light load at 80 ms: p99", late.percentile(99), "ms");
      bench.assertThatAllWentWell();
    }
  }
}
