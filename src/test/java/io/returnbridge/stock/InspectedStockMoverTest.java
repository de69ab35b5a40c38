package io.returnbridge.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.Cause;
import io.returnbridge.commerce.Doubtful;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderConvergence;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.commerce.Orders;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Returns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Leases;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the scan to the order and to Reveni, over the tables of a real database. */
class InspectedStockMoverTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private static Storage storage;
  private static Storage.Process process;
  private static Database database;

  private final StrictInventory inventory = new StrictInventory(new Random(1), 0);
  private final List<String> asked = new ArrayList<>();
  private final List<OrderChange> written = new ArrayList<>();
  private final List<Inspections.Verdict> told = new ArrayList<>();
  private boolean answerGetsLost;
  private ReturnStates states;
  private ScanReceiver receiver;
  private InspectionHold hold;
  private InspectedStockMover mover;
  private StockMovements movements;

  @BeforeAll
  static void start(@TempDir Path directory) {
    storage = new Storage(directory);
    process = storage.process();
    database = new Database(process.source());
  }

  @AfterAll
  static void stop() {
    process.close();
    storage.close();
  }

  @BeforeEach
  void empty() {
    database.update(
        "truncate stock_leg, outgoing, work, lease, exception_case, case_history, scan, verdict, return_state, allocation");
    states = new ReturnStates(database);
    Scans scans = new Scans(database);
    ScanReturns returns = new ScanReturns(states);
    Ledger ledger = new Ledger(database);
    Leases leases = new Leases(database);
    WorkList work = TestDatabase.work(database);
    Cases cases = new Cases(database, MAPPINGS);
    receiver = new ScanReceiver(scans, returns, MAPPINGS, "warehouse.scans.v1");
    hold = new InspectionHold(ledger, scans, MAPPINGS, database, leases, states, work, cases);
    movements =
        new StockMovements(
            inventory,
            ledger,
            MAPPINGS,
            database,
            leases,
            states,
            new Outbox(database),
            work,
            cases,
            "stock.movements.v1");
    mover =
        new InspectedStockMover(
            ledger,
            scans,
            returns,
            (store, returnId, trigger) -> asked.add(returnId),
            new Verdicts(database, new Reveni()),
            new OrderConvergence(new OneOrder()),
            MAPPINGS,
            database,
            leases,
            states,
            work,
            cases);
  }

  private final class Reveni implements Inspections {
    private ItemStatus status = ItemStatus.PENDING;

    @Override
    public ItemStatus statusOf(ReturnId returnId, String itemId) {
      return status;
    }

    @Override
    public void validate(ReturnId returnId, List<Verdict> verdicts) {
      assertThat(status).isEqualTo(ItemStatus.PENDING);
      status = ItemStatus.ACCEPTED;
      told.addAll(verdicts);
      if (answerGetsLost) {
        throw new Unavailable("reveni", "lost", null, null);
      }
    }
  }

  private final class OneOrder implements Orders {
    private final OrderView order =
        Returns.order(
            "O-1",
            List.of(Returns.line("l1", "TSHIRT", 1)),
            Returns.returned("r1_i1_1", "l1", "Initial"));
    private boolean updated;

    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return Optional.of(order);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return Optional.of(updated ? Returns.order("O-1", order.lines()) : order);
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      written.addAll(changes);
      updated = true;
      if (answerGetsLost) {
        throw new Doubtful("lost", null, null);
      }
      return basis;
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }

  private void known() {
    states.save(
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "TSHIRT", 1, "too_small")), List.of()),
            Returns.unit("i1", 1, "TSHIRT", "l1").withReceived(true)));
  }

  private void scanned(String id, String grade, String store) {
    ScanReceipt receipt =
        receiver.receive(
            "warehouse",
            """
            {"scanId":"%s","returnId":"r1",%s"sku":"TSHIRT","quantity":1,"grade":"%s","scannedAt":"2026-11-09T16:20:41Z"}
            """
                .formatted(id, store, grade)
                .getBytes(StandardCharsets.UTF_8));
    assertThat(receipt).isInstanceOf(ScanReceipt.Accepted.class);
  }

  private static WakeUp wake(String step, String subject) {
    return new WakeUp(step, subject, "test");
  }

  private void move(String subject) {
    mover.move(wake(InspectedStockMover.STEP, subject));
  }

  private void holdIt() {
    hold.hold(wake(InspectionHold.STEP, "es/r1"));
  }

  private void apply(String channel) {
    movements.apply(wake(StockMovements.STEP, channel + "/TSHIRT"));
  }

  private static List<String> cases() {
    return database.query(
        "select code || ' ' || status from exception_case order by opened_at", r -> r.getString(1));
  }

  @Test
  void a_scan_reaches_stock_order_and_reveni() {
    known();
    holdIt();
    scanned("s1", "a", "");

    move("es/r1");
    apply("wh-es-inspection");
    apply("wh-es");
    assertThat(written).isEmpty();
    move("es/r1");
    move("es/r1");

    ReturnState state = states.find(Returns.ID).orElseThrow();
    assertThat(state.units().get(0).location()).isEqualTo("saleable");
    assertThat(inventory.quantity(new StockEntry("wh-es", "TSHIRT"))).isOne();
    assertThat(written).contains(new OrderChange.SetReturnShipmentState("r1_i1_1", "BackInStock"));
    assertThat(told)
        .containsExactly(new Inspections.Verdict("i1", 1, "accepted", null, "Inspected, grade a"));
    assertThat(cases()).isEmpty();
  }

  @Test
  void lost_answers_of_both_systems_are_looked_for_and_not_repeated() {
    known();
    holdIt();
    scanned("s1", "a", "");
    move("es/r1");
    apply("wh-es-inspection");
    apply("wh-es");
    answerGetsLost = true;

    assertThatThrownBy(() -> move("es/r1")).isInstanceOf(Unavailable.class);
    int changes = written.size();
    database.update("delete from lease");
    move("es/r1");

    assertThat(told).hasSize(1);
    assertThat(changes).isEqualTo(3);
    assertThat(database.find("select confirmed_at is not null from verdict", r -> r.getBoolean(1)))
        .contains(true);
  }

  @Test
  void a_scan_of_an_unknown_return_asks_reveni_then_is_a_case_and_ends_with_the_return() {
    scanned("s1", "a", "");

    move("scan/warehouse/s1");

    assertThat(asked).containsExactly("r1");
    assertThat(cases()).isEmpty();

    database.update("update scan set accepted_at = now() - interval '1 hour'");
    move("scan/warehouse/s1");

    assertThat(cases()).containsExactly("SCAN_UNKNOWN_RETURN open");

    known();
    holdIt();
    move("es/r1");

    assertThat(cases()).containsExactly("SCAN_UNKNOWN_RETURN resolved");
    assertThat(database.find("select status from scan", r -> r.getString(1))).contains("done");
  }

  @Test
  void a_return_that_becomes_known_takes_the_scans_that_named_it() {
    scanned("s1", "z", "");
    move("scan/warehouse/s1");

    known();
    holdIt();
    move("es/r1");

    assertThat(cases()).containsExactly("GRADE_UNKNOWN open");
  }

  @Test
  void a_scan_that_fits_returns_of_two_stores_is_a_case() {
    known();
    ReturnState es = states.find(Returns.ID).orElseThrow();
    states.save(
        new ReturnState(
            new ReturnId("uk", "r1"),
            es.rmaNumber(),
            null,
            false,
            es.snapshot(),
            List.of(),
            List.of(),
            List.of(),
            java.util.Map.of(),
            List.of(),
            0));
    scanned("s1", "a", "");

    move("scan/warehouse/s1");
    move("es/r1");

    assertThat(cases()).containsExactly("SCAN_UNKNOWN_RETURN open");
  }
}
