package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.ScanReceipt;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.OrderView.ReturnItem;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.steps.hold.HoldForInspection;
import io.returnbridge.steps.stock.ApplyStockMovements;
import io.returnbridge.steps.stock.StrictInventory;
import io.returnbridge.steps.stock.TestStock;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.MissingReturns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The steps of stock over the tables of a real database, with one order O-1 and a Reveni. */
final class StockWorld {

  final Database database;
  final StrictInventory inventory = new StrictInventory(new Random(1), 0);
  final Ledger ledger;
  final List<String> asked = new ArrayList<>();

  /** Before and after each request: the process may die there. */
  Runnable moment = () -> {};

  /** What happens before Reveni has answered. */
  Runnable whileAsked = () -> {};

  final List<OrderChange> written = new ArrayList<>();
  final Reveni reveni = new Reveni();
  final ReturnStates states;
  boolean answersGetLost;

  /** What commercetools says to any change of the order; null when it takes it. */
  RuntimeException refuses;

  private final List<ReturnItem> returnItems = new ArrayList<>();
  private final ScanReceiver receiver;
  private final StepRunner hold;
  private final StepRunner mover;
  private final StepRunner movements;
  private final MissingReturns missing;
  final Cases cases;

  StockWorld(Database database, Mappings mappings) {
    this(database, mappings, null);
  }

  /**
   * @param inspections where Reveni is asked; null for {@link #reveni}
   */
  StockWorld(Database database, Mappings mappings, Inspections inspections) {
    this.database = database;
    states = new ReturnStates(database);
    Scans scans = new Scans(database);
    ScanReturns returns = new ScanReturns(states);
    ledger = new Ledger(database);
    Claims claims = TestDatabase.claims(database);
    WorkList work = TestDatabase.work(database);
    cases = new Cases(database, mappings);
    missing = new MissingReturns(database, cases, work);
    receiver = new ScanReceiver(scans, returns, mappings, "warehouse.scans.v1");
    hold =
        Running.step(
            new HoldForInspection(ledger, scans, mappings, states),
            database,
            claims,
            states,
            work,
            cases);
    movements = TestStock.applier(inventory, mappings, database, claims, states, work, cases);
    mover =
        TestInspections.mover(
            new OneOrder(),
            inspections == null ? reveni : inspections,
            (store, returnId) -> {
              asked.add(returnId);
              whileAsked.run();
              return List.of();
            },
            mappings,
            database,
            claims,
            states,
            work,
            cases);
  }

  /** Reveni as far as inspections go. */
  final class Reveni implements Inspections {
    final List<Verdict> told = new ArrayList<>();
    private final Map<String, ItemStatus> decided = new HashMap<>();
    private boolean away;

    /** What is written gets no clear answer. */
    boolean unclear;

    /** Items of which Reveni says what nobody can read. */
    final Set<String> unreadable = new HashSet<>();

    /** Items whose verdicts Reveni does not understand. */
    final Set<String> refused = new HashSet<>();

    /** What was sent and does not show yet. */
    private final List<Verdict> taken = new ArrayList<>();

    int requests;

    /** What happens before Reveni has said how an item is. */
    Runnable whileLooking = () -> {};

    /** What was sent without a clear answer shows now. */
    void shows() {
      taken.forEach(this::decide);
      taken.clear();
    }

    /** Cannot be reached with whatever is written. */
    void away(boolean is) {
      away = is;
    }

    /** Somebody decides the item in Reveni, or an answer that was lost had been applied. */
    void decides(String itemId, ItemStatus status) {
      decided.put(itemId, status);
    }

    @Override
    public Optional<ItemStatus> statusOf(ReturnId returnId, String itemId) {
      whileLooking.run();
      moment.run();
      if (unreadable.contains(itemId)) {
        throw new NeedsDecision(Trouble.of("EVENT_UNREADABLE", Map.of("detail", itemId)));
      }
      return Optional.of(decided.getOrDefault(itemId, ItemStatus.PENDING));
    }

    @Override
    public boolean validate(ReturnId returnId, List<Verdict> verdicts) {
      if (away) {
        throw new Unavailable("reveni", "no connection", null, null);
      }
      requests++;
      for (Verdict verdict : verdicts) {
        assertThat(decided.getOrDefault(verdict.itemId(), ItemStatus.PENDING))
            .isEqualTo(ItemStatus.PENDING);
        assertThat(rememberedAsSent(verdict)).as("units remembered as sent").isPositive();
      }
      moment.run();
      if (verdicts.stream().anyMatch(v -> refused.contains(v.itemId()))) {
        throw new Rejected("Reveni answered 422", null);
      }
      if (unclear) {
        taken.addAll(verdicts);
        throw new WriteOutcomeUnknown("reveni", "503", null, null);
      }
      verdicts.forEach(this::decide);
      told.addAll(verdicts);
      moment.run();
      if (answersGetLost) {
        throw new WriteOutcomeUnknown("reveni", "lost", null, null);
      }
      return true;
    }

