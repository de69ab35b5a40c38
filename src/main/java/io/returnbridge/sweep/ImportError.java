package io.returnbridge.sweep;

import org.jspecify.annotations.Nullable;

/**
 * Why a row leads to no return.
 *
 * @param line of the file, from 1
 * @param column null when it is the row as a whole
 * @param problem what is wrong, and what to do
 */
public record ImportError(long line, @Nullable String column, String problem) {

  private static final int SHOWN = 80;

  /** A cell in quotes, of a long one the beginning: a table may have many that are wrong. */
  static String shown(String cell) {
    return "\"" + (cell.length() > SHOWN ? cell.substring(0, SHOWN) + "…" : cell) + "\"";
  }
}
