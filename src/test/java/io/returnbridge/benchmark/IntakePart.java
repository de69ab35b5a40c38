package io.returnbridge.benchmark;

import io.returnbridge.benchmark.Results.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How many webhooks are accepted, beside a bare intake that does nothing else. */
final class IntakePart implements Part {
  private static final List<Integer> CONNECTIONS = List.of(1, 32, 128);
  private static final int ROUNDS = 2;

  private final BenchmarkOptions options;
  private final Results results;

  IntakePart(BenchmarkOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  @Override
  public void measure(String program, Path packaged) throws Exception {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bare");
    try (Bench bench = Bench.open(packaged, options, Map.of());
        BareIntake bare = new BareIntake(folder.toAbsolutePath(), Bench.API_KEY)) {
      List<byte[]> bodies = bench.bodies(options.returns());
      WebhookLoad.Signer signer = body -> bench.webhooks().sign(body);
      WebhookLoad ofProgram = new WebhookLoad(bench.webhookUrl(), bodies, signer);
      WebhookLoad ofBare = new WebhookLoad(bare.address(), bodies, signer);
      for (WebhookLoad one : List.of(ofBare, ofProgram)) {
        one.closed(32, options.load());
      }
      bench.settle();
      for (int connections : CONNECTIONS) {
        compare(program, connections, bench, ofBare, ofProgram);
      }
      Duration time = options.load().multipliedBy(2);
      Latencies least = ofBare.open(options.openRate(), time).latencies();
      WebhookLoad.Outcome open = ofProgram.open(options.openRate(), time);
      String figure = options.openRate() + "/s whether answered or not, p99";
      results.add(program, figure, open.latencies().percentile(99), "ms");
      results.add(program, figure + " of the bare intake", least.percentile(99), "ms");
      results.add(program, figure.replace("p99", "refused"), open.refused(), "");
      bench.settle();
      bench.assertThatAllWentWell();
    }
  }

  private void compare(
      String program, int connections, Bench bench, WebhookLoad ofBare, WebhookLoad ofProgram)
      throws Exception {
    double bare = 0;
    double accepted = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      WebhookLoad.Outcome least = ofBare.closed(connections, options.load());
      if (least.refused() > 0) {
        throw new IllegalStateException("the bare intake has refused " + least.refused());
      }
      bare += least.accepted() / ROUNDS;
      WebhookLoad.Outcome outcome = ofProgram.closed(connections, options.load());
      accepted += outcome.accepted() / ROUNDS;
      refused += outcome.refused();
      bench.settle();
    }
    String figure = "accepted by " + connections + " connections";
    results.add(program, figure, accepted, "webhooks/s");
    results.add(program, figure + ", bare intake", bare, "webhooks/s");
    results.add(program, figure + ", of the bare", accepted / bare, "", Target.atLeast(0.5));
    results.add(program, figure + ", refused", refused, "");
  }
}
