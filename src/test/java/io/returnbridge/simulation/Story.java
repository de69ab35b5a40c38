package io.returnbridge.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, line by line. */
final class Story {

  private final List<String> lines = new ArrayList<>();
  private int depth;

  void tell(String line, Object... values) {
    lines.add("  ".repeat(depth) + String.format(Locale.ROOT, line, values));
  }

  void deeper() {
    depth++;
  }

  void back() {
    depth--;
  }

  List<String> lines() {
    return lines;
  }
}
