package io.returnbridge.console;

import io.returnbridge.api.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page Today shows.
 *
 * @param isWatching whether a watchdog waits for money or a date of which there is no case yet
 * @param others cases that wait for people of other owners
 * @param lines sentences: what is not well, or how much there is to do
 * @param risks money that something is wrong with or missing, the largest first
 */
public record Today(
    boolean isWell,
    boolean isWatching,
    long others,
    List<String> lines,
    long accepted,
    long applied,
    long pending,
    long waiting,
    long cases,
    List<Owner> owners,
    List<Risk> risks,
    List<Deadline> deadlines,
    List<Hour> hours,
    List<Pipeline.Step> steps,
    List<Closed> closed) {

  private static final int HALF = 12;

  /** Cases that wait for the people of an owner. */
  public record Owner(String owner, long open, long overdue, Instant oldest) {}

  /**
   * @param cases whether there are cases of it; until then only a watchdog waits
   */
  public record Risk(String code, String amount, boolean cases) {}

  /** Whose dates are told as well: it is the same money. */
  public @Nullable Deadline deadline(Risk risk) {
    return deadlines.stream().filter(d -> d.code().equals(risk.code())).findFirst().orElse(null);
  }

  /** Those without a sum. */
  public List<Deadline> deadlinesAlone() {
    return deadlines.stream()
        .filter(d -> risks.stream().noneMatch(r -> r.code().equals(d.code())))
        .toList();
  }

  /**
   * @param first when the first of them began
   * @param watched how many of them have no case yet
   * @param returns some of them, the first to end first
   */
  public record Deadline(
      String code, long count, Instant first, long watched, List<Named> returns) {

    public long besides() {
      return Math.max(0, count - returns.size());
    }
  }

  /** A return as people know it. */
  public record Named(String store, String returnId, String rmaNumber) {}

  public record Hour(String label, long accepted, long applied) {}

  /** Cases that ended without a person. */
  public record Closed(String code, long count) {}

  /** Of each half of the day, by the same measure: a phone shows the one below the other. */
  public List<Chart> charts() {
    long most =
        Math.max(
            4, hours.stream().mapToLong(h -> Math.max(h.accepted(), h.applied())).max().orElse(0));
    return List.of(
        Chart.of(hours.subList(0, HALF), most), Chart.of(hours.subList(HALF, hours.size()), most));
  }

  /** Two bars an hour, drawn by the template. */
  public record Chart(List<Bar> bars, List<Tick> hours, List<Line> grid) {

    private static final int LEFT = 44;
    private static final int HOUR = 38;
    private static final int BAR = 14;
    private static final int TOP = 8;
    private static final int TALL = 140;

    public record Bar(String kind, int x, int y, int width, int height) {}

    public record Tick(String label, int x) {}

    public record Line(String label, int y) {
      public int textY() {
        return y + 4;
      }
    }

    static Chart of(List<Hour> hours, long most) {
      List<Bar> bars = new ArrayList<>();
      List<Tick> ticks = new ArrayList<>();
      for (int i = 0; i < hours.size(); i++) {
        int x = LEFT + i * HOUR;
        bars.add(bar("a", x, hours.get(i).accepted(), most));
        bars.add(bar("b", x + BAR + 1, hours.get(i).applied(), most));
        ticks.add(new Tick(hours.get(i).label(), x + BAR));
      }
      List<Line> grid =
          List.of(
              new Line("0", TOP + TALL),
              new Line(Long.toString(most / 2), TOP + TALL - (int) (most / 2 * TALL / most)),
              new Line(Long.toString(most), TOP));
      return new Chart(bars, ticks, grid);
    }

    private static Bar bar(String kind, int x, long number, long most) {
      int height = (int) Math.ceil((double) number / most * TALL);
      return new Bar(kind, x, TOP + TALL - height, BAR, height);
    }

    public int width() {
      return LEFT + hours.size() * HOUR;
    }

    public int height() {
      return TOP + TALL + 24;
    }

    public int hourY() {
      return height() - 6;
    }
  }
}
