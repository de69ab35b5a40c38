package io.returnbridge.mappings;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.Unit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All mapping tables, valid each by itself and with one another.
 *
 * @param version of their files: what is the same has the same
 */
public record Mappings(
    Stores stores,
    Channels channels,
    ReasonCodes reasons,
    Dispositions dispositions,
    Statuses statuses,
    Timing timing,
    ExceptionTable exceptions,
    PayloadMap payload,
    String version) {

  /** Of tables that were read from no folder. */
  public Mappings(
      Stores stores,
      Channels channels,
      ReasonCodes reasons,
      Dispositions dispositions,
      Statuses statuses,
      Timing timing,
      ExceptionTable exceptions,
      PayloadMap payload) {
    this(stores, channels, reasons, dispositions, statuses, timing, exceptions, payload, "");
  }

  /**
   * Reads the tables of a folder.
   *
   * @throws MappingErrors with all errors of all files, when there are any
   */
  public static Mappings load(Path dir) {
    List<MappingError> errors = new ArrayList<>();
    if (!Files.isDirectory(dir)) {
      errors.add(
          new MappingError(
              TextLines.place(dir),
              null,
              "the folder is missing: set MAPPINGS_DIR to the folder with the mapping tables"));
      throw new MappingErrors(errors);
    }
    Channels channels = StoreTables.channels(dir, errors);
    Stores stores = StoreTables.stores(dir, channels, errors);
    ReasonCodes reasons = ReasonTables.reasonCodes(dir, errors);
    Mappings mappings =
        new Mappings(
            stores,
            channels,
            reasons,
            ReasonTables.dispositions(dir, reasons, channels, errors),
            StatusTables.statuses(dir, errors),
            StatusTables.timing(dir, errors),
            ExceptionRules.read(dir, errors),
            PayloadMapFile.read(dir, errors),
            TextLines.version(dir));
    if (!errors.isEmpty()) {
      throw new MappingErrors(errors);
    }
    return mappings;
  }

  /**
   * How far a return with that status of Reveni is: what {@code values} of {@code
   * reveni-payload.yaml} says of it, else what its {@code status} in {@code reveni-statuses.csv}
   * says. Empty when neither says anything.
   */
  public Optional<ReturnStage> stage(String reveniStatus) {
    return payload
        .returnStage(reveniStatus)
        .or(() -> statuses.find(reveniStatus).flatMap(row -> ReturnStage.ofStatus(row.status())));
  }

  /** Where the order is not known and the store has no default channel. */
  public static final String NO_SELLING_CHANNEL = "(none: the store has no default_channel)";

  /** The channel that sold the unit: its own, else the store's default. */
  public Optional<String> sellingChannel(ReturnId id, Unit unit) {
    return Optional.ofNullable(unit.sellingChannel())
        .or(() -> stores().find(id.store()).map(StoreRow::defaultChannel));
  }

  /** The awaiting-inspection stock of the channel that sold the unit; empty for an unknown one. */
  public Optional<ChannelRow> inspection(ReturnId id, Unit unit) {
    return sellingChannel(id, unit).flatMap(c -> channels().find(c, Channels.AWAITING_INSPECTION));
  }
}
