package io.returnbridge.console;

import io.returnbridge.api.Refusal;
import io.returnbridge.cases.UnapprovedReasons;
import io.returnbridge.mappings.MappingError;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reload.AnnouncedMappings;
import io.returnbridge.reload.MappingBook;
import io.returnbridge.reload.MappingReload;
import io.returnbridge.reload.TriedMappings;
import io.returnbridge.reload.UsedRows;
import io.returnbridge.settings.Settings;
import io.returnbridge.watchdogs.OtherTables;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The mapping tables that are in force, how much each row is used, and what the files say by now.
 */
@ApplicationScoped
class MappingDesk {

  private static final String PAYLOAD = "reveni-payload.yaml";

  private static final int EARLIER = 10;
  private static final Duration LATELY = Duration.ofDays(90);
  private static final Duration A_MONTH = Duration.ofDays(30);

  /**
   * @param line of the file
   * @param used how often the row was used
   */
  record Row(int line, List<String> cells, long used) {}

  /**
   * @param used what the last column counts: a word of {@code use}
   */
  record Table(String name, List<String> columns, List<Row> rows, String used) {}

  /** A row that the files have and nobody works with, or the other way round. */
  record Difference(String table, boolean isInFiles, String row) {}

  /**
   * What the folder has by now.
   *
   * @param path where it is
   * @param errors of its tables; then nothing else can be said
   */
  record Folder(String path, boolean isSame, List<String> errors, List<Difference> differences) {}

  /**
   * @param before versions that were in force before, the latest first
   * @param elsewhere why this replica works with another version than the others; empty when not
   */
  record Look(
      MappingBook.Change inForce,
      List<MappingBook.Change> before,
      String elsewhere,
      Folder folder,
      List<String> tables,
      List<Unmatched> unapproved) {}

  /** A reason that no row has, and the return in which it came last. */
  record Unmatched(UnapprovedReasons.Unapproved of, Subjects.About last) {}

  private final MappingsInForce mappings;
  private final MappingBook book;
  private final AnnouncedMappings announced;
  private final MappingReload reload;
  private final OtherTables others;
  private final TriedMappings trial;
  private final Path directory;
  private final UnapprovedReasons unapproved;
  private final Subjects subjects;
  private final UsedRows used;
  private final Clock clock;

  MappingDesk(
      MappingsInForce mappings,
      MappingBook book,
      AnnouncedMappings announced,
      MappingReload reload,
      OtherTables others,
      TriedMappings trial,
      Settings settings,
      UnapprovedReasons unapproved,
      Subjects subjects,
      UsedRows used,
      Clock clock) {
    this.mappings = mappings;
    this.book = book;
    this.announced = announced;
    this.reload = reload;
    this.others = others;
    this.trial = trial;
    this.directory = settings.mappingsDirectory();
    this.unapproved = unapproved;
    this.subjects = subjects;
    this.used = used;
    this.clock = clock;
  }

  Look look() {
    Instant now = clock.instant();
    List<MappingBook.Change> changes = book.changes(EARLIER + 1);
    if (changes.isEmpty()) {
      throw Refusal.of(503, "The program is starting; ask again in a moment");
    }
    return new Look(
        changes.get(0),
        changes.subList(1, changes.size()),
        announced.difference().orElse(""),
        folder(),
        MappingFiles.NAMES,
        unmatched(unapproved.between(now.minus(LATELY), now, mappings)));
  }

  private List<Unmatched> unmatched(List<UnapprovedReasons.Unapproved> found) {
    Map<String, Subjects.About> about =
        subjects.of(found.stream().map(MappingDesk::lastReturn).toList());
    return found.stream()
        .map(of -> new Unmatched(of, Objects.requireNonNull(about.get(lastReturn(of)))))
        .toList();
  }

  private static String lastReturn(UnapprovedReasons.Unapproved of) {
    return new ReturnId(of.store(), of.lastReturn()).subject();
  }

  Folder folder() {
    String path = directory.toAbsolutePath().normalize().toString();
    MappingFiles files = MappingFiles.in(directory);
    MappingFiles running = mappings.now().files();
    if (files.version().equals(running.version())) {
      return new Folder(path, true, List.of(), List.of());
    }
    try {
      MappingTables.of(files);
      return new Folder(path, false, List.of(), differences(files, running));
    } catch (MappingErrors wrong) {
      return new Folder(
          path, false, wrong.errors().stream().map(MappingError::toString).toList(), List.of());
    }
  }

  private static List<Difference> differences(MappingFiles files, MappingFiles running) {
    List<Difference> found = new ArrayList<>();
    for (String name : MappingFiles.NAMES) {
      List<String> here = texts(files, name);
      List<String> there = texts(running, name);
      here.stream()
          .filter(row -> !there.contains(row))
          .forEach(row -> found.add(new Difference(name, true, row)));
      there.stream()
          .filter(row -> !here.contains(row))
          .forEach(row -> found.add(new Difference(name, false, row)));
    }
    return found;
  }

  private static List<String> texts(MappingFiles files, String name) {
    return name.equals(PAYLOAD)
        ? files.text(name).lines().filter(line -> !line.isBlank()).toList()
        : files.rows(name).stream().map(row -> String.join(", ", row.cells().values())).toList();
  }

  /**
   * All of the folder's tables in the place of those in force, or none.
   *
   * @return how many cases and batches that waited are looked at again
   */
  int reload(String who) {
    reload.reload(who);
    return others.look();
  }

  /** What the tables of the folder would make of returns that have changed lately. */
  TriedMappings.Page tried() {
    Instant now = clock.instant();
    return trial.page(MappingFiles.in(directory), now.minus(A_MONTH), null, now);
  }

  /** A table as it is worked with, and how often each row is used. */
  Optional<Table> table(String name) {
    if (!MappingFiles.NAMES.contains(name) || name.equals(PAYLOAD)) {
      return Optional.empty();
    }
    MappingTables tables = mappings.now();
    List<MappingFiles.Row> rows = tables.files().rows(name);
    UsedRows.Use use = Objects.requireNonNull(used.of(tables).get(name));
    List<String> columns =
        rows.stream().flatMap(row -> row.cells().keySet().stream()).distinct().toList();
    return Optional.of(
        new Table(
            name,
            columns,
            rows.stream()
                .map(
                    row ->
                        new Row(
                            row.line(),
                            columns.stream()
                                .map(column -> row.cells().getOrDefault(column, ""))
                                .toList(),
                            Objects.requireNonNull(use.times().get(row.line()))))
                .toList(),
            use.what()));
  }

  /** The map of Reveni's payload as it is worked with; empty for another name. */
  Optional<String> text(String name) {
    return name.equals(PAYLOAD) ? Optional.of(mappings.now().files().text(name)) : Optional.empty();
  }
}
