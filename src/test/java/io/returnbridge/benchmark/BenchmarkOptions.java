package io.returnbridge.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What to measure, and how much of it: system properties that begin with {@code benchmark.}
 *
 * @param programs {@code target/quarkus-app} folders, measured in turn
 * @param parts names of {@link Benchmark}'s parts
 * @param warm returns before anything is measured
 * @param returns of each measurement
 * @param skus that the returned goods are spread over
 */
record BenchmarkOptions(List<Path> programs, List<String> parts, int warm, int returns, int skus) {

  static BenchmarkOptions ofSystemProperties(List<String> allParts) {
    List<String> parts = list("parts", String.join(",", allParts));
    for (String part : parts) {
      if (!allParts.contains(part)) {
        throw new IllegalArgumentException("benchmark.parts: " + part + " is none of " + allParts);
      }
    }
    return new BenchmarkOptions(
        list("programs", "target/quarkus-app").stream().map(Path::of).toList(),
        parts,
        number("warm", 300),
        number("returns", 300),
        number("skus", 100));
  }

  private static List<String> list(String name, String otherwise) {
    return Stream.of(System.getProperty("benchmark." + name, otherwise).split(","))
        .map(String::strip)
        .toList();
  }

  private static int number(String name, int otherwise) {
    return Integer.getInteger("benchmark." + name, otherwise);
  }
}
