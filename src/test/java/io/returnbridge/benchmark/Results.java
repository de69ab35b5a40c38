package io.returnbridge.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** One line a figure, one column a program, beside what is to be reached. */
final class Results {

  /**
   * What is to be reached.
   *
   * @param text such as {@code ≤ 20}
   */
  record Target(String text, DoublePredicate reached) {

    static Target atMost(double most) {
      return new Target("≤ " + plain(most), value -> value <= most);
    }

    static Target atLeast(double least) {
      return new Target("≥ " + plain(least), value -> value >= least);
    }
  }

  private record Line(String unit, Optional<Target> target, Map<String, Double> values) {}

  private final List<String> programs = new ArrayList<>();
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final PrintStream out;

  Results(PrintStream out) {
    this.out = out;
  }

  void add(String program, String figure, double value, String unit, Target target) {
    add(program, figure, value, unit, Optional.of(target));
  }

  void add(String program, String figure, double value, String unit) {
    add(program, figure, value, unit, Optional.empty());
  }

  private void add(
      String program, String figure, double value, String unit, Optional<Target> target) {
    if (!programs.contains(program)) {
      programs.add(program);
    }
    lines
        .computeIfAbsent(figure, f -> new Line(unit, target, new LinkedHashMap<>()))
        .values()
        .put(program, value);
    say("%s  %-60s %s %s".formatted(program, figure, plain(value), unit));
  }

  /**
   * What a return costs.
   *
   * @param targets whether this is what the targets are for
   */
  void tell(String program, String story, Cost each, boolean targets) {
    figure(program, story + "commits", each.commits(), "", targets, 20);
    figure(program, story + "WAL syncs", each.walSyncs(), "", targets, 12);
    figure(program, story + "CPU of the JVM", each.jvmMillis(), "ms", targets, 15);
    add(program, story + "CPU of the database", each.databaseMillis(), "ms");
    double calls = each.commercetools() + each.reveni();
    figure(program, story + "calls", calls, "", targets, 5.2);
    add(program, story + "calls to commercetools", each.commercetools(), "");
    add(program, story + "calls to Reveni", each.reveni(), "");
  }

  private void figure(
      String program, String name, double value, String unit, boolean target, double most) {
    add(program, name, value, unit, target ? Optional.of(Target.atMost(most)) : Optional.empty());
  }

  /** Something beside the table, at once. */
  void say(String text) {
    out.println(text);
  }

  void print() {
    out.println();
    out.printf("%-62s %-12s", "figure", "to reach");
    programs.forEach(program -> out.printf(" %12s    ", program));
    out.println();
    lines.forEach(
        (figure, line) -> {
          out.printf(
              "%-62s %-12s",
              figure + (line.unit().isEmpty() ? "" : ", " + line.unit()),
              line.target().map(Target::text).orElse(""));
          for (String program : programs) {
            Double value = line.values().get(program);
            out.printf(
                " %12s %-3s",
                value == null ? "" : plain(value),
                value == null ? "" : line.target().map(t -> verdict(t, value)).orElse(""));
          }
          out.println();
        });
  }

  private static String verdict(Target target, double value) {
    return target.reached().test(value) ? "yes" : "no";
  }

  private static String plain(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    String text = String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }
}
