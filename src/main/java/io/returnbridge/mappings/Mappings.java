package io.returnbridge.mappings;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.Unit;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All mapping tables. A {@link MappingTables} is one version; the beans have {@link
 * MappingsInForce}, which is another version after each reload, so that a table is asked for where
 * it is used, and never kept.
 */
public interface Mappings {

  Stores stores();

  Channels channels();

  ReasonCodes reasons();

  Dispositions dispositions();

  Statuses statuses();

  Timing timing();

  ExceptionTable exceptions();

  PayloadMap payload();

  /** Of the files: what is the same has the same. */
  String version();

  /**
   * Reads the tables of a folder.
   *
   * @throws MappingErrors with all errors of all files, when there are any
   */
  static MappingTables load(Path dir) {
    return MappingTables.of(MappingFiles.in(dir));
  }

  /** A piece of work begins on this thread: until {@link #rest} it sees one version. */
  default void beginWork() {}

  default void rest() {}

  /**
   * How far a return with that status of Reveni is: what {@code values} of {@code
   * reveni-payload.yaml} says of it, else what its {@code status} in {@code reveni-statuses.csv}
   * says. Empty when neither says anything.
   */
  default Optional<ReturnStage> stage(String reveniStatus) {
    return payload()
        .returnStage(reveniStatus)
        .or(() -> statuses().find(reveniStatus).flatMap(row -> ReturnStage.ofStatus(row.status())));
  }

  /** Where the order is not known and the store has no default channel. */
  String NO_SELLING_CHANNEL = "(none: the store has no default_channel)";

  /** The channel that sold the unit: its own, else the store's default. */
  default Optional<String> sellingChannel(ReturnId id, Unit unit) {
    return Optional.ofNullable(unit.sellingChannel())
        .or(() -> stores().find(id.store()).map(StoreRow::defaultChannel));
  }

  /** The awaiting-inspection stock of the channel that sold the unit; empty for an unknown one. */
  default Optional<ChannelRow> inspection(ReturnId id, Unit unit) {
    return sellingChannel(id, unit).flatMap(c -> channels().find(c, Channels.AWAITING_INSPECTION));
  }
}
