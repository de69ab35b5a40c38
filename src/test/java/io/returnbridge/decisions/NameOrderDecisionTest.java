package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.decisions.Decided.Why;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameOrderDecisionTest {

  private static final Person ANA = Deciding.ANA;

  private final Shelf orders = new Shelf();
  private Database database;
  private Cases cases;
  private CaseBook book;
  private ReturnStates states;
  private NameOrderDecision names;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, Deciding.MAPPINGS);
    book = new CaseBook(database);
    states = new ReturnStates(database);
    names = new Deciding(database).orderNames(orders);
    orders.put(order("O-2", null, "TSHIRT", "JEANS"));
  }

  private static final class Shelf implements Orders {
    private final Map<String, OrderView> orders = new LinkedHashMap<>();
    private boolean away;

    void put(OrderView order) {
      orders.put(order.orderNumber(), order);
    }

    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return read(orderNumber);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      if (away) {
        throw new Unavailable("commercetools", "503", null, null);
      }
      return Optional.ofNullable(orders.get(orderNumber));
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      throw new AssertionError("Naming an order writes nothing");
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }

  private static OrderView order(String number, String store, String... skus) {
    OrderView plain =
        Returns.order(
            number,
            List.of(skus).stream().map(s -> Returns.line(number + s, s, 1)).toList(),
            Returns.returned("r1_i2_1", number + "JEANS", "Initial"));
    return new OrderView(
        plain.id(),
        1,
        number,
        store,
        plain.total(),
        plain.lines(),
        plain.returnItems(),
        plain.fields(),
        plain.custom(),
        plain.paymentIds(),
        null,
        "Open",
        null);
  }

  private ReturnState known(boolean found, Unit... units) {
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received",
                1,
                List.of(
                    Returns.item("i1", "TSHIRT", 1, "too_small"),
                    Returns.item("i2", "JEANS", 1, "too_small")),
                List.of()),
            units);
    return states.save(
        new ReturnState(
            state.id(),
            "RMA-1",
            "O-1",
            found,
            state.snapshot(),
            state.units(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  private ReturnState unknownOrder() {
    return known(
        false, Returns.unit("i1", 1, "TSHIRT", null), Returns.unit("i2", 1, "JEANS", null));
  }

  private String opened(ReturnState state, String code) {
    cases.add(Origin.of("accept-return", state), Trouble.of(code, Map.of("detail", "x")));
    return book.list(new CaseBook.Filter(null, null, code, null), null, 1).get(0).id();
  }

  private ReturnState now() {
    return states.find(Returns.ID).orElseThrow();
  }

  private static Refused only(Decided decided) {
    assertThat(decided.cases()).isEmpty();
    return decided.refused().get(0);
  }

  @Test
  void the_named_order_is_the_returns_and_the_steps_look_again() {
    String id = opened(unknownOrder(), "ORDER_NOT_FOUND");

    ExceptionCase named = names.name(id, ANA, "O-2", "She told me").cases().get(0);

    assertThat(named.status()).isEqualTo("resolved");
    assertThat(named.orderNumber()).isEqualTo("O-2");
    assertThat(named.history().get(1))
        .extracting("who", "what", "note", "detail")
        .containsExactly("ana", "order-named", "She told me", "O-2");
    assertThat(now().orderNumber()).isEqualTo("O-2");
    assertThat(now().orderFound()).isTrue();
    assertThat(now().formerOrders()).isEmpty();
    assertThat(now().timeline()).singleElement().extracting("event").isEqualTo("order-named");
    assertThat(states.ofOrder("O-2")).containsExactly(now());
    assertThat(TestDatabase.takeDue(database))
        .extracting(c -> c.step() + " " + c.trigger())
        .containsExactlyInAnyOrder(
            "accept-return case:" + id, "link-credit case:" + id, "mirror-status case:" + id);
  }

  @Test
  void units_that_are_not_written_on_the_wrong_order_move_with_the_return() {
    orders.put(order("O-1", null, "TSHIRT", "JEANS"));
    ReturnState state =
        known(true, Returns.unit("i1", 1, "TSHIRT", "l1"), Returns.unit("i2", 1, "JEANS", "l2"));
    String id = opened(state, "LINE_NOT_FOUND");

    ExceptionCase named = names.name(id, ANA, "O-2", null).cases().get(0);

    assertThat(named.history().get(1).detail()).isEqualTo("O-2 instead of O-1");
    assertThat(now().orderNumber()).isEqualTo("O-2");
    assertThat(now().formerOrders()).containsExactly("O-1");
    assertThat(now().units()).extracting(u -> u.allocation() == null).containsExactly(true, false);
    assertThat(database.query("select order_number from allocation", r -> r.text(1)))
        .containsExactly("O-1");
  }

  @Test
  void naming_the_order_of_before_again_takes_it_back() {
    orders.put(order("O-1", null, "TSHIRT"));
    ReturnState state = known(true, Returns.unit("i1", 1, "TSHIRT", null));
    names.name(opened(state, "LINE_NOT_FOUND"), ANA, "O-2", null);

    names.name(opened(now(), "LINE_NOT_FOUND"), ANA, "O-1", null);

    assertThat(now().orderNumber()).isEqualTo("O-1");
    assertThat(now().formerOrders()).containsExactly("O-2");
  }

  @Test
  void an_order_that_is_not_there_or_has_none_of_the_goods_is_refused() {
    orders.put(order("O-3", null, "SCARF"));
    ReturnState state = unknownOrder();
    String id = opened(state, "ORDER_NOT_FOUND");

    Refused nowhere = only(names.name(id, ANA, "O-9", null));
    Refused others = only(names.name(id, ANA, "O-3", null));

    assertThat(List.of(nowhere, others))
        .allMatch(r -> r.why() == Why.UNFIT && "orderNumber".equals(r.field()));
    assertThat(nowhere.detail()).contains("O-9").contains("not in commercetools");
    assertThat(others.detail()).contains("O-3").contains("TSHIRT, JEANS");
    assertThat(now()).isEqualTo(state);
    assertThat(book.find(id).orElseThrow().status()).isEqualTo("open");
  }

  @Test
  void an_order_is_looked_at_with_whose_it_is_and_what_of_the_return_it_has() {
    orders.put(order("O-6", null, "TSHIRT", "SCARF"));
    ReturnState state = unknownOrder();
    String id = opened(state, "ORDER_NOT_FOUND");
    names = new Deciding(database).orderNames(orders, Map.of("O-6", "ana@example.com"));

    NameOrderDecision.Candidate looked = names.look(id, ANA, "O-6").candidate();

    assertThat(looked.email()).isEqualTo("ana@example.com");
    assertThat(looked.goods())
        .containsExactly(
            new NameOrderDecision.Goods("TSHIRT", 1, true),
            new NameOrderDecision.Goods("SCARF", 1, false));
    assertThat(looked.lacking()).containsExactly("JEANS");
    assertThat(names.look(id, ANA, "O-9").refused().detail()).contains("not in commercetools");
    assertThat(now()).isEqualTo(state);
    assertThat(book.find(id).orElseThrow().status()).isEqualTo("open");
  }

  @Test
  void goods_of_an_exchange_order_count_and_an_exchange_of_others_does_not() {
    orders.put(order("O-7", null, "SCARF"));
    orders.put(order("EX-7", null, "GLOVES"));
    String id = opened(unknownOrder(), "ORDER_NOT_FOUND");
    exchanged("r7", "O-7", "EX-7");

    assertThat(only(names.name(id, ANA, "O-7", null)).detail()).contains("none of the goods");

    orders.put(order("EX-7", null, "JEANS"));
    assertThat(names.name(id, ANA, "O-7", null).refused()).isEmpty();
  }

  /** Another return, of which an exchange order was made. */
  private void exchanged(String id, String order, String exchange) {
    ReturnState other =
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "SCARF", 1, "too_small")), List.of()),
            Returns.unit("i1", 1, "SCARF", "l1"));
    states.save(
        new ReturnState(
            new ReturnId("es", id),
            "RMA-" + id,
            order,
            true,
            other.snapshot(),
            other.units(),
            List.of(),
            List.of(new ExchangePlan(exchange, List.of(), "x-1", ExchangePlan.CREATED)),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  @Test
  void an_order_of_another_store_is_refused(@TempDir Path tables) throws IOException {
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, tables.resolve(file.getFileName()));
      }
    }
    Path stores = tables.resolve("stores.csv");
    Files.writeString(stores, Files.readString(stores).replace("\nes,,", "\nes,spain,"));
    names = new Deciding(database, Mappings.load(tables)).orderNames(orders);
    orders.put(order("O-4", "portugal", "TSHIRT"));
    orders.put(order("O-5", "spain", "TSHIRT"));
    String id = opened(unknownOrder(), "ORDER_NOT_FOUND");

    Refused refused = only(names.name(id, ANA, "O-4", null));

    assertThat(refused.detail()).contains("portugal").contains("spain");
    assertThat(names.name(id, ANA, "O-5", null).refused()).isEmpty();
  }

  @Test
  void while_commercetools_is_away_nothing_is_decided() {
    ReturnState state = unknownOrder();
    String id = opened(state, "ORDER_NOT_FOUND");
    orders.away = true;

    assertThatThrownBy(() -> names.name(id, ANA, "O-2", null)).isInstanceOf(Unavailable.class);

    assertThat(now()).isEqualTo(state);
    assertThat(book.find(id).orElseThrow().history()).hasSize(1);
  }

  @Test
  void it_is_for_its_owner_and_its_cases_and_once() {
    ReturnState state = unknownOrder();
    String id = opened(state, "ORDER_NOT_FOUND");
    String other = opened(state, "OVER_RETURN");

    assertThat(only(names.name(id, new Person("w", Set.of("warehouse")), "O-2", null)).why())
        .isEqualTo(Why.FORBIDDEN);
    assertThat(only(names.name(other, ANA, "O-2", null)).why()).isEqualTo(Why.UNFIT);
    assertThat(only(names.name("none", ANA, "O-2", null)).why()).isEqualTo(Why.UNKNOWN);
    assertThat(names.name(id, new Person("c", Set.of("cx")), "O-2", null).refused()).isEmpty();
    assertThat(only(names.name(id, ANA, "O-2", null)).why()).isEqualTo(Why.CONFLICT);
    assertThat(now().timeline()).hasSize(1);
  }
}
