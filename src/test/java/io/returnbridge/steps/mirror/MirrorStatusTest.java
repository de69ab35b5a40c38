package io.returnbridge.steps.mirror;

import static io.returnbridge.commercetools.Shop.line;
import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commercetools.OutsideTransactions;
import io.returnbridge.commercetools.Shop;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.Mode;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.mappings.Statuses;
import io.returnbridge.mappings.Timing;
import io.returnbridge.mappings.TimingRow;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One thing that hinders the mirror hinders nothing else, and is gone once a person took it away.
 */
class MirrorStatusTest {

  private static final Mappings SHIPPED = Mappings.load(Path.of("mappings"));

  private Shop shop;
  private Database database;
  private ReturnStates states;

  @BeforeEach
  void start() {
    shop = Shop.ready();
    database = TestDatabase.clean();
    states = new ReturnStates(database);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void a_quantity_that_an_agent_returned_by_hand_blocks_its_unit_only() {
    received(shop.order("O-1", line("A", 2)), 2);
    agentReturns("O-1", "\"by-hand\"");

    mirror(shop.orders, SHIPPED, "event:return-received:1");

    assertThat(keys()).containsExactly("by-hand", "r1_i_1");
    assertThat(field("reveniReturnStatus")).isEqualTo("received");
    assertThat(cases()).containsExactly("OVER_RETURN open");
    assertThat(detail("actual")).isEqualTo("2");
    assertThat(detail("expected")).isEqualTo("1");
  }

  @Test
  void orders_are_asked_for_outside_of_transactions() {
    OrderView order = shop.order("O-1", line("A", 2));
    String of = order.lines().get(0).id();
    Refund half =
        Returns.naming(
            Returns.refund("rf-1", "15.00", RefundStatus.COMPLETED),
            new RefundItem("i", 2, new BigDecimal("15.00")));
    states.save(
        state(
            snapshot("accepted", 1, List.of(item("i", "A", 2, "too_small")), List.of(half)),
            unit("i", 1, "A", of).withReceived(true),
            unit("i", 2, "A", of).withReceived(true)));

    mirror(new OutsideTransactions(shop.orders, database), SHIPPED, "event:1");

    assertThat(keys()).containsExactly("r1_i_1", "r1_i_2");
  }

  @Test
  void a_line_that_an_order_created_anew_has_not_is_looked_for_again() {
    received(shop.order("O-1", line("A", 1)), 1);
    shop.sandbox.delete("orders", id("O-1"));
    shop.order("O-1", line("A", 1));

    mirror(shop.orders, SHIPPED, "event:1");

    assertThat(cases()).as("nobody has returned more than there is").isEmpty();
    assertThat(database.query("select step || ' ' || subject from work", r -> r.text(1)))
        .containsExactly("accept-return es/r1");
  }

  @Test
  void what_hinders_is_looked_at_again_and_costs_nothing_once_it_is_gone() {
    received(shop.order("O-1", line("A", 1)), 1);
    agentReturns("O-1", "\"r1_i_1\"");
    mirror(shop.orders, SHIPPED, "event:1");
    assertThat(cases()).containsExactly("KEY_CONFLICT open");
    assertThat(detail("expected")).isEqualTo("r1_i_1");

    shop.sandbox.update("orders", id("O-1"), "[{\"action\":\"setReturnInfo\",\"items\":[]}]");
    mirror(shop.orders, SHIPPED, "case:1");

    assertThat(cases()).containsExactly("KEY_CONFLICT resolved");
    assertThat(keys()).containsExactly("r1_i_1");
    shop.sandbox.resetCalls();
    mirror(shop.orders, SHIPPED, "event:2");
    assertThat(shop.sandbox.calls()).isEmpty();
  }

  @Test
  void a_Type_that_setup_extended_is_seen_by_the_retry() {
    shop.sandbox.create(
        "types",
        """
        {"key":"late","name":{"en":"Late"},"resourceTypeIds":["order"],"fieldDefinitions":[]}
        """);
    OrderView order = shop.order("O-1", line("A", 1));
    shop.sandbox.update(
        "orders",
        id("O-1"),
        "[{\"action\":\"setCustomType\",\"type\":{\"typeId\":\"type\",\"key\":\"late\"}}]");
    received(order, 1);
    mirror(shop.orders, SHIPPED, "event:1");
    assertThat(cases()).containsExactly("TYPE_CONFLICT open");
    assertThat(keys()).containsExactly("r1_i_1");

    shop.apply();
    mirror(shop.orders, SHIPPED, "case:1");

    assertThat(field("reveniReturnStatus")).isEqualTo("received");
    assertThat(cases()).containsExactly("TYPE_CONFLICT resolved");
  }

  @Test
  void a_State_and_a_quantity_that_are_refused_keep_no_other_change_off() {
    shop.sandbox.seeds().orderState("return-received", true, null);
    received(shop.order("O-1", line("A", 1)), 1);

    mirror(new Refusing(shop.orders, true), withState("return-received"), "event:1");

    assertThat(field("reveniReturnStatus")).isEqualTo("received");
    assertThat(keys()).isEmpty();
    assertThat(cases()).containsExactlyInAnyOrder("OVER_RETURN open", "STATE_REFUSED open");
  }

  @Test
  void a_quantity_that_is_refused_keeps_the_State_not_off() {
    shop.sandbox.seeds().orderState("return-received", true, null);
    received(shop.order("O-1", line("A", 1)), 1);

    mirror(new Refusing(shop.orders, false), withState("return-received"), "event:1");

    assertThat(shop.orders.read("O-1").orElseThrow().stateId())
        .isEqualTo(shop.orders.stateId("return-received").orElseThrow());
    assertThat(cases()).containsExactly("OVER_RETURN open");
  }

  @Test
  void a_State_that_commercetools_does_not_have_is_said() {
    received(shop.order("O-1", line("A", 1)), 1);

    mirror(shop.orders, withState("no-such-state"), "event:1");

    assertThat(field("reveniReturnStatus")).isEqualTo("received");
    assertThat(cases()).containsExactly("STATE_REFUSED open");
  }

  @Test
  void a_competing_write_is_met_by_looking_again() {
    received(shop.order("O-1", line("A", 1)), 1);
    int[] writes = {0};
    shop.sandbox.faults(
        call -> call.writes() && writes[0]++ == 0 ? new Fault.CompetingWrite() : Fault.none());

    mirror(shop.orders, SHIPPED, "event:1");

    assertThat(keys()).containsExactly("r1_i_1");
    assertThat(cases()).isEmpty();
  }

  @Test
  void that_reveni_has_touched_a_return_writes_nothing() {
    received(shop.order("O-1", line("A", 1)), 1);
    mirror(shop.orders, SHIPPED, "event:1");
    ReturnState state = states.find(Returns.ID).orElseThrow();
    states.save(
        new ReturnState(
            state.id(),
            state.rmaNumber(),
            state.orderNumber(),
            true,
            snapshot("received", 2, List.of(item("i", "A", 1, "too_small")), List.of()),
            state.units(),
            state.credits(),
            state.exchanges(),
            state.classifications(),
            state.timeline(),
            List.of(),
            state.version()));
    shop.sandbox.resetCalls();

    mirror(shop.orders, SHIPPED, "event:2");

    assertThat(shop.sandbox.calls()).isEmpty();
    assertThat(field("reveniUpdatedAt")).isEqualTo("2026-11-03T09:14:05.000Z");
  }

  @Test
  void an_event_that_waits_for_its_batch_is_shown_then_and_a_decision_at_once() {
    received(shop.order("O-1", line("A", 1)), 1);
    Mappings batched = withTiming(new TimingRow("*", Mode.BATCH, "0 0 2 * * ?"));
    shop.sandbox.resetCalls();

    engine(shop.orders, batched).wake(List.of(wakeUp("event:return-received:1")));

    assertThat(shop.sandbox.calls()).isEmpty();
    assertThat(
            database.query(
                "select step || ' ' || subject || ' ' || trigger from work where waiting and due_at > now()",
                r -> r.text(1)))
        .containsExactly("mirror-status es/r1 batch:0 0 2 * * ?");

    mirror(shop.orders, batched, "batch:0 0 2 * * ?");

    assertThat(keys()).containsExactly("r1_i_1");
  }

  @Test
  void what_was_made_because_of_an_event_waits_for_its_batch_as_well() {
    Mappings batched = withTiming(new TimingRow("exchange-agreed", Mode.BATCH, "0 0 2 * * ?"));

    engine(shop.orders, batched).wake(List.of(wakeUp("follows:exchange-agreed:EX-1")));

    assertThat(database.query("select trigger from work where waiting", r -> r.text(1)))
        .containsExactly("batch:0 0 2 * * ?");

    engine(shop.orders, batched).wake(List.of(wakeUp("follows:refund-reversed:rf-1")));

    assertThat(database.query("select trigger from work where not waiting", r -> r.text(1)))
        .containsExactly("also:follows:refund-reversed:rf-1");
  }

  /** Refuses what commercetools may refuse although it looked right. */
  private record Refusing(Orders orders, boolean states) implements Orders {
    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return orders.lastSeen(orderNumber);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return orders.read(orderNumber);
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      if (changes.stream().anyMatch(OrderChange.AddReturnInfo.class::isInstance)) {
        throw new Refused("InvalidOperation", null, "The quantity is too high", List.of());
      }
      if (states && changes.stream().anyMatch(OrderChange.TransitionState.class::isInstance)) {
        throw new Refused("InvalidOperation", null, "There is no such transition", List.of());
      }
      return orders.update(basis, changes, cause);
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return orders.stateId(stateKey);
    }
  }

