package io.returnbridge.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Rows of a report, one after the other: there may be more of them than there is memory for. */
@FunctionalInterface
public interface Rows<R> {

  void each(Consumer<? super R> row);

  static <R> Rows<R> of(List<R> rows) {
    return rows::forEach;
  }

  /** Of a report that has few. */
  default List<R> all() {
    List<R> all = new ArrayList<>();
    each(all::add);
    return all;
  }
}
