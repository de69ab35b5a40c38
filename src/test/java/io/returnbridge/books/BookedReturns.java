package io.returnbridge.books;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Returns whose money is in the book, on a real database. */
abstract class BookedReturns {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  /** Its October has a day of 25 hours, its March one of 23. */
  static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  Database database;
  ReturnStates states;
  WorkList work;
  ReportBook book;
  MoneyBook money;
  Instant now = Instant.parse("2026-11-01T07:00:00Z");

  @BeforeEach
  void start() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    work = TestDatabase.work(database);
    book = new ReportBook(database);
    money = new MoneyBook(database, states, MAPPINGS, settings());
  }

  static Settings settings() {
    return Settings.read(
        Map.of(
            "CTP_PROJECT_KEY", "p",
            "CTP_CLIENT_ID", "c",
            "CTP_CLIENT_SECRET", "s",
            "CTP_AUTH_URL", "http://127.0.0.1:1",
            "CTP_API_URL", "http://127.0.0.1:1",
            "CTP_SCOPES", "manage_orders",
            "REPORT_TIME_ZONE", MADRID.getId()));
  }

  static Refund refund(
      String id, RefundStatus status, String paidBy, String method, String amount, String at) {
    return refund(id, status, paidBy, method, "EUR", amount, "0", null, null, Instant.parse(at));
  }

  static Refund refund(
      String id,
      RefundStatus status,
      String paidBy,
      String method,
      String currency,
      String amount,
      String fees,
      @Nullable String bonus,
      @Nullable String reversed,
      @Nullable Instant at) {
    return new Refund(
        id,
        status,
        method,
        paidBy,
        new BigDecimal(amount),
        currency,
        new BigDecimal(fees),
        null,
        bonus == null ? null : new BigDecimal(bonus),
        reversed == null ? null : new BigDecimal(reversed),
        at,
        List.of());
  }

  /** The return is now as Reveni says, as of that time. */
  void says(String store, String id, Instant updated, Refund... refunds) {
    save(store, id, updated, "EUR", List.of(), List.of(), List.of(refunds));
  }

  void save(
      String store,
      String id,
      Instant updated,
      String currency,
      List<Item> items,
      List<ExchangePlan> exchanges,
      List<Refund> refunds) {
    saveOf("O-" + id, store, id, updated, currency, items, exchanges, refunds);
  }

  /**
   * @param order whose goods come back
   */
  void saveOf(
      String order,
      String store,
      String id,
      Instant updated,
      String currency,
      List<Item> items,
      List<ExchangePlan> exchanges,
      List<Refund> refunds) {
    ReturnId returnId = new ReturnId(store, id);
    ReturnSnapshot snapshot =
        new ReturnSnapshot(
            returnId,
            "RMA-" + id,
            "received",
            "received",
            ReturnStage.RECEIVED,
            false,
            1,
            "refund",
            true,
            updated,
            updated,
            currency,
            order,
            true,
            items,
            refunds,
            List.of(),
            List.of());
    long version = states.find(returnId).map(ReturnState::version).orElse(0L);
    List<ReturnState.TimelineEntry> timeline = new ArrayList<>();
    exchanges.forEach(
        e ->
            timeline.add(
                new ReturnState.TimelineEntry(
                    updated,
                    "exchange-created",
                    "Exchange order " + e.orderNumber() + " created: 1 × B")));
    states.save(
        new ReturnState(
            returnId,
            "RMA-" + id,
            order,
            true,
            snapshot,
            List.of(),
            List.of(),
            exchanges,
            Map.of(),
            timeline,
            List.of(),
            version));
  }

  MonthEnd monthEnd() {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    return new MonthEnd(
        money,
        book,
        new ReportDesk(book, database, work, MAPPINGS, settings(), clock),
        database,
        Duration.ofHours(6),
        clock);
  }

  /** Made now, unless it is closed. */
  Report report(LocalDate month) {
    MonthEnd kind = monthEnd();
    String subject = YearMonth.from(month).toString();
    if (kind.ask(month, "api:ana")) {
      kind.run(Claim.none(new WakeUp(MonthEnd.NAME, subject, "api:ana")));
      database.update("delete from work where step = ?", MonthEnd.NAME);
    }
    return book.find(MonthEnd.NAME, month, null).orElseThrow();
  }

  static MonthTotals.Line line(Report report, String store, String currency) {
    return report.totals(MonthTotals.class).lines().stream()
        .filter(l -> l.store().equals(store) && l.currency().equals(currency))
        .findFirst()
        .orElseThrow();
  }
}
