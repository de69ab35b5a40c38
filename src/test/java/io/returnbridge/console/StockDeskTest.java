package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.api.Cursor;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.console.Stock.Channel;
import io.returnbridge.console.Stock.Held;
import io.returnbridge.console.Stock.Waiting;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Writer;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.watchdogs.Watches;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StockDeskTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final Database database = TestDatabase.clean();
  private final Ledger ledger = new Ledger(database);
  private final Scans scans = new Scans(database);
  private final ReturnStates states =
      new ReturnStates(database, new Watches(database, new Cases(database, MAPPINGS), MAPPINGS));
  private final StockDesk desk = desk();

  /** Has seen nothing yet. */
  private StockDesk desk() {
    return new StockDesk(
        database,
        new CaseBook(database),
        new CaseTexts(
            new CaseBook(database), MAPPINGS, new CaseGoods(new ReturnStates(database), MAPPINGS)));
  }

  private Stock all() {
    return desk().look(null, null, Locale.ENGLISH);
  }

  /** A return of so many pieces that are received and held; its watch began so long ago. */
  private ReturnId waiting(String id, String sku, String channel, int quantity, String age) {
    ReturnId named = new ReturnId("es", id);
    List<Unit> units = new ArrayList<>();
    for (int n = 1; n <= quantity; n++) {
      units.add(
          Returns.unit("i1", n, sku, "l1")
              .withAllocation(null, channel)
              .withReceived(true)
              .withLocation(Channels.AWAITING_INSPECTION));
    }
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", sku, quantity, "too_small")), List.of()),
            units.toArray(Unit[]::new));
    states.save(
        new ReturnState(
            named,
            "RMA-" + id,
            "O-" + id,
            true,
            state.snapshot(),
            state.units(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
    units.forEach(
        unit ->
            ledger.plan(
                List.of(
                    MAPPINGS
                        .channels()
                        .find(channel, Channels.AWAITING_INSPECTION)
                        .orElseThrow()
                        .hold(named, unit))));
    database.update("update watch set since = now() - ?::interval where return_id = ?", age, id);
    return named;
  }

  /** A scan has put the first piece away. */
  private void inspected(ReturnId id) {
    Unit.Outcome outcome = new Unit.Outcome("w/s1", "a", "saleable", null, null, null);
    states.save(
        states
            .find(id)
            .orElseThrow()
            .mapUnits(
                u -> u.n() == 1 ? u.withLocation(Channels.SALEABLE).withOutcome(outcome) : u));
  }

  /** The ledger's movement of the first piece out of inspection. */
  private void scanned(ReturnId id, String sku, String channel) {
    StockMovement hold = ledger.ofReturn(id).get(0);
    ledger.plan(
        List.of(
            new StockMovement(
                "out-" + id.id(),
                new StockEntry(hold.entry().channel(), sku),
                -1,
                StockMovement.State.PLANNED,
                Writer.MIDDLEWARE,
                hold.id(),
                id,
                "i1",
                1,
                hold.location(),
                StockMovement.Kind.OUT)));
  }

  private void kase(String id, String code, String status, String age) {
    database.update(
        """
        insert into exception_case (id, code, owner, severity, verdict, status, step, work_subject, cause, next_step,
          opened_at, subject)
        values (?, ?, 'warehouse', 'medium', 'process', ?, 'x', 'x', 'cause of ' || ?, 'next', now() - ?::interval, ?)
        """,
        id,
        code,
        status,
        id,
        age,
        id);
  }

  @Test
  void what_waits_is_counted_by_channel_and_sku_the_longest_first() {
    // Given
    waiting("new", "SHIRT", "web-es", 2, "1 hour");
    ReturnId half = waiting("old", "SHIRT", "web-es", 3, "5 days");
    waiting("cap", "CAP", "web-uk", 1, "2 days");
    inspected(half);

    // When
    Stock all = all();

    // Then
    assertThat(all.channels())
        .extracting(Channel::channel, Channel::returns)
        .containsExactly(tuple("wh-es-inspection", 2L), tuple("wh-uk-inspection", 1L));
    assertThat(all.returnsWaiting()).isEqualTo(3);
    assertThat(all.waiting())
        .extracting(Waiting::channel, Waiting::sku, Waiting::units)
        .containsExactly(
            tuple("wh-es-inspection", "SHIRT", 4L), tuple("wh-uk-inspection", "CAP", 1L));
    assertThat(all.waiting().get(0).returns())
        .extracting(Held::returnId, Held::rmaNumber, Held::units)
        .containsExactly(tuple("old", "RMA-old", 2L), tuple("new", "RMA-new", 2L));
    assertThat(desk.look("wh-uk-inspection", null, Locale.ENGLISH).waiting())
        .extracting(Waiting::sku)
        .containsExactly("CAP");
    assertThat(desk.look("nowhere", null, Locale.ENGLISH).waiting()).isEmpty();
  }

  @Test
  void a_return_of_several_items_is_one() {
    // Given
    waiting("two", "SHIRT", "web-es", 1, "1 hour");
    database.update(
        """
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details)
        select store, return_id, code, 'i2', expected, step, work_subject, since, details from watch
        where return_id = 'two' and code = 'INSPECTION_OVERDUE'
        """);

    // When
    Stock all = all();

    // Then
    assertThat(all.channels()).extracting(Channel::returns).containsExactly(1L);
  }

  private void scan(
      String id, ReturnId known, String label, String sku, String status, String waits) {
    Scan scan =
        new Scan("console", id, null, label, null, sku, 1, "b", Instant.now(), null, "wanda", null);
    scans.add(scan, id, known);
    database.update(
        "update scan set status = ?, waits_for = ? where scan_id = ?", status, waits, id);
  }

  @Test
  void scans_that_wait_are_listed_with_what_for_those_of_unknown_returns_first() {
    // Given
    ReturnId known = waiting("r1", "SHIRT", "web-es", 2, "1 day");
    scan("s1", known, "RMA-r1", "SHIRT", "waiting", "classification");
    scan("s2", null, "RMA-NOBODY", "CAP", "waiting", "return");
    scan("s3", null, "RMA-NEW", "CAP", "accepted", null);
    scan("s4", known, "RMA-r1", "SHIRT", "done", null);
    scan("s5", null, "RMA-CASE", "CAP", "case", null);
    scan("s6", null, "RMA-NOBODY", "CAP", "waiting", "return");
    database.update("update scan set corrects = 's2' where scan_id = 's6'");

    // When
    Stock stock = all();

    // Then
    assertThat(stock.unplaced())
        .extracting(
            Stock.Unplaced::label,
            Stock.Unplaced::returnId,
            Stock.Unplaced::sku,
            Stock.Unplaced::waitsFor,
            Stock.Unplaced::operator)
        .containsExactly(
            tuple("RMA-NEW", null, "CAP", "RETURN", "wanda"),
            tuple("RMA-NOBODY", null, "CAP", "RETURN", "wanda"),
            tuple("RMA-r1", "r1", "SHIRT", "CLASSIFICATION", "wanda"));
    assertThat(stock.unplacedInAll()).isEqualTo(3);
  }

  @Test
  void a_graded_unit_that_waits_is_told_beside_those_that_nobody_has_looked_at() {
    ReturnId known = waiting("r1", "SHIRT", "web-es", 2, "1 day");
    waiting("r2", "SHIRT", "web-es", 1, "1 hour");
    scan("s1", known, "RMA-r1", "SHIRT", "waiting", "classification");

    Waiting shirts = all().waiting().get(0);

    assertThat(shirts.units()).isEqualTo(3);
    assertThat(shirts.graded()).isEqualTo(1);
    assertThat(desk.returns("wh-es-inspection", "SHIRT", null).returns())
        .extracting(Held::returnId, Held::units, Held::graded, Held::waitsFor)
        .containsExactly(
            tuple("r1", 2L, 1L, List.of("CLASSIFICATION")), tuple("r2", 1L, 0L, List.of()));
  }

  @Test
  void what_was_set_aside_is_listed_with_its_place_once_that_is_decided() {
    // Given
    ReturnId id = waiting("r1", "SHIRT", "web-es", 2, "1 day");
    scan("s1", id, "RMA-r1", "SHIRT", "waiting", "classification");
    scan("s2", id, "RMA-r1", "SHIRT", "accepted", null);
    assertThat(all().placed()).isEmpty();

    // When: one waited, the other one had its place at once
    Unit.Outcome outlet = new Unit.Outcome("console/s1", "b", "outlet", null, null, null);
    Unit.Outcome saleable = new Unit.Outcome("console/s2", "a", "saleable", null, null, null);
    states.save(
        states.find(id).orElseThrow().mapUnits(u -> u.withOutcome(u.n() == 1 ? outlet : saleable)));
    List.of("s1", "s2")
        .forEach(
            s -> scans.status(scans.find("console", s).orElseThrow().scan(), Scans.Status.DONE));

    // Then
    assertThat(all().placed())
        .extracting(Stock.Placed::label, Stock.Placed::sku, Stock.Placed::location)
        .containsExactly(tuple("RMA-r1", "SHIRT", "outlet"));
    assertThat(all().unplaced()).isEmpty();
  }

  @Test
  void the_movements_of_an_entry_are_listed_with_what_the_applied_ones_give() {
    ReturnId first = waiting("r1", "SHIRT", "web-es", 2, "1 day");
    scanned(first, "SHIRT", "web-es");
    waiting("r2", "SHIRT", "web-uk", 1, "1 day");
    database.update(
        "update stock_leg set state = 'applied', applied_at = now() where kind = 'hold'");

    StockMoves.Page moves = new StockMoves(database).of("wh-es-inspection", "SHIRT", null);

    assertThat(moves.sum()).isEqualTo(2);
    assertThat(moves.moves())
        .extracting(
            StockMoves.Move::rmaNumber,
            StockMoves.Move::delta,
            StockMoves.Move::kind,
            StockMoves.Move::applied)
        .containsExactlyInAnyOrder(
            tuple("RMA-r1", 1L, "hold", true),
            tuple("RMA-r1", 1L, "hold", true),
            tuple("RMA-r1", -1L, "out", false));
    assertThat(moves.next()).isEmpty();
  }

  @Test
  void what_is_inspected_waits_no_more() {
    ReturnId id = waiting("r1", "SHIRT", "web-es", 1, "1 day");
    ReturnState state = states.find(id).orElseThrow();

    states.save(
        state.mapUnits(
            u ->
                u.withLocation(Channels.SALEABLE)
                    .withOutcome(new Unit.Outcome("w/s1", "a", "saleable", null, null, null))));

    assertThat(all().waiting()).isEmpty();
  }

  @Test
  void pages_follow_each_other_without_a_gap() {
    for (int i = 0; i < 53; i++) {
      waiting("r" + i, "SKU-" + i, "web-es", 1, (100 - i) + " hours");
      waiting("s" + i, "SAME", "web-uk", 1, "1 hour");
    }

    Stock first = desk.look("wh-es-inspection", null, Locale.ENGLISH);
    Stock second = desk.look("wh-es-inspection", Cursor.parse(first.next()), Locale.ENGLISH);
    StockDesk.Page returns = desk.returns("wh-uk-inspection", "SAME", null);
    StockDesk.Page rest = desk.returns("wh-uk-inspection", "SAME", Cursor.parse(returns.next()));

    assertThat(first.waiting()).hasSize(50);
    assertThat(first.waiting().get(0).sku()).isEqualTo("SKU-0");
    assertThat(second.waiting())
        .extracting(Waiting::sku)
        .containsExactly("SKU-50", "SKU-51", "SKU-52");
    assertThat(second.next()).isEmpty();
    assertThat(returns.returns()).hasSize(50).doesNotContainAnyElementsOf(rest.returns());
    assertThat(rest.returns()).hasSize(3);
    assertThat(desk.look("wh-uk-inspection", null, Locale.ENGLISH).waiting().get(0).more())
        .isEqualTo(50);
  }

  @Test
  void open_cases_of_scans_and_drift_are_listed_and_others_are_not() {
    kase("c1", "SCAN_WRONG_SKU", "open", "2 hours");
    kase("c2", "SCAN_WRONG_SKU", "open", "1 hour");
    kase("c3", "GRADE_UNKNOWN", "open", "3 hours");
    kase("c4", "INSPECTION_OVERDUE", "open", "9 hours");
    kase("c5", "SCAN_WRONG_SKU", "resolved", "4 hours");
    kase("c6", "REASON_MISSING", "open", "4 hours");
    kase("c7", "STOCK_DRIFT", "open", "4 hours");
    database.update(
        "update exception_case set details = '{\"channel\": \"wh-es-defective\", \"sku\": \"CAP\"}' where id = 'c7'");

    Stock stock = all();

    assertThat(stock.misfits())
        .extracting(Stock.Misfit::code, Stock.Misfit::count)
        .containsExactly(
            tuple("SCAN_WRONG_SKU", 2L),
            tuple("GRADE_UNKNOWN", 1L),
            tuple("INSPECTION_OVERDUE", 1L));
    assertThat(stock.scans()).extracting(ExceptionCase::id).containsExactly("c3", "c1", "c2");
    assertThat(desk().look(null, null, Locale.forLanguageTag("es")).scans().get(0).cause())
        .isNotEqualTo("cause of c3");
    assertThat(stock.drifts())
        .extracting(d -> d.open().id(), Stock.Drift::channel, Stock.Drift::sku)
        .containsExactly(tuple("c7", "wh-es-defective", "CAP"));
  }

  @Test
  void the_last_reconciliation_is_told_by_its_counts() {
    assertThat(all().compared()).isNull();
    report("r1", "2026-11-08", "2026-11-08T02:00:00Z", 7, 3);
    report("r2", "2026-11-09", "2026-11-09T02:00:00Z", 9, 1);

    Stock.Compared compared = all().compared();

    assertThat(compared)
        .isEqualTo(new Stock.Compared("2026-11-09", Instant.parse("2026-11-09T02:00:00Z"), 9, 1));
  }

  private void report(String id, String day, String asOf, int entries, int drifts) {
    database.update(
        """
        insert into report (id, name, period, day, owner, as_of, sentence, complete, document, to_mail)
        values (?, 'stock-reconciliation', 'day', ?::date, 'warehouse', ?::timestamptz, '', true, ?::jsonb, false)
        """,
        id,
        day,
        asOf,
        "{\"totals\":{\"entries\":%d,\"drifts\":%d}}".formatted(entries, drifts));
  }

  @Test
  void many_who_open_it_at_once_share_one_look() {
    // Given somebody who has just opened it
    waiting("ret-1", "SHIRT", "web-uk", 1, "1 day");
    desk.look(null, null, Locale.ENGLISH);
    waiting("ret-2", "SHOES", "web-uk", 1, "1 day");

    // When others open it
    // Then they see the same; who chooses a channel, or reads another language, looks anew
    assertThat(desk.look(null, null, Locale.ENGLISH).waiting()).hasSize(1);
    assertThat(desk.look("wh-uk-inspection", null, Locale.ENGLISH).waiting()).hasSize(2);
    assertThat(desk.look(null, null, Locale.forLanguageTag("es")).waiting()).hasSize(2);
  }
}
