package io.returnbridge.benchmark;

import io.returnbridge.tracing.Collector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a return costs without traces, and with all of them sent to a collector, in turn. */
final class TracesPart implements Part {
  private static final int TURNS = 2;

  private final BenchmarkOptions options;
  private final Results results;

  TracesPart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    for (int turn = 1; turn <= TURNS; turn++) {
      returns(program, packaged, "without traces " + turn + ": ", Map.of());
      try (Collector collector = new Collector()) {
        String with = "with all traces " + turn + ": ";
        Map<String, String> variables = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
        returns(program, packaged, with, variables);
        int told = options.warm() + options.returns();
        double each = (double) collector.spans().size() / told;
        results.add(program, with + "spans of a return", each, "");
      }
    }
  }

  private void returns(String program, Path packaged, String figure, Map<String, String> variables)
      throws Exception {
    try (Bench bench = Bench.open(packaged, options, variables)) {
      List<Bench.Returned> received = bench.received(options.returns());
      Bench.Pace[] pace = new Bench.Pace[1];
      Cost each = bench.costOf(() -> pace[0] = bench.tell(received)).each(options.returns());
      results.add(program, figure + "CPU of the JVM", each.jvmMillis(), "ms");
      results.add(program, figure + "applied", pace[0].perSecond(), "returns/s");
      results.add(
          program, figure + "memory", Processes.residentMegabytes(bench.program.pid()), "MB");
      bench.assertThatAllWentWell();
    }
  }
}
