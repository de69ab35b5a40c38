package io.returnbridge.steps.exchange;

import static io.returnbridge.model.Returns.exchanged;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.store.OutboxRecord;
import java.math.BigDecimal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges that nobody could deliver, or of more goods than there are. */
class ExchangeAddressTest extends RealExchange {

  private static final ReturnId ID = new ReturnId("es", "r1");

  @BeforeEach
  void stock() {
    shop.sandbox.seeds().stock("B", "wh-es", 9);
    shop.sandbox.seeds().stock("D", "wh-es", 9);
  }

  private void importWithout(String... fields) {
    ObjectNode draft = draft("O-1");
    for (String field : fields) {
      draft.remove(field);
    }
    shop.sandbox.seeds().importOrder(draft);
  }

  private void addAddress() {
    shop.sandbox.update(
        "orders",
        shop.sandbox.order("O-1").orElseThrow().path("id").asText(),
        """
        [{"action":"setShippingAddress","address":{"country":"ES","city":"Madrid","streetName":"Calle Mayor"}}]
        """);
  }

  @Test
  void without_an_address_nobody_is_told_until_there_is_one() {
    importWithout("shippingAddress");
    says(ID, "O-1", "in_progress", exchanged("i", "A", "B"));

    assertThat(create(ID, "event:1")).isEmpty();

    assertThat(cases(ID)).containsExactly("EXCHANGE_ADDRESS_MISSING EX-RMA-r1 cx");
    var it = new CaseBook(database).list(CaseBook.Filter.NONE, null, 10).get(0);
    assertThat(it.cause()).contains("RMA-r1: B was agreed", "order O-1 has no address");
    assertThat(it.nextStep()).contains("order O-1");
    assertThat(orders(ID)).isEmpty();
    assertThat(
            database.query(
                "select trigger from work where step = 'create-exchange-order' and waiting and due_at > now()",
                r -> r.text(1)))
        .as("it is looked at again without anybody")
        .containsExactly("order-awaited");

    addAddress();
    assertThat(create(ID, "order-awaited"))
        .extracting(OutboxRecord::id)
        .containsExactly("exchange:es:EX-RMA-r1");

    assertThat(cases(ID)).isEmpty();
    assertThat(orders(ID)).containsExactly("EX-RMA-r1 Open [1 B]");
  }

  @Test
  void a_retry_without_the_address_opens_the_case_again_and_with_it_goes_on() {
    importWithout("shippingAddress");
    says(ID, "O-1", "in_progress", exchanged("i", "A", "B"));
    create(ID, "event:1");
    database.update("update exception_case set status = 'retrying'");

    create(ID, "case:1");
    assertThat(database.query("select status from exception_case", r -> r.text(1)))
        .containsExactly("open");
    addAddress();
    create(ID, "case:1");

    assertThat(orders(ID)).hasSize(1);
    assertThat(cases(ID)).isEmpty();
  }

  @Test
  void more_new_goods_than_the_item_has_are_a_case_and_its_sibling_goes_on() {
    importWithout();
    Item tooMany = exchanging(exchanged("i", "A", "B"), 2, 3);
    says(ID, "O-1", "in_progress", tooMany, exchanged("j", "C", "D"));

    create(ID, "event:1");

    assertThat(cases(ID)).containsExactly("EXCHANGE_QUANTITY i cx");
    assertThat(new CaseBook(database).list(CaseBook.Filter.NONE, null, 10).get(0).cause())
        .contains("3 × B were agreed as the exchange of item i, which has only 2");
    assertThat(orders(ID)).containsExactly("EX-RMA-r1 Open [1 D]");

    says(ID, "O-1", "in_progress", exchanging(tooMany, 2, 2), exchanged("j", "C", "D"));
    create(ID, "event:2");

    assertThat(cases(ID)).isEmpty();
    assertThat(orders(ID)).containsExactly("EX-RMA-r1 Open [1 D]", "EX-RMA-r1-2 Open [2 B]");
  }

  private static Item exchanging(Item item, int quantity, int of) {
    return new Item(
        item.itemId(),
        item.lineItemId(),
        item.sku(),
        quantity,
        item.reason(),
        item.amount(),
        item.status(),
        item.receivedQuantity(),
        new Exchange("B", of, BigDecimal.ZERO));
  }
}
