package io.returnbridge.reports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A report as the template {@code report.html} shows it: words only, without a decision; all of
 * them are escaped.
 *
 * @param warning what is to be known before one relies on it; null for nothing
 * @param scope what it is about
 * @param fine what stands there when it has no section
 */
public record ReportPage(
    String title,
    String sentence,
    @Nullable String warning,
    String scope,
    List<Chart> charts,
    List<Section> sections,
    String fine,
    String footer) {

  /** In other words: each text as that one says it. */
  ReportPage in(UnaryOperator<String> said) {
    return new ReportPage(
        said.apply(title),
        said.apply(sentence),
        warning == null ? null : said.apply(warning),
        said.apply(scope),
        charts.stream().map(chart -> chart.in(said)).toList(),
        sections.stream().map(section -> section.in(said)).toList(),
        said.apply(fine),
        said.apply(footer));
  }

  /**
   * @param foot sums
   * @param left how many rows are left out
   */
  public record Section(
      String heading,
      String remark,
      List<Head> heads,
      List<List<Cell>> rows,
      List<List<Cell>> foot,
      int left) {

    Section in(UnaryOperator<String> said) {
      return new Section(
          said.apply(heading),
          said.apply(remark),
          heads.stream().map(head -> new Head(said.apply(head.text()), head.style())).toList(),
          in(rows, said),
          in(foot, said),
          left);
    }

    private static List<List<Cell>> in(List<List<Cell>> rows, UnaryOperator<String> said) {
      return rows.stream().map(row -> row.stream().map(c -> c.in(said)).toList()).toList();
    }

    /** With those that are left out. */
    public int count() {
      return rows.size() + left;
    }

    /** The first of the rows, as many as there is room for. */
    public static <R> Section of(
        String heading,
        String remark,
        List<Head> heads,
        List<R> rows,
        Function<R, List<Cell>> cells,
        List<List<Cell>> foot,
        PageContext context) {
      Some<R> some = new Some<>(context.most());
      rows.forEach(some::add);
      return of(heading, remark, heads, some, cells, foot);
    }

    public static <R> Section of(
        String heading,
        String remark,
        List<Head> heads,
        Some<R> rows,
        Function<R, List<Cell>> cells,
        List<List<Cell>> foot) {
      return new Section(
          heading,
          remark,
          heads,
          rows.first.stream().map(cells).toList(),
          foot,
          rows.count() - rows.first.size());
    }
  }

  /** The first of the rows of a section, and how many there are. */
  public static final class Some<R> {
    private final int most;
    private final Comparator<? super R> order;
    private final List<R> first = new ArrayList<>();
    private int count;

    /** In the order in which they come. */
    public Some(int most) {
      this(most, (a, b) -> 0);
    }

    public Some(int most, Comparator<? super R> order) {
      this.most = most;
      this.order = order;
    }

    public void add(R row) {
      count++;
      int place = first.size();
      while (place > 0 && order.compare(first.get(place - 1), row) > 0) {
        place--;
      }
      if (place < most) {
        first.add(place, row);
      }
      if (first.size() > most) {
        first.remove(most);
      }
    }

    public int count() {
      return count;
    }
  }

  /**
   * @param style of report.css: {@code amount} for numbers, one of the widths, or none
   */
  public record Head(String text, String style) {}

  public record Cell(String style, List<Line> lines) {

    public static Cell of(String text) {
      return new Cell("", List.of(new Line("", text, null)));
    }

    /** A number, to the right. */
    public static Cell number(String text) {
      return new Cell("amount", List.of(new Line("", text, null)));
    }

    public static Cell link(String text, @Nullable String link) {
      return new Cell("", List.of(new Line("", text, link)));
    }

    Cell in(UnaryOperator<String> said) {
      return new Cell(
          style,
          lines.stream()
              .map(
                  l ->
                      l.style().equals("code")
                          ? l
                          : new Line(l.style(), said.apply(l.text()), l.link()))
              .toList());
    }

    /** With a link below it; without one where there is none. */
    Cell withLink(String text, @Nullable String link) {
      if (link == null) {
        return this;
      }
      List<Line> more = new ArrayList<>(lines);
      more.add(new Line("open", text, link));
      return new Cell(style, more);
    }

    /** With a line below it; without one where that is empty. */
    public Cell with(String lineStyle, String text) {
      if (text.isEmpty()) {
        return this;
      }
      List<Line> more = new ArrayList<>(lines);
      more.add(new Line(lineStyle, text, null));
      return new Cell(style, more);
    }
  }

  /**
   * @param style of report.css, or none
   * @param link null for none
   */
  public record Line(String style, String text, @Nullable String link) {}

  /**
   * Bars beside a table that has the same numbers.
   *
   * @param bars the longest decides the scale
   */
  public record Chart(String title, List<Bar> bars) {

    private static final int ROW = 26;
    private static final int LONGEST = 380;

    Chart in(UnaryOperator<String> said) {
      return new Chart(
          said.apply(title),
          bars.stream()
              .map(b -> new Bar(said.apply(b.label()), b.value(), said.apply(b.text()), b.strong()))
              .toList());
    }

    public int height() {
      return bars.size() * ROW + 4;
    }

    /** As the template draws them. */
    public List<Drawn> drawn() {
      double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
      List<Drawn> drawn = new ArrayList<>();
      for (int i = 0; i < bars.size(); i++) {
        Bar bar = bars.get(i);
        int width = most <= 0 ? 1 : (int) Math.max(1, Math.round(bar.value() / most * LONGEST));
        int y = i * ROW + 4;
        drawn.add(
            new Drawn(
                bar.label(),
                bar.text(),
                y,
                y + 14,
                width,
                268 + width,
                bar.strong() ? "strong" : ""));
      }
      return drawn;
    }
  }

  /**
   * @param value 0 or more
   * @param text what stands at its end
   * @param strong whether it is to be looked at
   */
  public record Bar(String label, double value, String text, boolean strong) {}

  /** Where a bar and its texts stand. */
  public record Drawn(
      String label, String text, int y, int textY, int width, int end, String style) {}
}
