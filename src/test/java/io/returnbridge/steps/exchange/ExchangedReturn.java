package io.returnbridge.steps.exchange;

import static io.returnbridge.model.Returns.line;
import static io.returnbridge.model.Returns.order;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Claim;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;

/** A return of order O-1 whose exchanges a test says, and a shop that takes the orders. */
abstract class ExchangedReturn {

  static final Mappings SHIPPED = Mappings.load(Path.of("mappings"));

  final Imported imported = new Imported();
  final OneOrder orders =
      new OneOrder(
          order(
              "O-1",
              List.of(
                  new OrderView.Line("l1", "A", 1, false, null, "web-es"), line("l2", "C", 1))));
  Database database;
  ReturnStates states;
  Outbox outbox;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    outbox = new Outbox(database);
  }

  void says(String status, Item... items) {
    ReturnSnapshot now = snapshot(status, 1, List.of(items), List.of());
    ReturnState fresh =
        state(
            now,
            new Unit(
                "i",
                1,
                "A",
                new Unit.Allocation("O-1", "l1", false),
                "web-es",
                "too-small",
                false,
                null,
                null,
                false,
                null),
            unit("j", 1, "C", "l2"));
    states.save(
        states
            .find(Returns.ID)
            .map(
                known ->
                    new ReturnState(
                        known.id(),
                        known.rmaNumber(),
                        known.orderNumber(),
                        true,
                        now,
                        known.units(),
                        known.credits(),
                        known.exchanges(),
                        known.classifications(),
                        known.timeline(),
                        List.of(),
                        known.version()))
            .orElse(fresh));
  }

  List<OutboxRecord> create(Mappings mappings, String trigger) {
    return create(orders, mappings, trigger);
  }

  List<OutboxRecord> create(Orders ofShop, Mappings mappings, String trigger) {
    return TestExchanges.creator(
            imported,
            ofShop,
            mappings,
            database,
            TestDatabase.claims(database),
            states,
            TestDatabase.work(database),
            new Cases(database, mappings))
        .run(Claim.none(new WakeUp(CreateExchangeOrder.NAME, "es/r1", trigger)));
  }

  static Mappings without(String channel) {
    List<ChannelRow> rows =
        SHIPPED.channels().all().stream().filter(r -> !r.channel().equals(channel)).toList();
    return new MappingTables(
        SHIPPED.stores(),
        new Channels(rows),
        SHIPPED.reasons(),
        SHIPPED.dispositions(),
        SHIPPED.statuses(),
        SHIPPED.timing(),
        SHIPPED.exceptions(),
        SHIPPED.payload());
  }

  List<ExchangePlan> plans() {
    return states.find(Returns.ID).orElseThrow().exchanges();
  }

  List<String> cases() {
    return database.query("select code || ' ' || status from exception_case", r -> r.text(1));
  }

  List<String> work() {
    return database.query("select step || ' ' || subject from work", r -> r.text(1));
  }

  Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    database.query(
        "select d.key, d.value from exception_case, jsonb_each_text(details) d",
        r -> details.put(r.text(1), r.text(2)));
    return details;
  }

  static final class Imported implements ExchangeOrders {
    final Map<String, ExchangeOrder> orders = new LinkedHashMap<>();
    final List<ExchangePlan> plans = new ArrayList<>();
    boolean failing;
    boolean loses;
    int failingFrom = Integer.MAX_VALUE;

    Consumer<ExchangePlan> atRequest = plan -> {};

    /** By order number, what is thrown instead. */
    final Map<String, RuntimeException> broken = new LinkedHashMap<>();

    @Override
    public Optional<ExchangeOrder> find(String orderNumber) {
      return loses ? Optional.empty() : Optional.ofNullable(orders.get(orderNumber));
    }

    @Override
    public boolean isPickedUp(String orderNumber) {
      return orders.get(orderNumber).isCancelled();
    }

    /** As a person does in the Merchant Center. */
    void cancel(String orderNumber) {
      orders.computeIfPresent(
          orderNumber,
          (n, o) -> new ExchangeOrder(o.id(), n, o.returnIds(), o.lines(), "Cancelled"));
    }

    @Override
    public ExchangeOrder create(
        ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause) {
      atRequest.accept(plan);
      RuntimeException why = broken.get(plan.orderNumber());
      if (why != null) {
        throw why;
      }
      if (failing || orders.size() + 1 >= failingFrom) {
        throw new Rejected("Order " + originalOrderNumber + " is no longer in commercetools", null);
      }
      ExchangeOrder order =
          new ExchangeOrder(
              "id-" + plan.orderNumber(),
              plan.orderNumber(),
              List.of(returnId.id()),
              plan.lines().stream()
                  .map(l -> new ExchangeOrder.Line(l.sku(), l.quantity()))
                  .toList(),
              "Open");
      plans.add(plan);
      orders.put(plan.orderNumber(), order);
      if (loses) {
        throw new WriteOutcomeUnknown("no answer", null, null);
      }
      return order;
    }
  }

  record Shop(List<OrderView> orders) implements Orders {
    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return read(orderNumber);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return orders.stream().filter(o -> o.orderNumber().equals(orderNumber)).findFirst();
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      throw new IllegalStateException("mirror-status writes the order");
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }

  record OneOrder(OrderView order) implements Orders {
    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return Optional.of(order);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return Optional.of(order);
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      throw new IllegalStateException("mirror-status writes the order");
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }
}
