package io.returnbridge.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list that is read page by page: what is asked for, by which time it is sorted, and where the
 * page before has ended. Names and conditions are the program's; what people gave are parameters.
 */
public final class Listing {

  /**
   * The last row of the page before.
   *
   * @param id tells rows of one time apart
   */
  public record After(Instant at, String id) {}

  /**
   * A time that every row has.
   *
   * @param name for whoever asks
   * @param column or expression; with the list's id it has an index
   */
  public record Time<R>(String name, String column, Function<R, Instant> of) {}

  /** By that time. */
  public record Sort<R>(Time<R> by, boolean newestFirst) {}

  /**
   * What somebody asks for: the name of a time, with a minus before it for the newest first; by the
   * first of the times, the newest first, when nothing is said.
   *
   * @return empty when there is no such time
   */
  public static <R> Optional<Sort<R>> sort(@Nullable String wanted, List<Time<R>> times) {
    if (wanted == null || wanted.isEmpty()) {
      return Optional.of(new Sort<>(times.get(0), true));
    }
    boolean newestFirst = wanted.startsWith("-");
    String name = newestFirst ? wanted.substring(1) : wanted;
    return times.stream()
        .filter(time -> time.name().equals(name))
        .findFirst()
        .map(time -> new Sort<>(time, newestFirst));
  }

  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();

  /** Only those with the value; all for null. */
  public Listing is(String column, @Nullable String value) {
    return value == null ? this : where(column + " = ?", value);
  }

  /** Only those of which the condition is true, with a value for each of its question marks. */
  public Listing where(String condition, Object... values) {
    conditions.add(condition);
    parameters.addAll(Arrays.asList(values));
    return this;
  }

  /**
   * A page.
   *
   * @param select without a {@code where}
   * @param id column or expression
   * @param after null for the first page
   */
  public <R> List<R> read(
      Database database,
      String select,
      Sort<?> sort,
      String id,
      @Nullable After after,
      int most,
      Database.Row<R> row) {
    String time = sort.by().column();
    String direction = sort.newestFirst() ? " desc" : "";
    List<String> all = new ArrayList<>(conditions);
    List<Object> given = new ArrayList<>(parameters);
    if (after != null) {
      all.add("(%s, %s) %s (?, ?)".formatted(time, id, sort.newestFirst() ? "<" : ">"));
      given.add(after.at());
      given.add(after.id());
    }
    given.add(most);
    return database.query(
        select
            + (all.isEmpty() ? "" : " where " + String.join(" and ", all))
            + " order by %1$s%3$s, %2$s%3$s limit ?".formatted(time, id, direction),
        row,
        given.toArray());
  }
}
