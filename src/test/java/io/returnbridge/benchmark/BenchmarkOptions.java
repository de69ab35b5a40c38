package io.returnbridge.benchmark;

import java.nio.file.Path;
import java.time.Duration;
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
 * @param light returns of each measurement at light load
 * @param drain returns that wait for the end of an outage
 * @param hot returns of the one hot order
 * @param compared returns of a reconciliation
 * @param shown returns in the records while the console is looked at
 * @param visits how long people look at the console at a time
 * @param load how long webhooks are sent at each number of connections
 * @param openRate webhooks a second that are sent whether answers come or not
 * @param soak how long a day's load goes on
 * @param rest how long nothing happens before the program is looked at, and while it is
 */
record BenchmarkOptions(
    List<Path> programs,
    List<String> parts,
    int warm,
    int returns,
    int skus,
    int light,
    int drain,
    int hot,
    int compared,
    int shown,
    Duration visits,
    Duration load,
    int openRate,
    Duration soak,
    Duration rest) {

  static BenchmarkOptions ofSystemProperties(List<String> allParts) {
    List<String> parts = list("parts", String.join(",", allParts).replace(",soak", ""));
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
        number("skus", 100),
        number("light", 100),
        number("drain", 1000),
        number("hot", 100),
        number("compared", 10_000),
        number("shown", 20_000),
        Duration.ofSeconds(number("visits", 60)),
        Duration.ofSeconds(number("load", 5)),
        number("open-rate", 100),
        Duration.ofMinutes(number("soak", 15)),
        Duration.ofSeconds(number("rest", 30)));
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
