package io.returnbridge.routes;

import io.returnbridge.routes.RouteGraph.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws the way of an event, as text and as SVG: columns from what begins it to what it ends in.
 */
final class RoutesPicture {

  private static final int WIDTH = 210;
  private static final int HEIGHT = 44;
  private static final int ACROSS = 280;
  private static final int DOWN = 64;
  private static final int MARGIN = 20;

  private final Map<String, File> files = new LinkedHashMap<>();
  private final Map<String, Set<String>> edges = new LinkedHashMap<>();

  RoutesPicture(List<File> all) {
    for (File file : all) {
      if (!file.ins().isEmpty()
          || !file.outs().isEmpty()
          || !file.wakes().isEmpty()
          || !file.needs().isEmpty()) {
        files.put(file.name(), file);
      }
    }
    for (File file : files.values()) {
      file.ins().forEach(in -> edge(in, file.name()));
      file.outs().forEach(out -> edge(file.name(), out));
      file.wakes().stream().filter(files::containsKey).forEach(step -> edge(file.name(), step));
    }
  }

  private void edge(String from, String to) {
    edges.computeIfAbsent(from, f -> new LinkedHashSet<>()).add(to);
    edges.computeIfAbsent(to, t -> new LinkedHashSet<>());
  }

  /** One line a file: what leads to it, the file, where it leads. */
  String text() {
    int left = widest(files.values().stream().map(RoutesPicture::ins));
    int middle = widest(files.values().stream().map(f -> f.number() + " " + f.name()));
    return files.values().stream()
        .map(
            file ->
                ("%-" + left + "s ──▶ %-" + middle + "s%s")
                    .formatted(ins(file), file.number() + " " + file.name(), outs(file))
                    .stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** The lines of {@link #text} by file, for its heading elsewhere. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    files
        .values()
        .forEach(file -> lines.put(file.name(), ins(file) + " ──▶ " + file.name() + outs(file)));
    return lines;
  }

  private static int widest(Stream<String> texts) {
    return texts.mapToInt(String::length).max().orElse(1);
  }

  private static String ins(File file) {
    return file.ins().isEmpty() ? "(woken by others)" : String.join(", ", file.ins());
  }

  private static String outs(File file) {
    List<String> outs = new ArrayList<>(file.outs());
    file.wakes().forEach(step -> outs.add("(" + step + ")"));
    return outs.isEmpty() ? "" : " ──▶ " + String.join(", ", outs);
  }

  String svg() {
    Map<String, Integer> columns = columns();
    Map<Integer, List<String>> rows = new TreeMap<>();
    columns.forEach(
        (node, column) -> rows.computeIfAbsent(column, c -> new ArrayList<>()).add(node));
    Map<String, int[]> at = new HashMap<>();
    rows.forEach(
        (column, nodes) -> {
          for (int row = 0; row < nodes.size(); row++) {
            at.put(nodes.get(row), new int[] {MARGIN + column * ACROSS, MARGIN + row * DOWN});
          }
        });
    int width = rows.size() * ACROSS - ACROSS + WIDTH + 2 * MARGIN;
    int height =
        rows.values().stream().mapToInt(List::size).max().orElse(1) * DOWN
            - DOWN
            + HEIGHT
            + 2 * MARGIN;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">
            <title>The way of an event</title>
            <style>
            .bg{fill:#fff}.step{fill:#e8f0fe;stroke:#1a56b0}.topic{fill:#fff7e0;stroke:#a06a00}.edge{fill:none;stroke:#667}.wake{stroke-dasharray:5 4}text{fill:#1b1b1f}.small{font-size:10px}
            </style>
            <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#667"/></marker></defs>
            <rect class="bg" width="%d" height="%d"/>
            """
                .formatted(width, height, width, height));
    edges.forEach((from, all) -> all.forEach(to -> svg.append(line(from, to, at))));
    at.keySet().stream().sorted().forEach(node -> svg.append(box(node, at.get(node))));
    return svg.append("</svg>\n").toString();
  }

  /** By the longest way from where it begins; a way back counts nothing. */
  private Map<String, Integer> columns() {
    Map<String, Integer> columns = new LinkedHashMap<>();
    edges.keySet().forEach(node -> columns.put(node, 0));
    for (String from : edges.keySet()) {
      if (edges.values().stream().noneMatch(all -> all.contains(from))) {
        further(from, 0, columns, new LinkedHashSet<>());
      }
    }
    return columns;
  }

  private void further(String node, int column, Map<String, Integer> columns, Set<String> way) {
    if (way.contains(node)) {
      return;
    }
    columns.merge(node, column, Math::max);
    way.add(node);
    for (String next : edges.getOrDefault(node, Set.of())) {
      if (!isWake(node, next)) {
        further(next, column + 1, columns, way);
      } else if (!files.get(next).ins().isEmpty()) {
        continue;
      } else {
        further(next, column + 1, columns, way);
      }
    }
    way.remove(node);
  }

  /** Whether it is a wake-up from within, not by a record. */
  private boolean isWake(String from, String to) {
    return files.containsKey(from) && files.containsKey(to);
  }

  private String line(String from, String to, Map<String, int[]> at) {
    int[] a = at.get(from);
    int[] b = at.get(to);
    boolean onwards = b[0] > a[0];
    int x1 = a[0] + WIDTH;
    int y1 = a[1] + HEIGHT / 2;
    int x2 = onwards ? b[0] : b[0] + WIDTH;
    int y2 = b[1] + HEIGHT / 2 + (onwards ? 0 : 8);
    int bend = onwards ? (x2 - x1) / 2 : 50;
    return "<path class=\"edge%s\" marker-end=\"url(#tip)\" d=\"M%d %dC%d %d %d %d %d %d\"><title>%s to %s</title></path>\n"
        .formatted(
            isWake(from, to) ? " wake" : "",
            x1,
            y1,
            x1 + bend,
            y1,
            onwards ? x2 - bend : x2 + bend,
            y2,
            x2,
            y2,
            from,
            to);
  }

  private String box(String node, int[] at) {
    File file = files.get(node);
    if (file == null) {
      return "<rect class=\"topic\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"22\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
          .formatted(at[0], at[1], WIDTH, HEIGHT, at[0] + WIDTH / 2, at[1] + HEIGHT / 2 + 4, node);
    }
    return "<rect class=\"step\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"><title>%s</title></rect><text x=\"%d\" y=\"%d\"><tspan font-weight=\"bold\">%s</tspan></text><text class=\"small\" x=\"%d\" y=\"%d\">%s</text>\n"
        .formatted(
            at[0],
            at[1],
            WIDTH,
            HEIGHT,
            file.what(),
            at[0] + 10,
            at[1] + 19,
            file.number() + " " + node,
            at[0] + 10,
            at[1] + 35,
            file.needs().isEmpty() ? "" : "needs " + String.join(", ", file.needs()));
  }
}
