package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Credit;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.StatutoryRefund;
import io.returnbridge.model.Unit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectationsTest {

  private static final Instant NOW = Returns.T0.plusSeconds(86400 * 10);
  private static final ReturnSnapshot.Item SHIRT = Returns.item("i1", "TSHIRT", 2, "too_small");
  private static final ReturnSnapshot.Item JEANS = Returns.exchanged("i2", "JEANS-32", "JEANS-34");

  private final Expectations expectations = new Expectations(Mappings.load(Path.of("mappings")));

  private List<String> of(ReturnState state) {
    return withTheLaw(state).stream().filter(e -> !e.startsWith("REFUND_DUE")).toList();
  }

  private List<String> withTheLaw(ReturnState state) {
    return expectations.of(state, NOW).stream().map(e -> e.code() + " " + e.subject()).toList();
  }

  private static ReturnSnapshot instant(ReturnSnapshot s, boolean instant, boolean terminal) {
    return Returns.with(s, s.id(), instant, terminal);
  }

  private static ReturnState paid(boolean orderFound, RefundStatus status) {
    return new ReturnState(
        Returns.ID,
        "RMA-1",
        "O-1",
        orderFound,
        Returns.snapshot(
            "in_progress", 1, List.of(SHIRT), List.of(Returns.refund("rf-1", "20.00", status))),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        1);
  }

  private static Credit credit(String paymentId, String linkedOrder) {
    return new Credit(
        "rf-1", "reveni-credit-r1-rf-1", paymentId, 1, new Money(2000, "EUR"), null, linkedOrder);
  }

  private static Unit received(String itemId, int n, String sku) {
    return Returns.unit(itemId, n, sku, "line-1").withReceived(true);
  }

  private static Unit inspected(Unit unit, String grade) {
    return unit.withOutcome(new Unit.Outcome("w/s1", grade, "saleable", "BackInStock", null, null));
  }

  @Test
  void a_return_that_only_opened_expects_nothing() {
    assertThat(
            of(
                Returns.state(
                    Returns.snapshot("in_progress", 1, List.of(SHIRT), List.of()),
                    Returns.unit("i1", 1, "TSHIRT", "line-1"))))
        .isEmpty();
  }

  @Test
  void a_paid_refund_expects_its_credit_and_to_be_shown_until_it_is_linked() {
    ReturnState paid = paid(true, RefundStatus.COMPLETED);

    assertThat(of(paid)).containsExactly("CREDIT_MISSING rf-1", "REFUND_NOT_MIRRORED rf-1");
    assertThat(of(paid.withCredit(credit("p1", null)))).containsExactly("REFUND_NOT_MIRRORED rf-1");
    assertThat(of(paid.withCredit(credit("p1", "O-1")))).isEmpty();
    assertThat(of(paid(true, RefundStatus.APPROVED))).isEmpty();

    Expectation credit = expectations.of(paid, NOW).get(0);
    assertThat(credit.step()).isEqualTo("link-credit");
    assertThat(credit.workSubject()).isEqualTo("es/r1");
    assertThat(credit.since()).isEqualTo(Returns.T0);
    assertThat(credit.details())
        .containsEntry("refundId", "rf-1")
        .containsEntry("amount", "20.00 EUR")
        .containsEntry("rmaNumber", "RMA-1")
        .containsEntry("orderNumber", "O-1");
  }

  @Test
  void while_the_order_is_unknown_only_the_order_and_the_credit_are_missing() {
    assertThat(of(paid(false, RefundStatus.COMPLETED)))
        .containsExactly("ORDER_NOT_FOUND ", "CREDIT_MISSING rf-1");
    assertThat(of(paid(false, RefundStatus.COMPLETED).withCredit(credit("p1", null))))
        .containsExactly("ORDER_NOT_FOUND ");
    assertThat(expectations.of(paid(false, RefundStatus.APPROVED), NOW).get(0).since())
        .isEqualTo(NOW);
  }

  @Test
  void nothing_is_expected_since_a_time_that_has_not_come() {
    Instant before = Returns.T0.minusSeconds(600);

    assertThat(expectations.of(paid(true, RefundStatus.COMPLETED), before))
        .allSatisfy(e -> assertThat(e.since()).isEqualTo(before));
  }

  @Test
  void an_instant_refund_by_Reveni_is_covered_until_the_goods_are_decided() {
    ReturnState linked = paid(true, RefundStatus.COMPLETED).withCredit(credit("p1", "O-1"));
    ReturnSnapshot s = linked.snapshot();

    assertThat(of(with(linked, instant(s, true, false)))).containsExactly("COVER_EXPIRING rf-1");
    assertThat(of(with(linked, instant(s, true, true)))).isEmpty();
    assertThat(of(with(linked, instant(s, false, false)))).isEmpty();
    ReturnSnapshot decided =
        Returns.snapshot(
            "in_progress",
            1,
            List.of(Returns.with(SHIRT, ItemStatus.ACCEPTED)),
            List.of(Returns.refund("rf-1", "20.00", RefundStatus.COMPLETED)));
    assertThat(of(with(linked, instant(decided, true, false)))).isEmpty();
    ReturnSnapshot reversed =
        Returns.snapshot(
            "in_progress",
            1,
            List.of(SHIRT),
            List.of(Returns.refund("rf-1", "20.00", RefundStatus.REVERSED)));
    assertThat(of(with(linked, instant(reversed, true, false)))).isEmpty();
  }

  private static ReturnState with(ReturnState state, ReturnSnapshot snapshot) {
    return new ReturnState(
        state.id(),
        state.rmaNumber(),
        state.orderNumber(),
        state.orderFound(),
        snapshot,
        state.units(),
        state.credits(),
        state.exchanges(),
        state.classifications(),
        state.timeline(),
        List.of(),
        state.version());
  }

  @Test
  void received_goods_are_to_be_held_and_held_goods_inspected() {
    ReturnSnapshot s = Returns.snapshot("received", 1, List.of(SHIRT), List.of());
    Unit one = received("i1", 1, "TSHIRT");
    Unit two = received("i1", 2, "TSHIRT");

    assertThat(of(Returns.state(s, one, two.withReceived(false))))
        .containsExactly("NOT_IN_INSPECTION i1");
    assertThat(expectations.of(Returns.state(s, one, two), NOW).get(1).expected()).isEqualTo("2");
    assertThat(
            of(
                Returns.state(
                    s,
                    one.withLocation("awaiting-inspection"),
                    two.withLocation("awaiting-inspection"))))
        .containsExactly("NOT_IN_INSPECTION i1", "INSPECTION_OVERDUE i1");
    assertThat(of(Returns.state(s, inspected(one, "a"), inspected(two, "c")))).isEmpty();
    assertThat(of(Returns.state(s, inspected(one, "a"), two.withLocation("awaiting-inspection"))))
        .containsExactly("NOT_IN_INSPECTION i1", "INSPECTION_OVERDUE i1");
    assertThat(of(Returns.state(s, inspected(one, "not_received"), inspected(two, "not_received"))))
        .isEmpty();
    assertThat(of(Returns.state(s, one.withReleased(true), two.withReleased(true)))).isEmpty();
    assertThat(
            of(Returns.state(s, one.withAllocation(new Unit.Allocation("O-1", "c1", true), null))))
        .isEmpty();
  }

  @Test
  void an_agreed_exchange_expects_the_order_that_it_will_have() {
    ReturnState agreed =
        Returns.state(Returns.snapshot("in_progress", 1, List.of(JEANS), List.of()));
    ExchangePlan plan =
        new ExchangePlan(
            "EX-RMA-1",
            List.of(new ExchangePlan.Line("i2", "JEANS-34", 1, "wh-es", null)),
            null,
            ExchangePlan.PLANNED);

    assertThat(of(agreed)).containsExactly("EXCHANGE_MISSING EX-RMA-1");
    assertThat(of(agreed.withExchange(plan))).containsExactly("EXCHANGE_MISSING EX-RMA-1");
    assertThat(
            of(
                agreed.withExchange(
                    new ExchangePlan("EX-RMA-1", plan.lines(), "order-id", ExchangePlan.CREATED))))
        .containsExactly("EXCHANGE_NOT_PICKED_UP EX-RMA-1");
    assertThat(of(agreed.withExchange(plan.withStatus(ExchangePlan.GIVEN_UP))))
        .containsExactly("EXCHANGE_MISSING EX-RMA-1-2");
    assertThat(of(Returns.state(Returns.snapshot("cancelled", 1, List.of(JEANS), List.of()))))
        .isEmpty();
    assertThat(
            of(
                Returns.state(
                        Returns.snapshot(
                            "received",
                            1,
                            List.of(Returns.with(JEANS, ItemStatus.REJECTED)),
                            List.of()),
                        Returns.unit(JEANS.itemId(), 1, JEANS.sku(), "line-1"))
                    .withExchange(plan)))
        .isEmpty();
    assertThat(expectations.of(agreed, NOW).get(0).details()).containsEntry("sku", "JEANS-34");
  }

  /** Two shirts are worth 20.00; everything else that is expected has happened. */
  private List<String> sums(ItemStatus item, boolean terminal, ReturnSnapshot.Refund... refunds) {
    ReturnSnapshot s =
        Returns.snapshot("in_progress", 1, List.of(Returns.with(SHIRT, item)), List.of(refunds));
    Unit one = Returns.unit("i1", 1, "TSHIRT", "line-1");
    Unit two = Returns.unit("i1", 2, "TSHIRT", "line-1");
    return expectations.of(Returns.state(instant(s, false, terminal), one, two), NOW).stream()
        .filter(e -> e.code().equals("REFUND_UNALLOCATED"))
        .map(e -> e.details().get("detail"))
        .toList();
  }

  private static ReturnSnapshot.Refund naming(ReturnSnapshot.Refund refund, int units) {
    return new ReturnSnapshot.Refund(
        refund.refundId(),
        refund.status(),
        refund.method(),
        refund.paidBy(),
        refund.amount(),
        refund.currency(),
        refund.fees(),
        null,
        refund.bonus(),
        refund.reversedAmount(),
        refund.completedAt(),
        List.of(new ReturnSnapshot.RefundItem("i1", units, null)));
  }

  @Test
  void refunds_that_do_not_come_to_the_units_are_told_once_no_more_is_to_come() {
    ReturnSnapshot.Refund part = Returns.refund("rf-1", "15.00", RefundStatus.COMPLETED);
    ReturnSnapshot.Refund rest = Returns.refund("rf-2", "5.00", RefundStatus.COMPLETED);
    ReturnSnapshot.Refund coming = Returns.refund("rf-2", "5.00", RefundStatus.APPROVED);
    String told = "they come to 15.00 EUR, the units to 20.00 EUR";

    assertThat(sums(ItemStatus.ACCEPTED, true, part)).containsExactly(told);
    assertThat(sums(ItemStatus.PENDING, true, part)).containsExactly(told);
    assertThat(sums(ItemStatus.ACCEPTED, false, part)).as("another refund may follow").isEmpty();
    assertThat(sums(ItemStatus.ACCEPTED, true, part, coming)).isEmpty();
    assertThat(sums(ItemStatus.ACCEPTED, true, part, rest)).isEmpty();
    assertThat(sums(ItemStatus.REJECTED, true, part)).as("nothing is owed").isEmpty();
    assertThat(sums(ItemStatus.ACCEPTED, true)).as("nothing was paid").isEmpty();
    assertThat(sums(ItemStatus.ACCEPTED, true, naming(part, 2)))
        .as("it names two, and has money for one")
        .containsExactly(told);
    assertThat(
            sums(
                ItemStatus.ACCEPTED,
                true,
                naming(Returns.refund("rf-1", "10.00", RefundStatus.COMPLETED), 1)))
        .as("one is refunded, and nothing was paid for the other")
        .isEmpty();
    assertThat(sums(ItemStatus.ACCEPTED, true, naming(part, 2), rest)).isEmpty();
    assertThat(
            sums(
                ItemStatus.ACCEPTED,
                true,
                naming(Returns.refund("rf-0", "7.00", RefundStatus.COMPLETED), 1),
                rest))
        .containsExactly("they come to 12.00 EUR, the units to 20.00 EUR");
  }

  @Test
  void goods_that_were_sent_back_are_to_be_refunded_within_the_time_of_the_law() {
    Unit one = Returns.unit("i1", 1, "TSHIRT", "l1");
    Unit two = Returns.unit("i1", 2, "TSHIRT", "l1");
    ReturnSnapshot shipped = Returns.snapshot("shipped", 2, List.of(SHIRT), List.of());
    ReturnState sent = Returns.state(shipped, one, two);

    assertThat(withTheLaw(sent)).contains("REFUND_DUE ");
    assertThat(since(sent)).isEqualTo(Returns.T0.plusSeconds(2 * 86_400));
    // Received later: the time runs from when it was shown that they were sent.
    ReturnState received =
        Returns.state(Returns.snapshot("received", 5, List.of(SHIRT), List.of()), one, two)
            .withTimeline(
                new ReturnState.TimelineEntry(
                    Returns.T0.plusSeconds(2 * 86_400), "return-shipped", "Sent back"));
    assertThat(since(received)).isEqualTo(Returns.T0.plusSeconds(2 * 86_400));

    assertThat(
            withTheLaw(
                Returns.state(
                    Returns.snapshot("in_progress", 1, List.of(SHIRT), List.of()), one, two)))
        .as("they are with the shopper")
        .doesNotContain("REFUND_DUE ");
    assertThat(withTheLaw(Returns.state(paid(shipped, "20.00"), one, two)))
        .doesNotContain("REFUND_DUE ");
    assertThat(withTheLaw(Returns.state(paid(shipped, "10.00"), one, two)))
        .as("one of two")
        .contains("REFUND_DUE ");
    assertThat(
            withTheLaw(
                Returns.state(
                    Returns.snapshot(
                        "received",
                        3,
                        List.of(Returns.with(SHIRT, ItemStatus.REJECTED)),
                        List.of()),
                    one,
                    two)))
        .doesNotContain("REFUND_DUE ");
    assertThat(
            withTheLaw(
                Returns.state(
                    Returns.snapshot("shipped", 2, List.of(JEANS), List.of()),
                    Returns.unit("i2", 1, "JEANS-32", "l2"))))
        .as("exchanged")
        .doesNotContain("REFUND_DUE ");
    assertThat(StatutoryRefund.since(sent, "US")).isEmpty();
    assertThat(StatutoryRefund.since(sent, "ES")).isPresent();
  }

  private static ReturnSnapshot paid(ReturnSnapshot unpaid, String amount) {
    return Returns.snapshot(
        "shipped",
        2,
        unpaid.items(),
        List.of(Returns.refund("rf-1", amount, RefundStatus.COMPLETED)));
  }

  private Instant since(ReturnState state) {
    return expectations.of(state, NOW).stream()
        .filter(e -> e.code().equals("REFUND_DUE"))
        .map(Expectation::since)
        .findFirst()
        .orElseThrow();
  }
}
