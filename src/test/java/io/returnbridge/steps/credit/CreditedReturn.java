package io.returnbridge.steps.credit;

import static io.returnbridge.commercetools.Shop.line;
import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Payments;
import io.returnbridge.commercetools.Shop;
import io.returnbridge.engine.Claim;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A return of three A of order O-1, with the refunds that a test says. */
abstract class CreditedReturn {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  Shop shop;
  Database database;
  ReturnStates states;

  @BeforeEach
  void start() {
    shop = Shop.ready();
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    shop.order("O-1", line("A", 3));
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  static Refund reversed(Refund r, String amount) {
    return new Refund(
        r.refundId(),
        r.status(),
        r.method(),
        r.paidBy(),
        r.amount(),
        r.currency(),
        r.fees(),
        null,
        r.bonus(),
        new BigDecimal(amount),
        r.completedAt(),
        r.items());
  }

  /** The return as Reveni says that it is now, with what was done about it. */
  void says(Refund... refunds) {
    ReturnState now =
        state(
            snapshot("in_progress", 1, List.of(item("i", "A", 3, "too_small")), List.of(refunds)),
            unit("i", 1, "A", "l1"));
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
                        now.snapshot(),
                        known.units(),
                        known.credits(),
                        known.exchanges(),
                        known.classifications(),
                        known.timeline(),
                        List.of(),
                        known.version()))
            .orElse(now));
  }

  List<OutboxRecord> link(String trigger) {
    return link(shop.payments, trigger);
  }

  List<OutboxRecord> link(Payments payments, String trigger) {
    return link(payments, Returns.ID, trigger);
  }

  List<OutboxRecord> link(Payments payments, ReturnId id, String trigger) {
    return TestCredits.linker(
            payments,
            shop.orders,
            MAPPINGS,
            database,
            TestDatabase.claims(database),
            states,
            TestDatabase.work(database),
            new Cases(database, MAPPINGS))
        .run(Claim.none(new WakeUp(LinkCredit.NAME, id.subject(), trigger)));
  }

  void providerRefunded(long cents) {
    providerRefunded("O-1", cents);
  }

  void providerRefunded(String orderNumber, long cents) {
    String id =
        shop.sandbox
            .create(
                "payments",
                """
                {"amountPlanned":{"currencyCode":"EUR","centAmount":7485},
                 "paymentMethodInfo":{"paymentInterface":"stripe"},
                 "transactions":[{"type":"Refund","state":"Success",
                   "amount":{"currencyCode":"EUR","centAmount":%d}}]}
                """
                    .formatted(cents))
            .path("id")
            .asText();
    shop.sandbox.update(
        "orders",
        order(orderNumber).path("id").asText(),
        "[{\"action\":\"addPayment\",\"payment\":{\"typeId\":\"payment\",\"id\":\"" + id + "\"}}]");
  }

  JsonNode order() {
    return order("O-1");
  }

  JsonNode order(String orderNumber) {
    return shop.sandbox.order(orderNumber).orElseThrow();
  }

  JsonNode payment() {
    return shop.sandbox.payment("reveni-credit-r1-rf").orElseThrow();
  }

  JsonNode field(String name) {
    return order().path("custom").path("fields").path(name);
  }

  long refunded() {
    return field("reveniRefundedAmount").path("centAmount").asLong();
  }

  List<String> cases() {
    return database.query(
        "select code || ' ' || subject || ' ' || status from exception_case", r -> r.text(1));
  }

  String cause() {
    return database.find("select cause from exception_case", r -> r.text(1)).orElseThrow();
  }
}
