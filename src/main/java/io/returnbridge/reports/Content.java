package io.returnbridge.reports;

import java.util.List;

/**
 * What was found for a report.
 *
 * @param complete whether everything could be read that it is about
 * @param sentence the whole in plain words
 * @param totals a record; sums of the rows among them
 * @param rows in the order in which they are read
 */
public record Content(boolean complete, String sentence, Object totals, Rows<?> rows) {

  public Content(boolean complete, String sentence, Object totals, List<?> rows) {
    this(complete, sentence, totals, Rows.of(List.copyOf(rows)));
  }
}
