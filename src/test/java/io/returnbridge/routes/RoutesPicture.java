package io.returnbridge.routes;

import io.returnbridge.camel.RouteGraph.File;
import io.returnbridge.camel.RoutesLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws the way of an event, as text and as SVG: columns from what begins it to what it ends in.
 */
final class RoutesPicture {

  private static final int WIDTH = RoutesLayout.WIDTH;
  private static final int HEIGHT = RoutesLayout.HEIGHT;

  private final RoutesLayout layout;

  RoutesPicture(List<File> all) {
    layout = new RoutesLayout(all);
  }

  /** One line a file: what leads to it, the file, where it leads. */
  String text() {
    int left = widest(layout.files().stream().map(RoutesPicture::ins));
    int middle = widest(layout.files().stream().map(f -> f.number() + " " + f.name()));
    return layout.files().stream()
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
    layout
        .files()
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
                .formatted(layout.width(), layout.height(), layout.width(), layout.height()));
    layout.arrows().forEach(arrow -> svg.append(line(arrow)));
    layout.boxes().forEach(box -> svg.append(box(box)));
    return svg.append("</svg>\n").toString();
  }

  private static String line(RoutesLayout.Arrow arrow) {
    return "<path class=\"edge%s\" marker-end=\"url(#tip)\" d=\"%s\"><title>%s to %s</title></path>\n"
        .formatted(arrow.wake() ? " wake" : "", arrow.path(), arrow.from(), arrow.to());
  }

  private static String box(RoutesLayout.Box box) {
    File file = box.file();
    String node = box.name();
    int[] at = {box.x(), box.y()};
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
