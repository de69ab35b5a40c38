package io.returnbridge.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, line by line. */
final class Story {

  /** Each is worded when somebody asks, which is when the history has failed. */
  private final List<Supplier<String>> lines = new ArrayList<>();

  private int depth;

  void tell(String line, Object... values) {
    String indent = "  ".repeat(depth);
    lines.add(() -> indent + String.format(Locale.ROOT, line, values));
  }

  void deeper() {
    depth++;
  }

  void back() {
    depth--;
  }

  List<String> lines() {
    return lines.stream().map(Supplier::get).toList();
  }
}
