package io.returnbridge.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next cursor of the next page; null on the last one
 */
public record ListAnswer<T>(List<T> items, @Nullable String next) {

  /** The first {@code limit} of rows, of which one more was asked for. */
  static <R, T> ListAnswer<T> of(
      List<R> rows, int limit, Function<R, T> item, Function<R, Cursor> cursor) {
    List<R> page = rows.subList(0, Math.min(limit, rows.size()));
    return new ListAnswer<>(
        page.stream().map(item).toList(),
        rows.size() > limit ? cursor.apply(page.get(limit - 1)).text() : null);
  }

  static int limit(@Nullable String limit) {
    if (limit == null || limit.isEmpty()) {
      return 50;
    }
    if (!limit.matches("[0-9]{1,3}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > 200) {
      throw Refusal.badRequest("limit", "limit must be a number from 1 to 200");
    }
    return Integer.parseInt(limit);
  }
}
