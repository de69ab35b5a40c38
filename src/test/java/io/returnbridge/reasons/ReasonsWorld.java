package io.returnbridge.reasons;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.SoldOrders;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Returns on a real database, orders as they are sold, and a clock. */
final class ReasonsWorld {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  final Database database = TestDatabase.clean();
  final ReturnStates states = new ReturnStates(database);
  final WorkList work = TestDatabase.work(database);
  final ReportBook book = new ReportBook(database);
  final List<SoldOrders.SoldOrder> orders = new ArrayList<>();
  Instant now = Instant.parse("2026-12-07T06:30:00Z");

  private final Clock clock =
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

  /** The shipped tables with other stores. */
  static Mappings withStores(String stores) {
    try {
      Path dir = Files.createTempDirectory("mappings");
      try (Stream<Path> files = Files.list(Path.of("mappings"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, dir.resolve(file.getFileName()));
        }
      }
      Files.writeString(dir.resolve("stores.csv"), stores);
      return Mappings.load(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ReturnReasons kind() {
    return kind(
        new SoldOrders() {
          @Override
          public Page created(Place after) {
            return new Page(
                orders.stream().filter(o -> !o.createdAt().isBefore(after.at())).toList(), true);
          }

          @Override
          public Page cancelled(Place after, Instant createdSince) {
            return new Page(List.of(), true);
          }
        });
  }

  ReturnReasons kind(SoldOrders all) {
    return new ReturnReasons(
        new ReportDesk(book, database, work, MAPPINGS, settings(), clock),
        new SoldUnits(all, database, MAPPINGS, settings(), 12, clock),
        states,
        new SpikeCases(new Cases(database, MAPPINGS), database),
        work,
        MAPPINGS,
        database,
        3,
        clock);
  }

  /** Made now. */
  Report report(LocalDate day) {
    ReturnReasons kind = kind();
    kind.ask(day, "api:ana");
    kind.run(Claim.none(new WakeUp(ReturnReasons.NAME, day.toString(), "api:ana")));
    database.update("delete from work where step = ?", ReturnReasons.NAME);
    return book.find(ReturnReasons.NAME, day, null).orElseThrow();
  }

  /** Of the day it is. */
  Report report() {
    return report(LocalDate.ofInstant(now, MADRID));
  }

  void sold(Instant at, String channel, String sku, long quantity) {
    orders.add(
        new SoldOrders.SoldOrder(
            "o" + orders.size(),
            at,
            at,
            at,
            "O-" + orders.size(),
            null,
            null,
            "EUR",
            false,
            List.of(
                new io.returnbridge.model.OrderView.Line(
                    "l", sku, quantity, false, null, channel))));
  }

  /**
   * What is to be said of one item.
   *
   * @param code null for no approved reason
   * @param said null for no reason
   * @param amount of all its units, null where Reveni does not say
   * @param grades of its units, null for not inspected; as many as there are units
   */
  record Piece(
      String sku,
      @Nullable String channel,
      @Nullable String code,
      @Nullable String said,
      @Nullable String amount,
      List<@Nullable String> grades) {}

  static Piece piece(String sku, String said) {
    return new Piece(
        sku,
        "web-es",
        MAPPINGS.reasons().map(said).map(r -> r.code()).orElse(null),
        said,
        "10.00",
        java.util.Collections.singletonList(null));
  }

  void opened(String store, String id, Instant at, String currency, Piece... pieces) {
    opened(store, id, at, currency, false, pieces);
  }

  void opened(
      String store, String id, Instant at, String currency, boolean cancelled, Piece... pieces) {
    List<Item> items = new ArrayList<>();
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < pieces.length; i++) {
      Piece p = pieces[i];
      items.add(
          new Item(
              "i" + i,
              null,
              p.sku(),
              p.grades().size(),
              p.said(),
              p.amount() == null ? null : new BigDecimal(p.amount()),
              ItemStatus.PENDING,
              null,
              null));
      for (int n = 1; n <= p.grades().size(); n++) {
        String grade = p.grades().get(n - 1);
        units.add(
            Unit.of("i" + i, n, p.sku())
                .withAllocation(null, p.channel())
                .withReasonCode(p.code())
                .withReleased(cancelled)
                .withOutcome(
                    grade == null
                        ? null
                        : new Unit.Outcome("warehouse/s", grade, "none", null, null, null)));
      }
    }
    ReturnId returnId = new ReturnId(store, id);
    ReturnSnapshot snapshot =
        new ReturnSnapshot(
            returnId,
            "RMA-" + id,
            "received",
            "received",
            cancelled ? ReturnStage.CANCELLED : ReturnStage.RECEIVED,
            cancelled,
            1,
            "refund",
            false,
            at,
            at,
            currency,
            "O-" + id,
            true,
            items,
            List.of(),
            List.of(),
            List.of());
    states.save(
        new ReturnState(
            returnId,
            "RMA-" + id,
            "O-" + id,
            true,
            snapshot,
            units,
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }
}
