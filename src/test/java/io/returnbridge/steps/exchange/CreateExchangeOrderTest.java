package io.returnbridge.steps.exchange;

import static io.returnbridge.model.Returns.exchanged;
import static io.returnbridge.model.Returns.order;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static io.returnbridge.model.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.mappings.Stores;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ExchangeRelease;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CreateExchangeOrderTest extends ExchangedReturn {

  @Test
  void a_channel_that_the_table_has_by_now_heals_the_plan() {
    says("in_progress", exchanged("i", "A", "B"));
    create(without("web-es"), "event:1");
    assertThat(cases()).containsExactly("CHANNEL_UNKNOWN open");
    assertThat(details()).containsEntry("channel", "web-es").containsEntry("sku", "B");
    assertThat(imported.orders).isEmpty();

    List<OutboxRecord> told = create(SHIPPED, "case:1");

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
  void what_was_created_is_told_although_the_next_one_fails() {
    says("in_progress", exchanged("i", "A", "B"));
    imported.failing = true;
    assertThatThrownBy(() -> create(SHIPPED, "event:1")).isInstanceOf(Rejected.class);
    says("in_progress", exchanged("i", "A", "B"), exchanged("j", "C", "D"));
    imported.failing = false;
    imported.failingFrom = 2;

    List<OutboxRecord> told = create(SHIPPED, "event:2");

    assertThat(told).extracting(OutboxRecord::id).containsExactly("exchange:es:EX-RMA-1");
    assertThat(work()).contains("create-exchange-order es/r1", "mirror-status es/r1");
    outbox.published(told);
    assertThatThrownBy(() -> create(SHIPPED, "event:2")).isInstanceOf(Rejected.class);
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("created", "planned");
  }

  @Test
  void an_exchange_waits_for_acceptance_where_its_store_does_and_no_longer() {
    Mappings waiting = releasing(ExchangeRelease.ACCEPTED);
    says("in_progress", exchanged("i", "A", "B"));
    assertThat(create(waiting, "event:1")).isEmpty();
    assertThat(waiting()).containsExactly("batch:exchange_release=accepted of es");

    assertThat(TestDatabase.work(database).flushBatchesBut(List.of())).isEqualTo(1);
    assertThat(create(SHIPPED, "batch:exchange_release=accepted of es")).hasSize(1);

    clean();
    says("in_progress", exchanged("i", "A", "B"));
    create(waiting, "event:1");
    says("cancelled", exchanged("i", "A", "B"));
    TestDatabase.work(database).drop(CreateExchangeOrder.NAME, "es/r1");
    create(waiting, "event:2");
    assertThat(waiting()).as("nothing is to come").isEmpty();
  }

  private List<String> waiting() {
    return database.query("select trigger from work where waiting", r -> r.text(1));
  }

  private static Mappings releasing(ExchangeRelease release) {
    List<StoreRow> rows =
        SHIPPED.stores().all().stream()
            .map(
                s ->
                    new StoreRow(
                        s.store(),
                        s.commercetoolsStore(),
                        s.country(),
                        s.currency(),
                        s.locale(),
                        s.defaultChannel(),
                        release))
            .toList();
    return new MappingTables(
        new Stores(rows),
        SHIPPED.channels(),
        SHIPPED.reasons(),
        SHIPPED.dispositions(),
        SHIPPED.statuses(),
        SHIPPED.timing(),
        SHIPPED.exceptions(),
        SHIPPED.payload());
  }

  /** Two plans, neither of which has its order. */
  private void planTwo(RuntimeException first, RuntimeException second) {
    imported.broken.put("EX-RMA-1", new Rejected("a defect", null));
    says("in_progress", exchanged("i", "A", "B"));
    assertThatThrownBy(() -> create(SHIPPED, "event:1")).isInstanceOf(Rejected.class);
    imported.broken.clear();
    imported.broken.put("EX-RMA-1", first);
    imported.broken.put("EX-RMA-1-2", second);
    imported.broken.values().removeIf(Objects::isNull);
    says("in_progress", exchanged("i", "A", "B"), exchanged("j", "C", "D"));
  }

  @Test
  void a_defect_keeps_no_sibling_from_its_order_and_is_said_afterwards() {
    planTwo(new Rejected("a defect", null), null);

    List<OutboxRecord> told = create(SHIPPED, "event:2");

    assertThat(told).extracting(OutboxRecord::id).containsExactly("exchange:es:EX-RMA-1-2");
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("planned", "created");
    outbox.published(told);
    assertThatThrownBy(() -> create(SHIPPED, "event:2")).isInstanceOf(Rejected.class);
  }

  @Test
  void what_is_out_of_stock_is_a_case_although_the_next_one_fails_and_no_other_case_is_resolved() {
    planTwo(
        new Refused("OutOfStock", null, "none left", List.of("B")), new Rejected("a defect", null));
    new Cases(database, SHIPPED)
        .add(
            Origin.of(new WakeUp(CreateExchangeOrder.NAME, "es/r1", "event:1")),
            Trouble.of("COMMERCETOOLS_REJECTED", Map.of()));

    assertThatThrownBy(() -> create(SHIPPED, "event:2")).isInstanceOf(Rejected.class);

    assertThat(cases())
        .containsExactlyInAnyOrder("COMMERCETOOLS_REJECTED open", "EXCHANGE_OUT_OF_STOCK open");
  }

  @Test
  void what_was_created_is_durable_before_the_next_request() {
    planTwo(null, new Unavailable("commercetools", "away", null, null));

    List<OutboxRecord> told = create(SHIPPED, "event:2");

    assertThat(told).extracting(OutboxRecord::id).containsExactly("exchange:es:EX-RMA-1");
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("created", "planned");
    assertThat(work()).contains("create-exchange-order es/r1", "mirror-status es/r1");
  }

  @Test
  void a_plan_is_stored_before_its_first_request() {
    says("in_progress", exchanged("i", "A", "B"));
    imported.atRequest =
        plan ->
            assertThat(plans())
                .extracting(p -> p.orderNumber() + " " + p.lines() + " " + p.status())
                .containsExactly(plan.orderNumber() + " " + plan.lines() + " planned");

    create(SHIPPED, "event:1");

    assertThat(imported.plans).hasSize(1);
  }

  @Test
  void a_case_is_closed_when_there_is_nothing_to_exchange_any_more() {
    says("in_progress", with(exchanged("i", "A", "B"), ItemStatus.REJECTED));
    new Cases(database, SHIPPED)
        .add(
            Origin.of(new WakeUp(CreateExchangeOrder.NAME, "es/r1", "event:1")),
            Trouble.of("COMMERCETOOLS_REJECTED", Map.of()));

    create(SHIPPED, "case:1");

    assertThat(cases()).containsExactly("COMMERCETOOLS_REJECTED resolved");
  }

  @Test
  void the_unit_whose_refund_the_order_shows_is_not_the_one_that_is_exchanged() {
    Item two =
        new Item(
            "i",
            null,
            "A",
            2,
            "too_small",
            new BigDecimal("10.00"),
            ItemStatus.PENDING,
            null,
            new Exchange("B", 1, BigDecimal.ZERO));
    states.save(
        state(
            snapshot("in_progress", 1, List.of(two), List.of()),
            unit("i", 1, "A", "l1"),
            unit("i", 2, "A", "l2")));
    OrderView order =
        order(
            "O-1",
            List.of(
                new OrderView.Line("l1", "A", 1, false, "wh-one", "web-es"),
                new OrderView.Line("l2", "A", 1, false, "wh-two", "web-es")),
            new OrderView.ReturnItem(
                "x",
                "r1_i_2",
                "l2",
                1,
                "Returned",
                MeantUnits.REFUNDED,
                Map.of("reveniReturnId", new FieldValue.Text("r1"))));

    create(new Shop(List.of(order)), SHIPPED, "event:1");

    assertThat(imported.plans.get(0).lines())
        .extracting(ExchangePlan.Line::supplyChannel)
        .containsExactly("wh-one");
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
                false,
                null)));
    OrderView exchange =
        order("EX-0", List.of(new OrderView.Line("x1", "B", 1, false, "wh-far", "web-es")));

    create(new Shop(List.of(orders.order(), exchange)), SHIPPED, "event:1");

    assertThat(cases()).isEmpty();
    assertThat(imported.plans.get(0).lines())
        .extracting(ExchangePlan.Line::supplyChannel)
        .containsExactly("wh-far");
  }
}
