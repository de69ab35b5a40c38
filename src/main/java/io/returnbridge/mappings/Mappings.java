package io.returnbridge.mappings;

import java.nio.file.Path;

/** All mapping tables, valid each by itself and with one another. */
public record Mappings(
    Stores stores,
    Channels channels,
    ReasonCodes reasons,
    Dispositions dispositions,
    Statuses statuses,
    Timing timing,
    ExceptionTable exceptions,
    PayloadMap payload) {

  /**
   * Reads the tables of a folder.
   *
   * @throws MappingErrors with all errors of all files, when there are any
   */
  public static Mappings load(Path dir) {
    throw new UnsupportedOperationException(dir.toString());
  }
}
