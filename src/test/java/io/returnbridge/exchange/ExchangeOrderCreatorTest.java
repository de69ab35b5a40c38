package io.returnbridge.exchange;

import static io.returnbridge.returns.Returns.exchanged;
import static io.returnbridge.returns.Returns.line;
import static io.returnbridge.returns.Returns.order;
import static io.returnbridge.returns.Returns.snapshot;
import static io.returnbridge.returns.Returns.state;
import static io.returnbridge.returns.Returns.unit;
import static io.returnbridge.returns.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.Cause;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.commerce.Orders;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ExchangePlan;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnSnapshot;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Returns;
import io.returnbridge.returns.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.Leases;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.Outgoing;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.PickUps;
import io.returnbridge.watchdogs.Watches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExchangeOrderCreatorTest {

  private static final Mappings SHIPPED = Mappings.load(Path.of("mappings"));

  private final Imported imported = new Imported();
  private final OneOrder orders =
      new OneOrder(
          order(
              "O-1",
              List.of(
                  new OrderView.Line("l1", "A", 1, false, null, "web-es"), line("l2", "C", 1))));
  private Database database;
  private ReturnStates states;
  private Outbox outbox;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    outbox = new Outbox(database);
  }

  @Test
  void a_channel_that_the_table_has_by_now_heals_the_plan() {
    says("in_progress", exchanged("i", "A", "B"));
    create(without("web-es"), "event:1");
    assertThat(cases()).containsExactly("CHANNEL_UNKNOWN open");
    assertThat(details()).containsEntry("channel", "web-es").containsEntry("sku", "B");
    assertThat(imported.orders).isEmpty();

    List<Outgoing> told = create(SHIPPED, "case:1");

    assertThat(told).hasSize(1);
    assertThat(cases()).containsExactly("CHANNEL_UNKNOWN resolved");
    assertThat(imported.plans.get(0).lines())
        .extracting(ExchangePlan.Line::supplyChannel)
        .containsExactly("wh-es");
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("created");
  }

  @Test
  void a_rejected_return_gets_no_exchange_order_but_for_an_accepted_item() {
    says("rejected", exchanged("i", "A", "B"));
    assertThat(create(SHIPPED, "event:1")).isEmpty();
    assertThat(plans()).isEmpty();

    says("rejected", with(exchanged("i", "A", "B"), ItemStatus.ACCEPTED));
    assertThat(create(SHIPPED, "event:2")).hasSize(1);
  }

  @Test
  void a_return_that_is_rejected_after_its_exchange_order_is_a_case() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");

    says("rejected", exchanged("i", "A", "B"));
    create(SHIPPED, "event:2");

    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL open");
    assertThat(details()).containsEntry("detail", "the return is rejected");
  }

  @Test
  void another_exchange_after_the_order_is_said_in_the_case() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");

    says("in_progress", exchanged("i", "A", "D"));
    create(SHIPPED, "event:2");

    assertThat(details()).containsEntry("detail", "agreed is now 1 × D instead of 1 × B");
  }

  @Test
  void what_is_agreed_instead_gets_its_order_when_the_first_one_is_cancelled() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");
    says("in_progress", exchanged("i", "A", "D"));
    create(SHIPPED, "event:2");
    create(SHIPPED, "case:1");
    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL open");

    imported.cancel("EX-RMA-1");
    List<Outgoing> told = create(SHIPPED, "case:1");

    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL resolved");
    assertThat(told).extracting(Outgoing::id).contains("exchange:es:EX-RMA-1-2");
    assertThat(plans())
        .extracting(p -> p.orderNumber() + " " + p.status())
        .containsExactly("EX-RMA-1 cancelled", "EX-RMA-1-2 created");
    create(SHIPPED, "event:3");
    assertThat(imported.plans).hasSize(2);
  }

  @Test
  void a_deleted_order_of_a_withdrawn_exchange_needs_nobody() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");
    imported.orders.clear();
    says("cancelled", exchanged("i", "A", "B"));

    create(SHIPPED, "event:2");

    assertThat(cases()).isEmpty();
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("cancelled");
  }

  @Test
  void what_was_created_is_told_although_the_next_one_fails() {
    says("in_progress", exchanged("i", "A", "B"));
    imported.failing = true;
    assertThatThrownBy(() -> create(SHIPPED, "event:1")).isInstanceOf(Rejected.class);
    says("in_progress", exchanged("i", "A", "B"), exchanged("j", "C", "D"));
    imported.failing = false;
    imported.failingFrom = 2;

    List<Outgoing> told = create(SHIPPED, "event:2");

    assertThat(told).extracting(Outgoing::id).containsExactly("exchange:es:EX-RMA-1");
    assertThat(work()).contains("create-exchange-order es/r1", "mirror-status es/r1");
    told.forEach(outbox::published);
    assertThatThrownBy(() -> create(SHIPPED, "event:2")).isInstanceOf(Rejected.class);
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("created", "planned");
  }

  @Test
  void a_case_is_closed_when_there_is_nothing_to_exchange_any_more() {
    says("in_progress", with(exchanged("i", "A", "B"), ItemStatus.REJECTED));
    new Cases(database, SHIPPED)
        .add(
            io.returnbridge.exceptions.Origin.of(
                new WakeUp(ExchangeOrderCreator.STEP, "es/r1", "event:1")),
            io.returnbridge.failure.Trouble.of("COMMERCETOOLS_REJECTED", Map.of()));

    create(SHIPPED, "case:1");

    assertThat(cases()).containsExactly("COMMERCETOOLS_REJECTED resolved");
  }

  @Test
  void what_came_with_an_exchange_is_exchanged_from_where_it_was_reserved() {
    states.save(
        state(
            snapshot("in_progress", 1, List.of(exchanged("i", "B", "C")), List.of()),
            new Unit(
                "i",
                1,
                "B",
                new Unit.Allocation("EX-0", "x1", false),
                "wh-far",
                "too-small",
                false,
                null,
                null,
                false)));
    OrderView exchange =
        order("EX-0", List.of(new OrderView.Line("x1", "B", 1, false, "wh-far", "web-es")));

    create(new Shop(List.of(orders.order(), exchange)), SHIPPED, "event:1");

    assertThat(cases()).isEmpty();
    assertThat(imported.plans.get(0).lines())
        .extracting(ExchangePlan.Line::supplyChannel)
        .containsExactly("wh-far");
  }

  private void says(String status, Item... items) {
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
                false),
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
                        known.version()))
            .orElse(fresh));
  }

  private List<Outgoing> create(Mappings mappings, String trigger) {
    return create(orders, mappings, trigger);
  }

  private List<Outgoing> create(Orders ofShop, Mappings mappings, String trigger) {
    return new ExchangeOrderCreator(
            imported,
            ofShop,
            mappings,
            database,
            new Leases(database),
            states,
            outbox,
            TestDatabase.work(database),
            new Cases(database, mappings),
            new PickUps(
                database,
                mappings,
                imported,
                new Watches(database, new Cases(database, mappings), mappings)),
            "customer.notifications.v1")
        .create(new WakeUp(ExchangeOrderCreator.STEP, "es/r1", trigger));
  }

  private static Mappings without(String channel) {
    List<ChannelRow> rows =
        SHIPPED.channels().all().stream().filter(r -> !r.channel().equals(channel)).toList();
    return new Mappings(
        SHIPPED.stores(),
        new Channels(rows),
        SHIPPED.reasons(),
        SHIPPED.dispositions(),
        SHIPPED.statuses(),
        SHIPPED.timing(),
        SHIPPED.exceptions(),
        SHIPPED.payload());
  }

  private List<ExchangePlan> plans() {
    return states.find(Returns.ID).orElseThrow().exchanges();
  }

  private List<String> cases() {
    return database.query("select code || ' ' || status from exception_case", r -> r.getString(1));
  }

  private List<String> work() {
    return database.query("select step || ' ' || subject from work", r -> r.getString(1));
  }

  private Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    database.query(
        "select d.key, d.value from exception_case, jsonb_each_text(details) d",
        r -> details.put(r.getString(1), r.getString(2)));
    return details;
  }

  private static final class Imported implements ExchangeOrders {
    private final Map<String, ExchangeOrder> orders = new LinkedHashMap<>();
    private final List<ExchangePlan> plans = new ArrayList<>();
    private boolean failing;
    private int failingFrom = Integer.MAX_VALUE;

    @Override
    public Optional<ExchangeOrder> find(String orderNumber) {
      return Optional.ofNullable(orders.get(orderNumber));
    }

    @Override
    public boolean isPickedUp(String orderNumber) {
      return orders.get(orderNumber).isCancelled();
    }

    /** As a person does in the Merchant Center. */
    private void cancel(String orderNumber) {
      orders.computeIfPresent(
          orderNumber,
          (n, o) -> new ExchangeOrder(o.id(), n, o.returnIds(), o.lines(), "Cancelled"));
    }

    @Override
    public ExchangeOrder create(
        ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause) {
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
      return order;
    }
  }

  private record Shop(List<OrderView> orders) implements Orders {
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

  private record OneOrder(OrderView order) implements Orders {
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
