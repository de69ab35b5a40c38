package io.returnbridge.steps.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.CaseTexts;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commercetools.UpdatedOrder;
import io.returnbridge.engine.Claim;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the cases of mirror-status read, and what a wrong order keeps. */
class StatusTroublesTest {

  private final Map<String, OrderView> orders = new LinkedHashMap<>();
  private final List<String> written = new ArrayList<>();
  private final Set<String> refusing = new HashSet<>();
  private Database database;
  private ReturnStates states;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
  }

  private final class Shop implements Orders {
    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return read(orderNumber);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return Optional.ofNullable(orders.get(orderNumber));
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      if (refusing.contains(basis.orderNumber())) {
        throw new Refused("InvalidInput", null, "not this one", List.of());
      }
      if (changes.stream().anyMatch(OrderChange.TransitionState.class::isInstance)) {
        throw new Refused("InvalidOperation", null, "no transition from Open", List.of());
      }
      changes.forEach(c -> written.add(basis.orderNumber() + " " + c));
      OrderView after = UpdatedOrder.after(basis, changes);
      orders.put(basis.orderNumber(), after);
      return after;
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.of("state-id");
    }
  }

  private void mirror(Mappings mappings) {
    Shop shop = new Shop();
    Cases cases = new Cases(database, mappings);
    TestMirror.mirror(
            shop,
            mappings,
            Settings.read(
                Map.of(
                    "CTP_PROJECT_KEY", "x",
                    "CTP_CLIENT_ID", "x",
                    "CTP_CLIENT_SECRET", "x",
                    "CTP_SCOPES", "x",
                    "CTP_AUTH_URL", "https://auth.example.com",
                    "CTP_API_URL", "https://api.example.com")),
            database,
            TestDatabase.claims(database),
            states,
            TestDatabase.work(database),
            cases)
        .run(Claim.none(new WakeUp(MirrorStatus.NAME, "es/r1", "case:1")));
  }

  private static OrderView order(
      String number,
      OrderView.Fields fields,
      Map<String, FieldValue> custom,
      OrderView.ReturnItem... items) {
    OrderView plain = Returns.order(number, List.of(Returns.line("l1", "TSHIRT", 1)), items);
    return new OrderView(
        plain.id(),
        1,
        number,
        null,
        plain.total(),
        plain.lines(),
        plain.returnItems(),
        fields,
        custom,
        Set.of(),
        null,
        "Open",
        null);
  }

  private static ReturnState state(int units) {
    return Returns.state(
        Returns.snapshot(
            "received", 1, List.of(Returns.item("i1", "TSHIRT", units, "too_small")), List.of()),
        java.util.stream.IntStream.rangeClosed(1, units)
            .mapToObj(n -> Returns.unit("i1", n, "TSHIRT", "l1").withReceived(true))
            .toArray(io.returnbridge.model.Unit[]::new));
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (ExceptionCase one : new CaseBook(database).list(CaseBook.Filter.NONE, null, 10)) {
      texts.put(one.code(), CaseTexts.of(one));
    }
    return texts;
  }

  @Test
  void what_hinders_an_order_is_said_in_words(@TempDir Path tables) throws IOException {
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, tables.resolve(file.getFileName()));
      }
    }
    Path statuses = tables.resolve("reveni-statuses.csv");
    Files.writeString(
        statuses,
        Files.readString(statuses)
            .replaceAll("(?m)^received,([^,]*),([^,]*),.*$", "received,$1,$2,returned"));
    orders.put(
        "O-1",
        order(
            "O-1",
            OrderView.Fields.CONFLICT,
            Map.of(),
            new OrderView.ReturnItem("x", "r1_i1_1", "l9", 1, "Returned", "Initial", Map.of())));
    states.save(state(3));

    mirror(Mappings.load(tables));

    assertThat(texts().keySet())
        .containsExactlyInAnyOrder("STATE_REFUSED", "TYPE_CONFLICT", "OVER_RETURN", "KEY_CONFLICT");
    assertThat(texts().get("STATE_REFUSED"))
        .startsWith("Order O-1 could not move to the State returned: no transition from Open.");
    assertThat(texts().get("TYPE_CONFLICT"))
        .startsWith("In commercetools order O-1 has a Type that lacks the return fields.");
    assertThat(texts().get("OVER_RETURN")).contains("of TSHIRT are to be returned, but order O-1");
    assertThat(texts().get("KEY_CONFLICT")).contains("under the key r1_i1_1");
  }

  @Test
  void the_order_that_the_return_was_taken_for_shows_nothing_of_it_any_more() {
    orders.put("O-1", order("O-1", OrderView.Fields.READY, Map.of()));
    orders.put(
        "O-0",
        order(
            "O-0",
            OrderView.Fields.READY,
            Map.of("reveniReturnStatus", new FieldValue.Text("received"))));
    ReturnState wrong = state(1);
    states.save(
        new ReturnState(
                wrong.id(),
                "RMA-1",
                "O-0",
                true,
                wrong.snapshot(),
                wrong.units(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                0)
            .withOrder("O-1"));

    mirror(Mappings.load(Path.of("mappings")));

    assertThat(written)
        .filteredOn(w -> w.startsWith("O-0 "))
        .containsExactly("O-0 " + new OrderChange.SetField("reveniReturnStatus", null));
    assertThat(written).anyMatch(w -> w.startsWith("O-1 SetField[name=reveniReturnStatus"));
    assertThat(written).anyMatch(w -> w.startsWith("O-1 AddReturnInfo"));
  }

  @Test
  void an_exchange_order_keeps_the_return_that_led_to_it() {
    orders.put("O-1", order("O-1", OrderView.Fields.READY, Map.of()));
    orders.put("EX-0", order("EX-0", OrderView.Fields.READY, ids("r0")));
    states.save(named("EX-0"));

    mirror(Mappings.load(Path.of("mappings")));

    assertThat(written).contains("EX-0 " + new OrderChange.SetField(IDS, texts("r0", "r1")));
  }

  @Test
  void an_exchange_order_that_a_return_was_taken_for_keeps_the_return_that_led_to_it() {
    orders.put("O-1", order("O-1", OrderView.Fields.READY, Map.of()));
    orders.put("EX-0", order("EX-0", OrderView.Fields.READY, ids("r0", "r1")));
    states.save(named("EX-0").withOrder("O-1"));

    mirror(Mappings.load(Path.of("mappings")));

    assertThat(written)
        .filteredOn(w -> w.startsWith("EX-0 "))
        .containsExactly("EX-0 " + new OrderChange.SetField(IDS, texts("r0")));
  }

  @Test
  void an_order_that_the_return_was_taken_for_may_be_gone() {
    orders.put("O-1", order("O-1", OrderView.Fields.READY, Map.of()));
    states.save(named("O-GONE").withOrder("O-1"));

    mirror(Mappings.load(Path.of("mappings")));

    assertThat(written).anyMatch(w -> w.startsWith("O-1 SetField[name=reveniReturnStatus"));
    assertThat(texts()).isEmpty();
  }

  @Test
  void an_order_that_refuses_everything_keeps_no_other_order_back() {
    orders.put("O-1", order("O-1", OrderView.Fields.READY, Map.of()));
    orders.put("O-2", order("O-2", OrderView.Fields.READY, Map.of()));
    refusing.add("O-1");
    states.save(alsoOn("O-2"));

    assertThatThrownBy(() -> mirror(Mappings.load(Path.of("mappings"))))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("not this one");

    assertThat(written).isNotEmpty().allMatch(w -> w.startsWith("O-2 AddReturnInfo"));
  }

  @Test
  void an_order_that_is_gone_is_a_case_until_it_is_there_and_keeps_no_other_order_back() {
    orders.put("O-2", order("O-2", OrderView.Fields.READY, Map.of()));
    states.save(alsoOn("O-2"));
    Mappings mappings = Mappings.load(Path.of("mappings"));

    mirror(mappings);

    assertThat(written).isNotEmpty().allMatch(w -> w.startsWith("O-2 AddReturnInfo"));
    assertThat(open()).containsExactly("ORDER_NOT_FOUND");

    orders.put("O-1", order("O-1", OrderView.Fields.READY, Map.of()));
    mirror(mappings);

    assertThat(open()).isEmpty();
    assertThat(written).anyMatch(w -> w.startsWith("O-1 AddReturnInfo"));
  }

  private List<String> open() {
    return database.query("select code from exception_case where status = 'open'", r -> r.text(1));
  }

  /** Two units, of which the second is of another order. */
  private static ReturnState alsoOn(String orderNumber) {
    ReturnState state = state(2);
    Unit second =
        state.units().get(1).withAllocation(new Unit.Allocation(orderNumber, "l1", false), null);
    return state.withUnits(List.of(state.units().get(0), second));
  }

  private static final String IDS = "reveniReturnIds";

  private static Map<String, FieldValue> ids(String... ids) {
    return Map.of(IDS, texts(ids));
  }

  private static FieldValue texts(String... ids) {
    return new FieldValue.Texts(List.of(ids));
  }

  private static ReturnState named(String orderNumber) {
    ReturnState state = state(1);
    return new ReturnState(
        state.id(),
        "RMA-1",
        orderNumber,
        true,
        state.snapshot(),
        state.units(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        0);
  }
}
