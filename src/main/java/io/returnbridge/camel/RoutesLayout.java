package io.returnbridge.camel;

import io.returnbridge.camel.RouteGraph.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of {@code routes/} and what lies between them stand in a picture: columns from
 * what begins an event's way to what it ends in.
 */
public final class RoutesLayout {

  public static final int WIDTH = 210;
  public static final int HEIGHT = 44;
  private static final int ACROSS = 280;
  private static final int DOWN = 64;
  private static final int MARGIN = 20;

  /**
   * A box.
   *
   * @param file null for a topic, a clock or another beginning or end
   */
  public record Box(String name, @Nullable File file, int x, int y) {}

  /**
   * An arrow.
   *
   * @param wake whether it is a wake-up from within, not a record
   * @param path as SVG's {@code d}
   */
  public record Arrow(String from, String to, boolean wake, String path) {}

  private final Map<String, File> files = new LinkedHashMap<>();
  private final Map<String, Set<String>> edges = new LinkedHashMap<>();
  private final Map<String, Box> boxes = new TreeMap<>();
  private int width = 2 * MARGIN + WIDTH;
  private int height = 2 * MARGIN + HEIGHT;

  public RoutesLayout(List<File> all) {
    all.stream().filter(File::isDrawn).forEach(file -> files.put(file.name(), file));
    for (File file : files.values()) {
      file.ins().forEach(in -> edge(in, file.name()));
      file.outs().forEach(out -> edge(file.name(), out));
      file.wakes().stream().filter(files::containsKey).forEach(step -> edge(file.name(), step));
    }
    place();
  }

  private void edge(String from, String to) {
    edges.computeIfAbsent(from, f -> new LinkedHashSet<>()).add(to);
    edges.computeIfAbsent(to, t -> new LinkedHashSet<>());
  }

  private void place() {
    Map<Integer, Integer> rows = new HashMap<>();
    columns()
        .forEach(
            (name, column) -> {
              int x = MARGIN + column * ACROSS;
              int y = MARGIN + (rows.merge(column, 1, Integer::sum) - 1) * DOWN;
              boxes.put(name, new Box(name, files.get(name), x, y));
              width = Math.max(width, x + WIDTH + MARGIN);
              height = Math.max(height, y + HEIGHT + MARGIN);
            });
  }

  public List<File> files() {
    return List.copyOf(files.values());
  }

  public List<Box> boxes() {
    return List.copyOf(boxes.values());
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public List<Arrow> arrows() {
    List<Arrow> arrows = new ArrayList<>();
    edges.forEach((from, all) -> all.forEach(to -> arrows.add(arrow(from, to))));
    return arrows;
  }

  private Arrow arrow(String from, String to) {
    Box a = Objects.requireNonNull(boxes.get(from), from);
    Box b = Objects.requireNonNull(boxes.get(to), to);
    boolean onwards = b.x() > a.x();
    int x1 = a.x() + WIDTH;
    int y1 = a.y() + HEIGHT / 2;
    int x2 = onwards ? b.x() : b.x() + WIDTH;
    int y2 = b.y() + HEIGHT / 2 + (onwards ? 0 : 8);
    int bend = onwards ? (x2 - x1) / 2 : 50;
    return new Arrow(
        from,
        to,
        isWake(from, to),
        "M%d %dC%d %d %d %d %d %d"
            .formatted(x1, y1, x1 + bend, y1, onwards ? x2 - bend : x2 + bend, y2, x2, y2));
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
      } else if (!Objects.requireNonNull(files.get(next)).ins().isEmpty()) {
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
}
