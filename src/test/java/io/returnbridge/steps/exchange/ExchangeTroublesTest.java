package io.returnbridge.steps.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.CaseTexts;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the cases about exchanges read. */
class ExchangeTroublesTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final OrderView ORIGINAL =
      Returns.order("O-1", List.of(Returns.line("l1", "JEANS-32", 1)));

  private final Factory factory = new Factory();
  private Database database;
  private ReturnStates states;
  private StepRunner creator;

  private static final class Factory implements ExchangeOrders {
    private Refused refusal;
    private ExchangeOrder found;

    @Override
    public Optional<ExchangeOrder> find(String orderNumber) {
      return Optional.ofNullable(found);
    }

    @Override
    public boolean isPickedUp(String orderNumber) {
      throw new AssertionError("Nobody asks for " + orderNumber);
    }

    @Override
    public ExchangeOrder create(
        ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause) {
      throw refusal;
    }
  }

  private static final class Original implements Orders {
    @Override
    public Optional<OrderView> lastSeen(String orderNumber) {
      return Optional.of(ORIGINAL);
    }

    @Override
    public Optional<OrderView> read(String orderNumber) {
      return Optional.of(ORIGINAL);
    }

    @Override
    public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
      return basis;
    }

    @Override
    public Optional<String> stateId(String stateKey) {
      return Optional.empty();
    }
  }

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    Original orders = new Original();
    creator =
        TestExchanges.creator(
            factory,
            orders,
            MAPPINGS,
            database,
            TestDatabase.claims(database),
            states,
            TestDatabase.work(database),
            new Cases(database, MAPPINGS));
  }

  private static ReturnState agreed(Item item, Unit unit) {
    return Returns.state(Returns.snapshot("in_progress", 1, List.of(item), List.of()), unit);
  }

  private static Unit jeans() {
    return Returns.unit("i1", 1, "JEANS-32", "l1");
  }

  private String read(ReturnState state, String code) {
    states.save(state);
    creator.run(Claim.none(new WakeUp(CreateExchangeOrder.NAME, "es/r1", "event:1")));
    var cases = new CaseBook(database).list(CaseBook.Filter.NONE, null, 10);
    assertThat(cases).singleElement().extracting("code").isEqualTo(code);
    return CaseTexts.of(cases.get(0));
  }

  private ReturnState agreed() {
    return agreed(Returns.exchanged("i1", "JEANS-32", "JEANS-34"), jeans());
  }

  @Test
  void out_of_stock() {
    factory.refusal = new Refused("OutOfStock", null, "none left", List.of("JEANS-34"));

    assertThat(read(agreed(), "EXCHANGE_OUT_OF_STOCK"))
        .startsWith("RMA-1: JEANS-34 was agreed as the exchange and is out of stock in web-es");
  }

  @Test
  void refused_for_another_reason() {
    factory.refusal = new Refused("InvalidField", null, "no tax rate", List.of());

    assertThat(read(agreed(), "EXCHANGE_FAILED"))
        .startsWith(
            "RMA-1: the exchange order for JEANS-34 was refused by commercetools: no tax rate.");
  }

  @Test
  void the_number_is_taken() {
    factory.refusal = new Refused("DuplicateField", "orderNumber", "taken", List.of());
    factory.found =
        new ExchangeOrders.ExchangeOrder(
            "id",
            "EX-RMA-1",
            List.of(),
            List.of(new ExchangeOrders.ExchangeOrder.Line("HAT", 2)),
            "Open");

    assertThat(read(agreed(), "KEY_CONFLICT"))
        .contains("under the key EX-RMA-1")
        .contains("an order of 2 × HAT");
  }

  @Test
  void new_goods_without_a_stock() {
    Unit sold = jeans().withAllocation(null, "web-fr");

    assertThat(
            read(agreed(Returns.exchanged("i1", "JEANS-32", "JEANS-34"), sold), "CHANNEL_UNKNOWN"))
        .startsWith("RMA-1: JEANS-34 cannot be booked");
  }

  @Test
  void withdrawn_or_changed_after_the_order_was_created() {
    factory.found = ours();
    ReturnState withdrawn =
        withOrder(agreed(Returns.item("i1", "JEANS-32", 1, "too_small"), jeans()));
    assertThat(read(withdrawn, "EXCHANGE_TO_CANCEL"))
        .startsWith(
            "RMA-1: exchange order EX-RMA-1 exists, but the exchange for JEANS-34 was withdrawn.");

    clean();
    factory.found = ours();
    factory.refusal = new Refused("OutOfStock", null, "none left", List.of("JEANS-36"));
    ReturnState changed =
        withOrder(agreed(Returns.exchanged("i1", "JEANS-32", "JEANS-36"), jeans()));
    states.save(changed);
    creator.run(Claim.none(new WakeUp(CreateExchangeOrder.NAME, "es/r1", "event:1")));
    assertThat(
            new CaseBook(database)
                .list(new CaseBook.Filter(null, null, "EXCHANGE_TO_CANCEL", null), null, 10))
        .singleElement()
        .extracting(CaseTexts::of)
        .asString()
        .contains("agreed is now 1 × JEANS-36");
  }

  private static ExchangeOrders.ExchangeOrder ours() {
    return new ExchangeOrders.ExchangeOrder(
        "id",
        "EX-RMA-1",
        List.of("r1"),
        List.of(new ExchangeOrders.ExchangeOrder.Line("JEANS-34", 1)),
        "Open");
  }

  private static ReturnState withOrder(ReturnState state) {
    return state.withExchange(
        new ExchangePlan(
            "EX-RMA-1",
            List.of(new ExchangePlan.Line("i1", "JEANS-34", 1, "web-es", null)),
            "id",
            ExchangePlan.CREATED));
  }
}
