package io.returnbridge.watchdogs;

import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Subject;
import io.returnbridge.reload.MappingBook;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What waits because of mapping tables that are no longer in force goes on: cases that tables can
 * settle, batches of a schedule that is gone, and exchanges of a store that no longer waits for
 * acceptance. A case says by which tables it was met last, so that none is missed, whoever was
 * still at work with the old ones, and each is tried once.
 */
@ApplicationScoped
public class OtherTables {

  /** Cases that another row may settle. What commercetools rejected may be a key that was wrong. */
  private static final List<String> CODES =
      List.of(
          "REASON_UNMAPPED",
          "STATUS_UNKNOWN",
          "EVENT_UNKNOWN",
          "EVENT_UNREADABLE",
          "CHANNEL_UNKNOWN",
          "GRADE_UNKNOWN",
          "STATE_REFUSED",
          "ORDER_NOT_FOUND",
          "SCAN_UNKNOWN_RETURN",
          "COMMERCETOOLS_REJECTED");

  private static final int AT_A_TIME = 500;

  private final Database database;
  private final Mappings mappings;
  private final MappingBook book;
  private final WorkList work;

  public OtherTables(Database database, Mappings mappings, MappingBook book, WorkList work) {
    this.database = database;
    this.mappings = mappings;
    this.book = book;
    this.work = work;
  }

  /**
   * To be called when other tables have come into force, and now and then; a repeat finds nothing.
   *
   * @return how much goes on
   */
  public int look() {
    String version = mappings.version();
    if (book.inForce().filter(known -> known.version().equals(version)).isEmpty()) {
      return 0;
    }
    int goesOn =
        work.flushBatchesBut(
            Stream.concat(
                    mappings.timing().schedules().stream(),
                    mappings.stores().all().stream()
                        .flatMap(store -> store.exchangesWaitFor().stream()))
                .toList());
    int some;
    do {
      some = database.inTransaction(() -> tryAgain(version));
      goesOn += some;
    } while (some == AT_A_TIME);
    return goesOn;
  }

  private int tryAgain(String version) {
    List<WakeUp> met =
        database.query(
            """
            update exception_case c set tables = ? from (
              select id from exception_case
              where status in ('open', 'snoozed', 'retrying') and code = any(?) and tables is distinct from ?
              order by opened_at limit ? for update skip locked) met
            where c.id = met.id returning step, work_subject
            """,
            r -> new WakeUp(r.text(1), r.text(2), "tables:" + version),
            version,
            CODES.toArray(String[]::new),
            version,
            AT_A_TIME);
    List<WakeUp> wakes = new ArrayList<>(met);
    for (WakeUp one : met) {
      if (one.about() instanceof Subject.OfReturn) {
        // A scan of these goods may have waited for the same.
        wakes.add(new WakeUp(WakeUp.MOVE_INSPECTED_STOCK, one.subject(), one.trigger()));
      }
    }
    work.wakeAll(wakes);
    return met.size();
  }
}
