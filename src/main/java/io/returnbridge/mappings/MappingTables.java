package io.returnbridge.mappings;

import java.util.ArrayList;
import java.util.List;

/**
 * One version of the mapping tables, valid each by itself and with one another.
 *
 * @param files that they were read from
 */
public record MappingTables(
    Stores stores,
    Channels channels,
    ReasonCodes reasons,
    Dispositions dispositions,
    Statuses statuses,
    Timing timing,
    ExceptionTable exceptions,
    PayloadMap payload,
    MappingFiles files)
    implements Mappings {

  /** Of tables that were read from no files. */
  public MappingTables(
      Stores stores,
      Channels channels,
      ReasonCodes reasons,
      Dispositions dispositions,
      Statuses statuses,
      Timing timing,
      ExceptionTable exceptions,
      PayloadMap payload) {
    this(
        stores,
        channels,
        reasons,
        dispositions,
        statuses,
        timing,
        exceptions,
        payload,
        MappingFiles.none());
  }

  /**
   * @throws MappingErrors with all errors of all files, when there are any
   */
  public static MappingTables of(MappingFiles files) {
    List<MappingError> errors = new ArrayList<>();
    if (files.isFolderMissing()) {
      errors.add(
          new MappingError(
              files.folder(),
              null,
              "the folder is missing: set MAPPINGS_DIR to the folder with the mapping tables"));
      throw new MappingErrors(errors);
    }
    Channels channels = StoreTables.channels(files, errors);
    Stores stores = StoreTables.stores(files, channels, errors);
    ReasonCodes reasons = ReasonTables.reasonCodes(files, errors);
    MappingTables tables =
        new MappingTables(
            stores,
            channels,
            reasons,
            ReasonTables.dispositions(files, reasons, channels, errors),
            StatusTables.statuses(files, errors),
            StatusTables.timing(files, errors),
            ExceptionRules.read(files, errors),
            PayloadMapFile.read(files, stores, errors),
            files);
    if (!errors.isEmpty()) {
      throw new MappingErrors(errors);
    }
    return tables;
  }

  @Override
  public String version() {
    return files.version();
  }
}
