package io.returnbridge.csv;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a row.
 *
 * @param line of the file, from 1
 * @param column null when it is the row as a whole
 * @param problem what is wrong, and what to do
 */
public record ImportError(long line, @Nullable String column, String problem) {}
