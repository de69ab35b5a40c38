package io.returnbridge.benchmark;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Measures packaged programs one after the other and prints one table (docs/benchmark.md). */
final class Benchmark {

  @Test
  void prints_what_the_program_does_with_the_machine() throws Exception {
    Results results = new Results(System.out);
    Map<String, Part> parts = new LinkedHashMap<>();
    BenchmarkOptions options =
        BenchmarkOptions.ofSystemProperties(
            List.of(
                "intake",
                "per-return",
                "caps",
                "light-load",
                "drain",
                "hot-order",
                "reconcile",
                "pages",
                "rest",
                "traces",
                "soak"));
    parts.put("intake", new IntakePart(options, results));
    parts.put("per-return", new PerReturnPart(options, results));
    parts.put("caps", new CapsPart(options, results));
    parts.put("light-load", new LightLoadPart(options, results));
    parts.put("drain", new DrainPart(options, results));
    parts.put("hot-order", new HotOrderPart(options, results));
    parts.put("reconcile", new ReconcilePart(options, results));
    parts.put("pages", new PagesPart(options, results));
    parts.put("rest", new RestPart(options, results));
    parts.put("traces", new TracesPart(options, results));
    parts.put("soak", new SoakPart(options, results));
    for (String part : options.parts()) {
      char letter = 'a';
      for (Path packaged : options.programs()) {
        String program = String.valueOf(letter++);
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        results.say(
            "-- %s, %s = %s; %d cores, load %.1f before"
                .formatted(
                    part,
                    program,
                    packaged,
                    machine.getAvailableProcessors(),
                    machine.getSystemLoadAverage()));
        parts.get(part).measure(program, packaged);
      }
    }
    results.print();
  }

  /** The same without Maven. */
  public static void main(String[] args) throws Exception {
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    new Benchmark().prints_what_the_program_does_with_the_machine();
    System.exit(0);
  }
}
