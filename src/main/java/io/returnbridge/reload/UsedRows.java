package io.returnbridge.reload;

import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.mappings.Timing;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often each row of the mapping tables was used: of all tables, since one look at the newest
 * returns shows it of all but {@code exceptions.csv}. Of {@code reveni-payload.yaml} nobody knows.
 */
@ApplicationScoped
public class UsedRows {

  /**
   * @param what is counted: {@code cases}, {@code items}, {@code returns}, {@code events} or {@code
   *     units}
   * @param times by the row's line
   */
  public record Use(String what, Map<Integer, Long> times) {}

  /** What is used is seen at so many of the newest returns. */
  private static final int LATEST = 2_000;

  private static final Duration A_MONTH = Duration.ofDays(30);

  private static final String USED =
      """
      with latest as (select store, document from return_state
        order by created_at desc, store || '/' || return_id desc limit ?),
      units as (select store, unit from latest, jsonb_array_elements(coalesce(document -> 'units', '[]')) unit)
      select 'stores.csv', store, '', '', count(*) from latest group by 2
      union all
      select 'reveni-statuses.csv', '', document -> 'snapshot' ->> 'reveniStatus', '', count(*) from latest group by 3
      union all
      select 'reason-codes.csv', '', item ->> 'reason', '', count(*)
        from latest, jsonb_array_elements(coalesce(document -> 'snapshot' -> 'items', '[]')) item group by 3
      union all
      select 'timing.csv', '', entry ->> 'event', '', count(*)
        from latest, jsonb_array_elements(coalesce(document -> 'timeline', '[]')) entry group by 3
      union all
      select 'dispositions.csv', '', unit ->> 'reasonCode', unit -> 'outcome' ->> 'grade', count(*)
        from units where unit -> 'outcome' is not null group by 3, 4
      union all
      select 'channels.csv', store, unit ->> 'sellingChannel', coalesce(unit ->> 'location', ?), count(*)
        from units where (unit ->> 'received')::boolean group by 2, 3, 4
      union all
      select 'exceptions.csv', '', code, '', count(*) from exception_case where opened_at >= ? group by code
      """;

  private static final Map<String, String> WHAT =
      Map.of(
          "stores.csv", "returns",
          "reveni-statuses.csv", "returns",
          "reason-codes.csv", "items",
          "timing.csv", "events",
          "dispositions.csv", "units",
          "channels.csv", "units",
          "exceptions.csv", "cases");

  /** What was seen so many times. */
  private record Seen(
      String table, String store, @Nullable String what, @Nullable String where, long times) {}

  private final Database database;
  private final Clock clock;

  public UsedRows(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** By the tables' names; a row that was not used has 0. */
  public Map<String, Use> of(MappingTables tables) {
    Map<String, Use> uses = new HashMap<>();
    WHAT.forEach(
        (name, what) -> {
          Map<Integer, Long> times = new HashMap<>();
          tables.files().rows(name).forEach(row -> times.put(row.line(), 0L));
          uses.put(name, new Use(what, times));
        });
    List<Seen> seen =
        database.query(
            USED,
            r -> new Seen(r.text(1), r.text(2), r.text(3), r.text(4), r.number(5)),
            LATEST,
            Channels.AWAITING_INSPECTION,
            clock.instant().minus(A_MONTH));
    for (Seen one : seen) {
      row(tables, one)
          .ifPresent(
              row ->
                  Objects.requireNonNull(uses.get(one.table()))
                      .times()
                      .merge(row.line(), one.times(), Long::sum));
    }
    return uses;
  }

  /** The row that it was read with; empty for none. */
  private static Optional<MappingFiles.Row> row(MappingTables tables, Seen seen) {
    String what = seen.what();
    String where = Objects.requireNonNullElse(seen.where(), "");
    return switch (seen.table()) {
      case "stores.csv" -> named(tables, seen.table(), seen.store());
      case "timing.csv" ->
          what == null || !Timing.EVENTS.contains(what)
              ? Optional.empty()
              : at(
                  tables,
                  seen.table(),
                  tables.timing().all().indexOf(tables.timing().forEvent(what)));
      case "dispositions.csv" ->
          (what == null
                  ? Optional.<DispositionRow>empty()
                  : tables.dispositions().find(what, where))
              .flatMap(row -> at(tables, seen.table(), tables.dispositions().all().indexOf(row)));
      case "channels.csv" ->
          Optional.ofNullable(what)
              .or(() -> tables.stores().find(seen.store()).map(StoreRow::defaultChannel))
              .flatMap(channel -> tables.channels().find(channel, where))
              .flatMap(row -> at(tables, seen.table(), tables.channels().all().indexOf(row)));
      default -> what == null ? Optional.empty() : named(tables, seen.table(), what);
    };
  }

  /** Rows of a table stand as they do in its file. */
  private static Optional<MappingFiles.Row> at(MappingTables tables, String table, int place) {
    return place < 0 ? Optional.empty() : Optional.of(tables.files().rows(table).get(place));
  }

  private static Optional<MappingFiles.Row> named(
      MappingTables tables, String table, String first) {
    return tables.files().rows(table).stream()
        .filter(row -> key(row.cells().values().iterator().next()).equals(key(first)))
        .findFirst();
  }

  private static String key(String cell) {
    return cell.strip().toLowerCase(Locale.ROOT);
  }
}