    /** As a process would find it that comes after this one has died. */
    private int rememberedAsSent(Verdict verdict) {
      return CompletableFuture.supplyAsync(
              () ->
                  database.query(
                      "select 1 from verdict where item_id = ? and verdict = ? and doubtful and confirmed_at is null",
                      r -> r.integer(1),
                      verdict.itemId(),
                      verdict.status()))
          .join()
          .size();
    }

    private void decide(Verdict v) {
      decides(
          v.itemId(), v.status().equals("accepted") ? ItemStatus.ACCEPTED : ItemStatus.REJECTED);
    }
  }

  private final class OneOrder implements Orders {

    private final Map<String, FieldValue> fields = new HashMap<>();

    private OrderView now() {
      OrderView order =
          Returns.order(
              "O-1",
              List.of(Returns.line("l1", "TSHIRT", 4)),
              returnItems.toArray(ReturnItem[]::new));
      return new OrderView(
          order.id(),
          order.version(),
          order.orderNumber(),
          order.store(),
          order.total(),
          order.lines(),
          order.returnItems(),
          OrderView.Fields.READY,
          Map.copyOf(fields),
          order.paymentIds(),
          order.stateId(),
          order.orderState(),
          order.shipmentState());
    }

    private void set(OrderChange change) {
      if (change instanceof OrderChange.SetField set) {
        fields.put(set.name(), Objects.requireNonNull(set.value()));
      }
    }

    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return Optional.of(now());
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return Optional.of(now());
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      if (refuses != null) {
        throw refuses;
      }
      moment.run();
      written.addAll(changes);
      changes.forEach(change -> returnItems.replaceAll(item -> changed(item, change)));
      changes.forEach(this::set);
      moment.run();
      if (answersGetLost) {
        throw new WriteOutcomeUnknown("lost", null, null);
      }
      return now();
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }

  private static ReturnItem changed(ReturnItem item, OrderChange change) {
    if (change instanceof OrderChange.SetReturnItemField set
        && set.returnItemKey().equals(item.key())) {
      var custom = new HashMap<>(item.custom());
      if (set.value() == null) {
        custom.remove(set.name());
      } else {
        custom.put(set.name(), set.value());
      }
      return new ReturnItem(
          item.id(),
          item.key(),
          item.lineItemId(),
          1,
          item.shipmentState(),
          item.paymentState(),
          custom);
    }
    if (change instanceof OrderChange.SetReturnShipmentState set
        && set.returnItemKey().equals(item.key())) {
      return new ReturnItem(
          item.id(), item.key(), item.lineItemId(), 1, set.state(), "Initial", item.custom());
    }
    return item;
  }

  /** A return item on the order; it is there from then on. */
  void onOrder(ReturnItem item) {
    returnItems.add(item);
  }

  /** What the order's timeline was set to last. */
  String timeline() {
    return written.stream()
        .filter(OrderChange.SetField.class::isInstance)
        .map(OrderChange.SetField.class::cast)
        .filter(set -> set.name().equals("reveniTimeline"))
        .reduce((first, last) -> last)
        .map(set -> String.valueOf(set.value()))
        .orElse("");
  }

  /** What the order shows of a return item, by field. */
  Map<String, ?> shown(String key) {
    return returnItems.stream().filter(i -> key.equals(i.key())).findFirst().orElseThrow().custom();
  }

