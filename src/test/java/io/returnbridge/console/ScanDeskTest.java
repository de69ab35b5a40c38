package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.api.Refusal;
import io.returnbridge.edge.WrongCredentials;
import io.returnbridge.intake.InTime;
import io.returnbridge.intake.ScanGate;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.intake.StorageRoom;
import io.returnbridge.intake.WarehouseKeys;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Unit;
import io.returnbridge.settings.Settings;
import io.returnbridge.steps.inspect.AwayOrders;
import io.returnbridge.steps.inspect.ScanOutlook;
import io.returnbridge.steps.inspect.ScansOfReturns;
import io.returnbridge.steps.inspect.SentVerdicts;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScanDeskTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final Settings SETTINGS =
      Settings.read(
          Map.of(
              "CTP_PROJECT_KEY", "p",
              "CTP_CLIENT_ID", "c",
              "CTP_CLIENT_SECRET", "s",
              "CTP_AUTH_URL", "http://127.0.0.1:1",
              "CTP_API_URL", "http://127.0.0.1:1",
              "CTP_SCOPES", "manage_orders"));

  private final Database database = TestDatabase.clean();
  private final ReturnStates states = new ReturnStates(database);
  private final Scans scans = new Scans(database);
  private final AtomicBoolean full = new AtomicBoolean();

  /** Comes between the look at a return and the look at its scans, once. */
  private final AtomicReference<Runnable> between = new AtomicReference<>(() -> {});

  private final ScanDesk desk = desk();

  private ScanDesk desk() {
    ScanReturns returns = new ScanReturns(states);
    return new ScanDesk(
        states,
        scans,
        new ScanOutlook(
            new Ledger(database),
            scans,
            new ScansOfReturns(
                new Scans(database) {
                  @Override
                  public List<Stored> of(ReturnState state) {
                    between.getAndSet(() -> {}).run();
                    return super.of(state);
                  }
                },
                returns),
            new SentVerdicts(database),
            states,
            new AwayOrders(),
            MAPPINGS),
        new ScanGate(
            new WarehouseKeys(SETTINGS),
            new ScanReceiver(scans, returns, MAPPINGS, "warehouse.scans.v1"),
            new InTime(),
            new WrongCredentials(new SimpleMeterRegistry())),
        new StorageRoom(full::get, () -> 1, "/data"));
  }

  private void known(String store, String id, String rma) {
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "TSHIRT", 1, "too_small")), List.of()),
            Returns.unit("i1", 1, "TSHIRT", "l1").withReceived(true));
    states.save(
        new ReturnState(
            new ReturnId(store, id),
            rma,
            "O-1",
            true,
            state.snapshot(),
            state.units(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  private ScanDesk.Taken take(String operator, String id, String named, String grade) {
    return desk.take(
        null,
        """
        {"scanId":"%s",%s,"sku":"TSHIRT","quantity":1,"grade":"%s","scannedAt":"2026-11-09T16:20:41Z","operator":"Mallory"}
        """
            .formatted(id, named, grade)
            .getBytes(StandardCharsets.UTF_8),
        operator);
  }

  @Test
  void a_scan_is_stored_with_who_is_logged_in_and_answered_with_its_place() {
    known("es", "r1", "RMA-1");

    ScanDesk.Taken taken = take("ana", "s1", "\"returnId\":\"r1\",\"store\":\"es\"", "a");

    assertThat(taken.place()).isEqualTo(new ScanOutlook.Place("put", "saleable", "wh-es"));
    assertThat(taken.parcel().goods().get(0).left()).isZero();
    assertThat(scans.find("console", "s1").orElseThrow().scan().operator()).isEqualTo("ana");
  }

  @Test
  void the_same_scan_again_is_the_same_whoever_sends_it_and_whatever_is_known_by_then() {
    ScanDesk.Taken first = take("ana", "s1", "\"rmaNumber\":\"r1\"", "a");
    known("es", "r1", "RMA-1");

    ScanDesk.Taken again = take("ben", "s1", "\"rmaNumber\":\"r1\"", "a");

    assertThat(first.place()).isEqualTo(new ScanOutlook.Place("waits", "RETURN", null));
    assertThat(again.scanId()).isEqualTo("s1");
    assertThat(scans.find("console", "s1").orElseThrow().scan().operator()).isEqualTo("ana");
    assertThatThrownBy(() -> take("ana", "s1", "\"rmaNumber\":\"r1\"", "b"))
        .isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.status()).isEqualTo(409));
  }

  @Test
  void a_label_that_was_scanned_offline_is_a_return_id_where_it_is_one() {
    known("es", "r1", "RMA-1");

    assertThat(take("ana", "s1", "\"rmaNumber\":\"r1\"", "b").place())
        .isEqualTo(new ScanOutlook.Place("put", "outlet", "wh-es-outlet"));
    assertThat(take("ana", "s1", "\"rmaNumber\":\"r1\"", "b").parcel().rmaNumber())
        .isEqualTo("RMA-1");
  }

  @Test
  void a_label_finds_returns_by_id_and_by_rma_number() {
    known("es", "r1", "RMA-1");
    known("uk", "r2", "RMA-1");

    assertThat(desk.find("r2")).extracting(ScanDesk.Parcel::store).containsExactly("uk");
    assertThat(desk.find("RMA-1"))
        .extracting(ScanDesk.Parcel::store)
        .containsExactlyInAnyOrder("es", "uk");
    assertThat(desk.find("rma-1")).hasSize(2);
    assertThat(desk.find("R2")).hasSize(1);
    assertThat(desk.find("RMA-9")).isEmpty();
  }

  @Test
  void a_return_says_what_was_scanned_of_it_and_whose_scan_that_is() {
    known("es", "r1", "RMA-1");
    take("ana", "s1", "\"rmaNumber\":\"RMA-1\"", "a");
    take("ana", "s2", "\"rmaNumber\":\"RMA-1\",\"corrects\":\"s1\"", "b");

    assertThat(desk.find("RMA-1").get(0).scans())
        .extracting(m -> m.source() + "/" + m.scanId() + " " + m.grade() + " " + m.place().word())
        .containsExactly("console/s2 b outlet");
  }

  @Test
  void a_scan_of_a_warehouses_system_is_corrected_as_one_of_that_system() {
    known("es", "r1", "RMA-1");
    Scan first =
        new Scan(
            "wms",
            "w1",
            "r1",
            null,
            "es",
            "TSHIRT",
            1,
            "a",
            Instant.parse("2026-11-09T10:00:00Z"),
            null,
            null,
            null);
    scans.add(first, "content", new ReturnId("es", "r1"));
    byte[] correction =
        """
        {"scanId":"s1","returnId":"r1","store":"es","sku":"TSHIRT","quantity":1,"grade":"c","scannedAt":"2026-11-09T16:20:41Z","corrects":"w1"}
        """
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> desk.take("other", correction, "ana"))
        .isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.status()).isEqualTo(400));
    assertThat(desk.take("wms", correction, "ana").place().word()).isEqualTo("defective");

    assertThat(scans.find("wms", "s1").orElseThrow().scan().operator()).isEqualTo("ana");
    assertThat(desk.find("r1").get(0).scans())
        .extracting(ScanOutlook.Made::scanId)
        .containsExactly("s1");
  }

  @Test
  void a_return_whose_scan_is_done_just_now_has_nothing_left() {
    known("es", "r1", "RMA-1");
    take("ana", "s1", "\"rmaNumber\":\"RMA-1\"", "a");
    Scan scan = scans.find("console", "s1").orElseThrow().scan();
    Unit.Outcome outcome = new Unit.Outcome(scan.ref(), "a", "saleable", "BackInStock", null, null);
    between.set(
        () -> {
          ReturnState state = states.find(new ReturnId("es", "r1")).orElseThrow();
          states.save(state.withUnits(List.of(state.units().get(0).withOutcome(outcome))));
          scans.status(scan, Scans.Status.DONE);
        });

    ScanDesk.Parcel parcel = desk.find("RMA-1").get(0);

    assertThat(parcel.goods().get(0).left()).isZero();
    assertThat(parcel.scans()).extracting(ScanOutlook.Made::scanId).containsExactly("s1");
  }

  @Test
  void what_was_set_aside_is_told_its_place_once_that_is_decided() {
    take("ana", "s1", "\"rmaNumber\":\"RMA-1\"", "b");
    assertThat(desk.places(List.of("s1")).get("s1").word()).isEqualTo("RETURN");

    known("es", "r1", "RMA-1");

    assertThat(desk.places(List.of("s1", "nobody's")))
        .isEqualTo(Map.of("s1", new ScanOutlook.Place("put", "outlet", "wh-es-outlet")));
  }

  @Test
  void what_is_no_scan_is_refused_and_nothing_is_taken_while_the_disk_is_full() {
    assertThatThrownBy(() -> desk.take(null, "[]".getBytes(StandardCharsets.UTF_8), "ana"))
        .isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.status()).isEqualTo(400));
    assertThatThrownBy(
            () -> desk.take(null, "{\"scanId\":".getBytes(StandardCharsets.UTF_8), "ana"))
        .isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.status()).isEqualTo(400));
    full.set(true);
    assertThatThrownBy(() -> take("ana", "s1", "\"returnId\":\"r1\"", "a"))
        .isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.status()).isEqualTo(503));
    assertThat(scans.find("console", "s1")).isEmpty();
  }
}
