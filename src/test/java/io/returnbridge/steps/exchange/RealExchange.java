package io.returnbridge.steps.exchange;

import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commercetools.Shop;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Exchanges in the sandbox: orders of two A and one C, sold by web-es from wh-es. */
abstract class RealExchange {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  Shop shop;
  Database database;
  ReturnStates states;

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

  /** The draft of an order, with its address. */
  ObjectNode draft(String number) {
    Seeds seeds = shop.sandbox.seeds();
    ObjectNode draft =
        seeds.orderDraft(number, null, "EUR", List.of(Shop.line("A", 2), Shop.line("C", 1)));
    draft.set("shippingAddress", seeds.address("Ana", "Gil", "Calle Mayor", "Madrid", "ES"));
    return draft;
  }

  /** What Reveni says of a return of the order now; each unit has its line. */
  void says(ReturnId id, String number, String status, Item... items) {
    ReturnState known = states.find(id).orElse(null);
    JsonNode lines = shop.sandbox.order(number).orElseThrow().path("lineItems");
    List<Unit> units = new ArrayList<>();
    for (Item item : items) {
      for (JsonNode line : lines) {
        if (line.at("/variant/sku").asText().equals(item.sku())) {
          for (int n = 1; n <= item.quantity(); n++) {
            units.add(
                unit(item, n, new Unit.Allocation(number, line.path("id").asText(), false, n)));
          }
        }
      }
    }
    states.save(
        new ReturnState(
            id,
            "RMA-" + id.id(),
            number,
            true,
            with(snapshot(status, 1, List.of(items), List.of()), id, false, false),
            units,
            List.of(),
            known == null ? List.of() : known.exchanges(),
            Map.of(),
            known == null ? List.of() : known.timeline(),
            List.of(),
            known == null ? 0 : known.version()));
  }

  private static Unit unit(Item item, int n, Unit.Allocation allocation) {
    return new Unit(
        item.itemId(),
        n,
        item.sku(),
        allocation,
        "web-es",
        "too-small",
        false,
        null,
        null,
        false,
        null);
  }

  StepRunner creator(Database own, ExchangeOrders exchangeOrders) {
    return TestExchanges.creator(
        exchangeOrders,
        shop.orders,
        MAPPINGS,
        own,
        TestDatabase.claims(own),
        new ReturnStates(own),
        TestDatabase.work(own),
        new Cases(own, MAPPINGS));
  }

  List<OutboxRecord> create(ReturnId id, String trigger) {
    return creator(database, shop.exchangeOrders)
        .run(Claim.none(new WakeUp(CreateExchangeOrder.NAME, id.subject(), trigger)));
  }

  /** Number and state of each exchange order of the return, with its goods. */
  Set<String> orders(ReturnId id) {
    Set<String> orders = new TreeSet<>();
    for (JsonNode order : shop.sandbox.orders()) {
      String number = order.path("orderNumber").asText();
      if (number.equals("EX-RMA-" + id.id()) || number.startsWith("EX-RMA-" + id.id() + "-")) {
        Set<String> goods = new TreeSet<>();
        order
            .path("lineItems")
            .forEach(l -> goods.add(l.path("quantity") + " " + l.at("/variant/sku").asText()));
        orders.add(number + " " + order.path("orderState").asText() + " " + goods);
      }
    }
    return orders;
  }

  /** Of the return, code and subject of those that are not resolved. */
  Set<String> cases(ReturnId id) {
    return new TreeSet<>(
        database.query(
            """
            select code || ' ' || subject || ' ' || owner from exception_case
            where status <> 'resolved' and return_id = ?
            """,
            r -> Objects.requireNonNull(r.text(1)),
            id.id()));
  }
}