  private static Mappings withState(String key) {
    List<StatusRow> rows =
        SHIPPED.statuses().all().stream()
            .map(r -> new StatusRow(r.reveniStatus(), r.status(), r.terminal(), key, r.attention()))
            .toList();
    return new MappingTables(
        SHIPPED.stores(),
        SHIPPED.channels(),
        SHIPPED.reasons(),
        SHIPPED.dispositions(),
        new Statuses(rows),
        SHIPPED.timing(),
        SHIPPED.exceptions(),
        SHIPPED.payload());
  }

  private static Mappings withTiming(TimingRow row) {
    return new MappingTables(
        SHIPPED.stores(),
        SHIPPED.channels(),
        SHIPPED.reasons(),
        SHIPPED.dispositions(),
        SHIPPED.statuses(),
        new Timing(List.of(row)),
        SHIPPED.exceptions(),
        SHIPPED.payload());
  }

  private void received(OrderView order, int quantity) {
    String line = order.lines().get(0).id();
    List<Unit> units = new ArrayList<>();
    for (int n = 1; n <= quantity; n++) {
      units.add(unit("i", n, "A", line).withReceived(true));
    }
    ReturnState state =
        state(
            snapshot("received", 1, List.of(item("i", "A", quantity, "too_small")), List.of()),
            units.toArray(Unit[]::new));
    states.save(state);
  }