  /** A return of so many T-shirts under item i1, received or not, is known. */
  void known(ReturnId id, int quantity, boolean received) {
    Unit[] units = new Unit[quantity];
    for (int n = 1; n <= quantity; n++) {
      units[n - 1] = Returns.unit("i1", n, "TSHIRT", "l1").withReceived(received);
    }
    ReturnState es =
        Returns.state(
            Returns.snapshot(
                received ? "received" : "shipped",
                1,
                List.of(Returns.item("i1", "TSHIRT", quantity, "too_small")),
                List.of()),
            units);
    states.save(
        new ReturnState(
            id,
            id.equals(Returns.ID) ? es.rmaNumber() : "RMA-" + id.id(),
            es.orderNumber(),
            true,
            es.snapshot(),
            es.units(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  /** A return of two items, each of one T-shirt that was received. */
  void knownWithTwoItems() {
    states.save(
        Returns.state(
            Returns.snapshot(
                "received",
                1,
                List.of(
                    Returns.item("i1", "TSHIRT", 1, "too_small"),
                    Returns.item("i2", "TSHIRT", 1, "too_small")),
                List.of()),
            Returns.unit("i1", 1, "TSHIRT", "l1").withReceived(true),
            Returns.unit("i2", 1, "TSHIRT", "l1").withReceived(true)));
  }

  /** What Reveni says of the return now, and how many T-shirts are left of item i1. */
  void says(ReturnId id, String status, int quantity) {
    ReturnState known = state(id);
    states.save(
        new ReturnState(
            id,
            known.rmaNumber(),
            known.orderNumber(),
            true,
            Returns.snapshot(
                status, 2, List.of(Returns.item("i1", "TSHIRT", quantity, "too_small")), List.of()),
            known.units(),
            known.credits(),
            known.exchanges(),
            known.classifications(),
            known.timeline(),
            List.of(),
            known.version()));
  }

  /** Reveni now shows the goods of the return as received. */
  void received(ReturnId id) {
    states.save(state(id).mapUnits(u -> u.withReceived(true)));
  }

  void scan(String json) {
    ScanReceipt receipt = receiver.receive("warehouse", json.getBytes(StandardCharsets.UTF_8));
    assertThat(receipt).isInstanceOf(ScanReceipt.Accepted.class);
  }

  /** One T-shirt is scanned for the return. */
  void scan(String id, ReturnId of, String grade, String corrects, String at) {
    scan(
        """
        {"scanId":"%s","returnId":"%s","store":"%s","sku":"TSHIRT","quantity":1,"grade":"%s","scannedAt":"%s"%s}
        """
            .formatted(
                id,
                of.id(),
                of.store(),
                grade,
                at,
                corrects == null ? "" : ",\"corrects\":\"" + corrects + "\""));
  }

  void hold(ReturnId id) {
    hold.run(Claim.none(new WakeUp(HoldForInspection.NAME, id.subject(), "test")));
  }

  void move(String subject) {
    mover.run(Claim.none(new WakeUp(MoveInspectedStock.NAME, subject, "test")));
  }

  /** As a worker does it: what is due for the return is claimed. */
  void moveClaimed(String subject) {
    List<Claim> claimed = TestDatabase.claims(database).claim(1);
    assertThat(claimed).extracting(c -> c.wakeUp().subject()).containsExactly(subject);
    mover.run(claimed.get(0));
  }

  /** As {@link #move}, and then all work that is due, until there is none. */
  void settle(String subject) {
    move(subject);
    work();
  }

  void apply(String channel) {
    movements.run(Claim.none(new WakeUp(ApplyStockMovements.NAME, channel + "/TSHIRT", "test")));
  }

  /** accept-return has read the return again. */
  void found(ReturnId id) {
    missing.found(id);
  }

  /** All work that is due, until there is none. */
  void work() {
    for (int round = 0; round < 200; round++) {
      List<WakeUp> due =
          database.query(
              """
              delete from work where (step, subject) in (select step, subject from work where due_at <= now()
                order by due_at, step, subject limit 1) returning step, subject, trigger
              """,
              r -> new WakeUp(r.text(1), r.text(2), r.text(3)));
      if (due.isEmpty()) {
        return;
      }
      WakeUp wakeUp = due.get(0);
      switch (wakeUp.step()) {
        case HoldForInspection.NAME -> hold.run(Claim.none(wakeUp));
        case ApplyStockMovements.NAME -> movements.run(Claim.none(wakeUp));
        case MoveInspectedStock.NAME -> mover.run(Claim.none(wakeUp));
        default -> throw new IllegalStateException(wakeUp.step());
      }
    }
    throw new IllegalStateException("The work does not come to an end");
  }

  ReturnState state(ReturnId id) {
    return states.find(id).orElseThrow();
  }

  List<String> locations(ReturnId id) {
    return state(id).units().stream().map(Unit::location).toList();
  }

  long stock(String channel) {
    return inventory.quantity(new StockEntry(channel, "TSHIRT"));
  }

  List<String> cases() {
    return database.query(
        "select code || ' ' || status from exception_case order by opened_at", r -> r.text(1));
  }

  /** {@code scanId status}, and what it waits for. */
  List<String> scans() {
    return database.query(
        "select concat_ws(' ', scan_id, status, waits_for) from scan order by scan_id",
        r -> r.text(1));
  }
}
