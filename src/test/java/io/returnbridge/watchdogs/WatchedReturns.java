package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.reload.MappingBook;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A return of two shirts, what is expected of it, and the watchdogs. */
abstract class WatchedReturns {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final ReturnSnapshot.Item SHIRT = Returns.item("i1", "TSHIRT", 2, "too_small");
  private static final Settings SETTINGS =
      Settings.read(
          Map.of(
              "CTP_PROJECT_KEY", "p",
              "CTP_CLIENT_ID", "c",
              "CTP_CLIENT_SECRET", "s",
              "CTP_AUTH_URL", "http://127.0.0.1:1",
              "CTP_API_URL", "http://127.0.0.1:1",
              "CTP_SCOPES", "manage_orders",
              "REPORT_TIME_ZONE", "Europe/Madrid"));

  Database database;
  Cases cases;
  CaseBook book;
  WorkList work;
  Watches watches;
  ReturnStates states;
  Watchdogs watchdogs;
  final Fulfilment fulfilment = new Fulfilment();

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, MAPPINGS);
    book = new CaseBook(database);
    work = TestDatabase.work(database);
    watches = new Watches(database, cases, MAPPINGS);
    states = new ReturnStates(database, watches);
    watchdogs =
        new Watchdogs(
            database,
            MAPPINGS,
            cases,
            watches,
            new PickUps(database, MAPPINGS, fulfilment, watches),
            new OtherTables(
                database, MAPPINGS, new MappingBook(database), TestDatabase.work(database)),
            SETTINGS);
  }

  void look() {
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
  }

  /** As if what is expected now had been expected for so long. */
  void late(String interval) {
    database.update(
        "update watch set since = now() - ?::interval, noticed_at = now() - ?::interval",
        interval,
        interval);
  }

  List<ExceptionCase> all() {
    return book.list(CaseBook.Filter.NONE, null, 200);
  }

  List<String> open() {
    return all().stream().filter(c -> !c.closed()).map(ExceptionCase::code).sorted().toList();
  }

  ExceptionCase only(String code) {
    List<ExceptionCase> found = all().stream().filter(c -> c.code().equals(code)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  void resolvedByItself(String code, String why) {
    ExceptionCase one = only(code);
    assertThat(one.status()).isEqualTo("resolved");
    ExceptionCase.Entry last = one.history().get(one.history().size() - 1);
    assertThat(last.who()).isEqualTo("returnbridge");
    assertThat(last.note()).isEqualTo(why);
  }

  List<String> work() {
    return database.query(
        "select step || ' ' || subject || ' ' || trigger from work order by 1", r -> r.text(1));
  }

  static ReturnState paid() {
    return Returns.state(
        Returns.snapshot(
            "in_progress",
            -2,
            List.of(SHIRT),
            List.of(Returns.refund("rf-1", "20.00", RefundStatus.COMPLETED))));
  }

  static Credit credit(String linkedOrder) {
    return new Credit(
        "rf-1", "reveni-credit-r1-rf-1", "p1", 1, new Money(2000, "EUR"), null, linkedOrder);
  }

  static ReturnState received(int units) {
    Unit[] all = new Unit[2];
    for (int n = 1; n <= 2; n++) {
      all[n - 1] =
          Returns.unit("i1", n, "TSHIRT", "line-1")
              .withReceived(n <= units)
              .withLocation(n <= units ? "awaiting-inspection" : null);
    }
    return Returns.state(Returns.snapshot("received", 1, List.of(SHIRT), List.of()), all);
  }

  void leg(int unit, String state) {
    database.update(
        """
        insert into stock_leg (id, sku, channel, delta, state, store, return_id, item_id, unit, location, kind)
        values (?, 'TSHIRT', 'wh-es-inspection', 1, ?, 'es', 'r1', 'i1', ?, 'awaiting-inspection', 'hold')
        on conflict (id) do update set state = excluded.state
        """,
        "leg-" + unit,
        state,
        unit);
  }

  static ReturnState unknownOrder(String number, long version) {
    return new ReturnState(
        Returns.ID,
        "RMA-1",
        number,
        false,
        Returns.snapshot("in_progress", 1, List.of(SHIRT), List.of()),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        version);
  }
}