  private void agentReturns(String number, String key) {
    shop.sandbox.update(
        "orders",
        id(number),
        """
        [{"action":"addReturnInfo","items":[
          {"key":%s,"quantity":1,"lineItemId":"%s","shipmentState":"Returned"}]}]
        """
            .formatted(key, order(number).at("/lineItems/0/id").asText()));
  }

  private void mirror(Orders orders, Mappings mappings, String trigger) {
    engine(orders, mappings).run(Claim.none(wakeUp(trigger)));
  }

  private static WakeUp wakeUp(String trigger) {
    return new WakeUp(MirrorStatus.NAME, Returns.ID.subject(), trigger);
  }

  private StepRunner engine(Orders orders, Mappings mappings) {
    return TestMirror.mirror(
        orders,
        mappings,
        settings(),
        database,
        TestDatabase.claims(database),
        states,
        TestDatabase.work(database),
        new Cases(database, mappings));
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    return Settings.read(variables);
  }

  private JsonNode order(String number) {
    return shop.sandbox.order(number).orElseThrow();
  }

  private String id(String number) {
    return order(number).path("id").asText();
  }

  private String field(String name) {
    return order("O-1").path("custom").path("fields").path(name).asText();
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    order("O-1")
        .path("returnInfo")
        .forEach(info -> info.path("items").forEach(i -> keys.add(i.path("key").asText())));
    return keys;
  }

  private List<String> cases() {
    return database.query("select code || ' ' || status from exception_case", r -> r.text(1));
  }

  private String detail(String name) {
    return database
        .find("select details ->> ? from exception_case", r -> r.text(1), name)
        .orElseThrow();
  }
}
