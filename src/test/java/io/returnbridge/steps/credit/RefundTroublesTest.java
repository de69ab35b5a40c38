package io.returnbridge.steps.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseTexts;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.engine.Running;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot.HeldBack;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the cases about refunds read, and when they are there. */
class RefundTroublesTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private static ReturnState state(Refund... refunds) {
    return Returns.state(
        Returns.snapshot(
            "received",
            1,
            List.of(Returns.item("i1", "TSHIRT", 1, "too_small")),
            Arrays.asList(refunds)),
        Returns.unit("i1", 1, "TSHIRT", "l1"));
  }

  private static Refund refund(String id, String amount) {
    return Returns.refund(id, amount, RefundStatus.COMPLETED);
  }

  /** An order of 100 EUR, with a Payment of the provider's. */
  private static OrderView order() {
    OrderView plain = Returns.order("O-1", List.of(Returns.line("l1", "TSHIRT", 1)));
    return new OrderView(
        plain.id(),
        1,
        "O-1",
        null,
        plain.total(),
        plain.lines(),
        List.of(),
        plain.fields(),
        Map.of(),
        Set.of("pay-1"),
        null,
        "Open",
        null);
  }

  private static final Orders NO_OTHER_ORDERS =
      new Orders() {
        @Override
        public Optional<OrderView> lastSeen(String orderNumber) {
          return Optional.empty();
        }

        @Override
        public Optional<OrderView> read(String orderNumber) {
          return Optional.empty();
        }

        @Override
        public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
          throw new AssertionError("Findings write nothing");
        }

        @Override
        public Optional<String> stateId(String stateKey) {
          return Optional.empty();
        }
      };

  private record Provider(long refundedCents) implements Payments {
    @Override
    public Optional<PaymentView> find(String key) {
      return Optional.empty();
    }

    @Override
    public List<PaymentView> read(Collection<String> ids) {
      return List.of(payment("adyen-1", "adyen", new Money(refundedCents, "EUR")));
    }

    @Override
    public PaymentView create(NewPayment payment, Cause cause) {
      throw new AssertionError("Findings write nothing");
    }

    @Override
    public PaymentView addTransaction(PaymentView basis, Transaction transaction, Cause cause) {
      throw new AssertionError("Findings write nothing");
    }
  }

  private static Payments.PaymentView payment(String key, String of, Money refunded) {
    return new Payments.PaymentView(
        "pay-1",
        1,
        key,
        of,
        key,
        new Money(10000, "EUR"),
        List.of(new Payments.Transaction("Refund", "Success", refunded, null, null)),
        Map.of());
  }

  private static List<Trouble> findings(ReturnState state, long elsewhere) {
    return new RefundFindings(new ReturnStates(TestDatabase.clean()), MAPPINGS)
        .of(order(), state, List.of(state), Running.seen(NO_OTHER_ORDERS, new Provider(elsewhere)));
  }

  private static String read(ReturnState state, long elsewhere, String code) {
    List<Trouble> troubles = findings(state, elsewhere);
    assertThat(troubles).extracting(Trouble::code).containsExactly(code);
    return CaseTexts.of(LinkCredit.NAME, state, troubles.get(0));
  }

  @Test
  void more_than_the_order_was_refunded() {
    assertThat(read(state(refund("rf-1", "60.00"), refund("rf-2", "45.00")), 0, "OVER_REFUND"))
        .startsWith(
            "RMA-1: refunds of order O-1 come to 105.00 EUR, more than the 100.00 EUR that was paid"
                + " for it; the last is rf-2 (45.00 EUR).");
  }

  @Test
  void reveni_and_the_provider_refunded() {
    assertThat(read(state(refund("rf-1", "60.00")), 6000, "DOUBLE_REFUND"))
        .startsWith(
            "RMA-1: Reveni paid refund rf-1 (60.00 EUR), and the payment provider refunded order O-1"
                + " as well (adyen-1: 60.00 EUR): together 120.00 EUR of 100.00 EUR.");
  }

  @Test
  void a_refund_in_another_currency_or_of_another_item() {
    Refund pounds =
        new Refund(
            "rf-1",
            RefundStatus.COMPLETED,
            "card",
            "merchant",
            new BigDecimal("10.00"),
            "GBP",
            BigDecimal.ZERO,
            null,
            null,
            null,
            null,
            List.of());
    Refund ofAnother =
        new Refund(
            "rf-1",
            RefundStatus.COMPLETED,
            "card",
            "merchant",
            new BigDecimal("10.00"),
            "EUR",
            BigDecimal.ZERO,
            null,
            null,
            null,
            null,
            List.of(new RefundItem("i9", 1, null)));

    assertThat(read(state(pounds), 0, "REFUND_CURRENCY_MISMATCH"))
        .startsWith("RMA-1: refund rf-1 is in GBP, order O-1 in EUR.");
    assertThat(read(state(ofAnother), 0, "REFUND_UNALLOCATED"))
        .contains("refund rf-1 is for item i9, which the return does not have");
  }

  @Test
  void an_inexact_amount_and_a_key_that_is_taken() {
    Refund inexact = refund("rf-1", "10.005");
    ReturnState state = state(inexact);

    assertThat(CaseTexts.of(LinkCredit.NAME, state, CreditTroubles.inexact(inexact)))
        .startsWith("RMA-1: refund rf-1 is 10.005 EUR, which the currency cannot hold exactly.");
    Refund withBonus =
        new Refund(
            "rf-1",
            RefundStatus.COMPLETED,
            "store_credit",
            "merchant",
            new BigDecimal("10.00"),
            "EUR",
            BigDecimal.ZERO,
            null,
            new BigDecimal("1.005"),
            null,
            null,
            List.of());
    assertThat(CaseTexts.of(LinkCredit.NAME, state, CreditTroubles.inexact(withBonus)))
        .startsWith("RMA-1: refund rf-1 is 10.00 EUR with a bonus of 1.005 EUR, which");
    assertThat(
            CaseTexts.of(
                LinkCredit.NAME,
                state,
                CreditTroubles.conflict(
                    refund("rf-1", "10.00"),
                    payment("reveni-credit-r1-rf-1", "Reveni", new Money(999, "EUR")))))
        .startsWith(
            "RMA-1: under the key reveni-credit-r1-rf-1 stands something else in commercetools: a"
                + " Payment of [9.99 EUR] for no return of Reveni.");
  }

  @Test
  void a_refund_for_an_item_that_cannot_be_read_is_not_for_one_that_is_not_there() {
    Refund ofAnother =
        Returns.naming(refund("rf-1", "10.00"), new RefundItem("i9", 1, new BigDecimal("10.00")));
    ReturnState readable = state(ofAnother);
    ReturnState held =
        Returns.state(
            Returns.holdingBack(readable.snapshot(), new HeldBack(Part.ITEM, "i9")),
            Returns.unit("i1", 1, "TSHIRT", "l1"));

    assertThat(read(readable, 0, "REFUND_UNALLOCATED")).contains("i9");
    assertThat(findings(held, 0)).isEmpty();
  }

  @Test
  void sums_that_overflow_are_no_sums() {
    assertThat(read(state(refund("rf-1", "60.00")), Long.MAX_VALUE, "REFUND_AMOUNT_INVALID"))
        .startsWith("RMA-1: refund rf-1 cannot be right: the refunds and Payments of its order");
  }

  @Test
  void a_refund_that_was_taken_in_before_there_were_bounds_counts_for_nothing() {
    Refund wrapped = refund("rf-1", "92233720368547758.07");
    Refund negative = refund("rf-2", "-100.00");

    assertThat(read(state(wrapped, negative, refund("rf-3", "100.01")), 0, "OVER_REFUND"))
        .contains("come to 100.01 EUR");
    assertThat(CaseTexts.of(LinkCredit.NAME, state(negative), CreditTroubles.inexact(negative)))
        .startsWith("RMA-1: refund rf-2 cannot be right: its amount is -100.00 EUR");
  }
}
