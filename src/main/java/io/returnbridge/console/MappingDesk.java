package io.returnbridge.console;

import io.returnbridge.cases.UnapprovedReasons;
import io.returnbridge.mappings.MappingErrors;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The mapping tables that are in force, how much each row is used, and what the files say by now.
 */
@ApplicationScoped
class MappingDesk {

  private static final String EXCEPTIONS = "exceptions.csv";
  private static final String REASONS = "reason-codes.csv";
  private static final String STATUSES = "reveni-statuses.csv";
  private static final String PAYLOAD = "reveni-payload.yaml";

  /** What is used is seen at so many of the newest returns. */
  private static final int LATEST = 2_000;

  private static final Duration LATELY = Duration.ofDays(90);
  private static final Duration A_MONTH = Duration.ofDays(30);

  private static final String USED =
      """
      with latest as (select document from return_state
        order by created_at desc, store || '/' || return_id desc limit ?)
      select 'status', document -> 'snapshot' ->> 'reveniStatus', count(*) from latest group by 2
      union all
      select 'reason', item ->> 'reason', count(*)
      from latest, jsonb_array_elements(coalesce(document -> 'snapshot' -> 'items', '[]')) item group by 2
      """;

  private static final String CASES =
      "select code, count(*) from exception_case where opened_at >= ? group by code";

  /**
   * @param used how often the row was used; empty where nobody counts that
   */
  record Row(List<String> cells, String used) {}

  /**
   * @param used what the last column counts: a word of {@code use}; empty for none
   */
  record Table(String name, List<String> columns, List<Row> rows, String used) {}

  /** A row that the files have and nobody works with, or the other way round. */
  record Difference(String table, boolean isInFiles, String row) {}

  /**
   * What the folder has by now.
   *
   * @param errors of its tables; then nothing else can be said
   */
  record Folder(boolean isSame, List<String> errors, List<Difference> differences) {}

  record Look(
      String version,
      Instant since,
      Folder folder,
      List<String> tables,
      List<UnapprovedReasons.Unapproved> unapproved) {}

  private final Mappings mappings;
  private final Path directory;
  private final UnapprovedReasons unapproved;
  private final Database database;
  private final Clock clock;

  MappingDesk(
      Mappings mappings,
      Settings settings,
      UnapprovedReasons unapproved,
      Database database,
      Clock clock) {
    this.mappings = mappings;
    this.directory = settings.mappingsDirectory();
    this.unapproved = unapproved;
    this.database = database;
    this.clock = clock;
  }

  Look look() {
    Instant now = clock.instant();
    return new Look(
        mappings.version(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        folder(),
        Stream.concat(tables(mappings).stream().map(Table::name), Stream.of(PAYLOAD)).toList(),
        unapproved.between(now.minus(LATELY), now, mappings));
  }

  private Folder folder() {
    try {
      Mappings files = Mappings.load(directory);
      return new Folder(files.version().equals(mappings.version()), List.of(), differences(files));
    } catch (MappingErrors wrong) {
      return new Folder(false, wrong.errors().stream().map(Objects::toString).toList(), List.of());
    }
  }

  private List<Difference> differences(Mappings files) {
    List<Difference> found = new ArrayList<>();
    Map<String, List<String>> running = new HashMap<>();
    tables(mappings).forEach(table -> running.put(table.name(), texts(table)));
    for (Table table : tables(files)) {
      List<String> here = texts(table);
      List<String> there = running.getOrDefault(table.name(), List.of());
      here.stream()
          .filter(row -> !there.contains(row))
          .forEach(row -> found.add(new Difference(table.name(), true, row)));
      there.stream()
          .filter(row -> !here.contains(row))
          .forEach(row -> found.add(new Difference(table.name(), false, row)));
    }
    return found;
  }

  private static List<String> texts(Table table) {
    return table.rows().stream().map(row -> String.join(", ", row.cells())).toList();
  }

  /** A table as it is worked with, and how often each row is used. */
  Optional<Table> table(String name) {
    return tables(mappings).stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .map(this::withUse);
  }

  /** The map of Reveni's payload as its file is now; empty for another name. */
  Optional<String> text(String name) throws IOException {
    Path file = directory.resolve(PAYLOAD);
    return name.equals(PAYLOAD) && Files.exists(file)
        ? Optional.of(Files.readString(file))
        : Optional.empty();
  }

  private Table withUse(Table table) {
    return switch (table.name()) {
      case EXCEPTIONS -> used(table, "cases", cases());
      case REASONS -> used(table, "items", latest("reason"));
      case STATUSES -> used(table, "returns", latest("status"));
      default -> table;
    };
  }

  private static Table used(Table table, String what, Map<String, Long> counts) {
    return new Table(
        table.name(),
        table.columns(),
        table.rows().stream()
            .map(
                row ->
                    new Row(
                        row.cells(),
                        Long.toString(counts.getOrDefault(key(row.cells().get(0)), 0L))))
            .toList(),
        what);
  }

  private Map<String, Long> cases() {
    Map<String, Long> counts = new HashMap<>();
    database.query(
        CASES, r -> counts.put(key(r.text(1)), r.number(2)), clock.instant().minus(A_MONTH));
    return counts;
  }

  private Map<String, Long> latest(String kind) {
    Map<String, Long> counts = new HashMap<>();
    database.query(
        USED,
        r ->
            r.text(2) != null && r.text(1).equals(kind)
                ? counts.merge(key(r.text(2)), r.number(3), Long::sum)
                : 0L,
        LATEST);
    return counts;
  }

  private static String key(String cell) {
    return cell.strip().toLowerCase(Locale.ROOT);
  }

  private static List<Table> tables(Mappings of) {
    return List.of(
        table("stores.csv", of.stores().all()),
        table("channels.csv", of.channels().all()),
        table(REASONS, of.reasons().all()),
        table("dispositions.csv", of.dispositions().all()),
        table(STATUSES, of.statuses().all()),
        table("timing.csv", of.timing().all()),
        table(EXCEPTIONS, of.exceptions().all()));
  }

  private static Table table(String name, List<? extends Record> rows) {
    if (rows.isEmpty()) {
      return new Table(name, List.of(), List.of(), "");
    }
    RecordComponent[] columns = rows.get(0).getClass().getRecordComponents();
    return new Table(
        name,
        Arrays.stream(columns).map(column -> snake(column.getName())).toList(),
        rows.stream()
            .map(row -> new Row(Arrays.stream(columns).map(c -> cell(c, row)).toList(), ""))
            .toList(),
        "");
  }

  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String cell(RecordComponent column, Record row) {
    try {
      column.getAccessor().setAccessible(true);
      Object value = column.getAccessor().invoke(row);
      return value == null ? "" : value.toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A row cannot be read", e);
    }
  }
}
