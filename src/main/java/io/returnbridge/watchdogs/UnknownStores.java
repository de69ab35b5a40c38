package io.returnbridge.watchdogs;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stores of which Reveni finds no return at all, most likely because the store id is wrong: one
 * case of the store instead of one a return. It closes when Reveni answers with a return of the
 * store.
 */
final class UnknownStores {

  private static final String CODE = "RETURN_NOT_FOUND";

  /** Everything that waits is tried at once; the subject is the store. */
  private static final String STEP = "retries";

  /** Where an older table leaves it empty: Reveni may not know yet what it has announced. */
  private static final Duration OPENS_AFTER = Duration.ofMinutes(5);

  private static final int MOST = 5;
  private static final Duration TOGETHER = Duration.ofMinutes(10);

  /** For {@code watch w}: whether the case of its store tells it. */
  static final String TOLD =
      """
      (w.code = 'RETURN_NOT_FOUND' and exists (select 1 from exception_case c where c.step = 'retries'
        and c.work_subject = w.store and c.code = w.code and (c.status <> 'resolved' or c.accepted)))
      """;

  private final Database database;
  private final Mappings mappings;
  private final Cases cases;

  UnknownStores(Database database, Mappings mappings, Cases cases) {
    this.database = database;
    this.mappings = mappings;
    this.cases = cases;
  }

  /** Compares what Reveni has found of each store with the cases that are open. */
  void look() {
    mappings.stores().all().stream().map(StoreRow::store).forEach(this::look);
  }

  private void look(String store) {
    List<Instant> missing =
        database.query(
            """
            select w.since from watch w left join reveni_store s on s.store = w.store
            where w.code = ? and w.store = ? and w.met_at is null and (s.found_at is null or w.since > s.found_at)
            order by w.since desc limit ?
            """,
            r -> r.time(1),
            CODE,
            store,
            MOST);
    boolean isCase =
        database
            .find(
                """
                select 1 from exception_case where step = ? and work_subject = ? and code = ?
                  and (status <> 'resolved' or accepted) limit 1
                """,
                r -> true,
                STEP,
                store,
                CODE)
            .isPresent();
    if (isCase && missing.size() < MOST) {
      database.inTransaction(() -> close(store));
    } else if (!isCase && missing.size() == MOST) {
      Instant oldest = missing.get(MOST - 1);
      boolean together = missing.get(0).isBefore(oldest.plus(TOGETHER)) || !wasEverFound(store);
      if (together && lasts(oldest)) {
        database.inTransaction(() -> open(store, oldest));
      }
    }
  }

  private boolean wasEverFound(String store) {
    return database
        .find("select 1 from reveni_store where store = ?", r -> true, store)
        .isPresent();
  }

  private boolean lasts(Instant since) {
    Duration opensAfter =
        mappings.exceptions().find(CODE).map(UnknownStores::opensAfter).orElse(OPENS_AFTER);
    return !since.plus(opensAfter).isAfter(Instant.now());
  }

  /** How long a row's code waits for its case. */
  static Duration opensAfter(ExceptionRow row) {
    return Objects.requireNonNullElse(
        row.opensAfter(), row.code().equals(CODE) ? OPENS_AFTER : Duration.ZERO);
  }

  private void open(String store, Instant since) {
    String variable =
        mappings
            .stores()
            .find(store)
            .map(row -> "REVENI_" + row.environmentName())
            .orElse("REVENI");
    cases.open(
        new Origin(STEP, store, null, null, null),
        new Trouble(
            CODE,
            "",
            null,
            Map.of(
                "store",
                store,
                "detail",
                "Reveni finds none of the returns that store \"%s\" is asked for since %s: check %s_STORE_ID with doctor"
                    .formatted(store, since.truncatedTo(ChronoUnit.SECONDS), variable))));
    database
        .query(
            """
            update watch set opened_at = null where store = ? and code = ? and opened_at is not null and met_at is null
            returning return_id
            """,
            r -> r.text(1),
            store,
            CODE)
        .forEach(
            id ->
                cases.resolve(CODE, new ReturnId(store, id), "", "The case of its store says why"));
  }

  /** What is missing all the same is asked for at once, and becomes a case of its own. */
  private void close(String store) {
    cases.resolve(new WakeUp(STEP, store, ""), List.of(CODE), "Reveni finds returns of the store");
    database.update(
        """
        update work set due_at = now() where step = 'accept-return' and starts_with(subject, ? || '/')
          and token is null and due_at > now() and trigger ~ '^(also:)?return-awaited$'
        """,
        store);
  }
}
