package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** "Where is my refund?" in one sentence that is true, and has no word of ours. */
class AnswerTest {

  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
  private static final List<String> STAGES =
      List.of(
          "in_progress", "shipped", "received", "for_review", "accepted", "rejected", "cancelled");

  /** Of this program, of its tables, of commercetools and of Reveni. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "[_{}\\[\\]<>@]|\\b[A-Z]{2,}_[A-Z]|null|unknown|in-review|in.progress|awaiting|pending|"
              + "settle|webhook|payment key|commercetools|merchant|mirror|\\bstep\\b|\\bunit|"
              + "\\bcase\\b|\\bSKU\\b|resaleable|reversed|recovered|\\bnone\\b",
          Pattern.CASE_INSENSITIVE);

  private static Refund refund(
      String amount, RefundStatus status, String by, String method, @Nullable String back) {
    return new Refund(
        "rf-" + amount,
        status,
        method,
        by,
        new BigDecimal(amount),
        "EUR",
        BigDecimal.ZERO,
        null,
        null,
        back == null ? null : new BigDecimal(back),
        status.wasPaid() ? Instant.parse("2026-11-08T23:30:00Z") : null,
        List.of());
  }

  private static Refund paid(String amount) {
    return refund(amount, RefundStatus.COMPLETED, "reveni", "bank_transfer", null);
  }

  private static ReturnState state(
      String status, List<Item> items, List<Refund> refunds, Unit... units) {
    return Returns.state(Returns.snapshot(status, 1, items, refunds), units);
  }

  private static ReturnState one(String status, Refund... refunds) {
    return state(status, List.of(item()), List.of(refunds), unit());
  }

  private static Item item() {
    return Returns.item("i1", "A", 1, "too_small");
  }

  private static Unit unit() {
    return Returns.unit("i1", 1, "A", "l1");
  }

  private static Answer answer(ReturnState state) {
    return Answer.of(state, MADRID, false);
  }

  /** A blank that does not break is a blank here. */
  private static String en(ReturnState state) {
    return answer(state).en().replace('\u00a0', ' ');
  }

  private static String es(ReturnState state) {
    return answer(state).es().replace('\u00a0', ' ');
  }

  @Test
  void what_was_paid_is_told_with_amount_payer_way_and_day_of_the_reports_zone() {
    ReturnState state =
        one("received", refund("10.00", RefundStatus.COMPLETED, "reveni", "bank_transfer", null));

    assertThat(en(state))
        .isEqualTo(
            "Return RMA-1: your refund of €10.00 was paid by Reveni on 9 November 2026 by bank"
                + " transfer.");
    assertThat(es(state))
        .isEqualTo(
            "Devolución RMA-1: tu reembolso de 10,00 € se pagó a través de Reveni el 9 de"
                + " noviembre de 2026 por transferencia bancaria.");
  }

  @Test
  void before_anything_is_paid_it_says_where_the_goods_are() {
    assertThat(en(one("in_progress")))
        .isEqualTo(
            "Return RMA-1: we have registered your return and are waiting for you to send the items;"
                + " your refund has not been decided yet.");
    assertThat(en(one("shipped"))).contains("on their way to us");
    assertThat(es(one("shipped"))).contains("en camino hacia nosotros");
    assertThat(en(one("received"))).contains("waiting to be inspected");
    assertThat(en(one("cancelled")))
        .isEqualTo("Return RMA-1: your return was cancelled, so there is no refund.");
    assertThat(en(one("accepted"))).contains("were accepted; your refund has not been decided yet");
  }

  @Test
  void goods_that_were_inspected_are_no_longer_waiting_for_it() {
    Unit inspected =
        unit()
            .withReceived(true)
            .withOutcome(new Unit.Outcome("w/s1", "a", "saleable", "BackInStock", null, null));

    assertThat(en(state("received", List.of(item()), List.of(), inspected)))
        .contains("we have received and inspected the items");
  }

  @Test
  void a_person_who_has_to_decide_is_told_while_something_is_open_and_not_afterwards() {
    assertThat(Answer.of(one("received"), MADRID, true).en())
        .endsWith("; a colleague is looking into it.");
    assertThat(Answer.of(one("received", paid("10.00")), MADRID, true).en())
        .doesNotContain("colleague");
  }

  @Test
  void approved_failed_and_taken_back_refunds_are_told_as_they_are() {
    assertThat(
            en(
                one(
                    "accepted",
                    refund("10.00", RefundStatus.APPROVED, "merchant", "original_payment", null))))
        .contains(
            "your refund of €10.00 is approved and will be paid by us to the payment method of your"
                + " order");
    assertThat(
            en(
                one(
                    "accepted",
                    refund("10.00", RefundStatus.FAILED, "reveni", "bank_transfer", null))))
        .contains("did not go through, and you have not received it yet")
        .doesNotContain("was paid");
    assertThat(
            en(
                one(
                    "rejected",
                    refund("10.00", RefundStatus.RECOVERED, "reveni", "bank_transfer", null))))
        .contains("was paid", ", and was taken back later", "the items were not accepted");
    assertThat(
            en(
                one(
                    "accepted",
                    refund("10.00", RefundStatus.REVERSED, "reveni", "bank_transfer", "4.00"))))
        .contains("of which €4.00 was taken back later");
  }

  @Test
  void rejected_goods_are_told_with_the_reason_that_there_is_a_word_for() {
    Unit rejected =
        unit()
            .withReceived(true)
            .withOutcome(
                new Unit.Outcome(
                    "w/s1", "unusable", "none", "Unusable", "rejected", "not_resaleable"));

    assertThat(en(state("rejected", List.of(item()), List.of(), rejected)))
        .isEqualTo(
            "Return RMA-1: the items were not accepted because they cannot be sold any more, so there"
                + " is no refund.");
  }

  @Test
  void rejected_goods_with_several_reasons_are_told_without_one() {
    Unit damaged =
        unit()
            .withReceived(true)
            .withOutcome(new Unit.Outcome("s", "c", "x", null, "rejected", "a"));
    Unit lost =
        Returns.unit("i1", 2, "A", "l1")
            .withOutcome(new Unit.Outcome("s", "not_received", "none", null, "rejected", "b"));
    Item two = Returns.item("i1", "A", 2, "too_small");

    assertThat(en(state("rejected", List.of(item()), List.of(), damaged)))
        .contains("because they are damaged or marked,");
    assertThat(en(state("rejected", List.of(two), List.of(), damaged, lost)))
        .contains("were not accepted, so there is no refund");
    assertThat(en(state("rejected", List.of(item()), List.of(), unit())))
        .as("by Reveni, without an inspection")
        .contains("were not accepted, so there is no refund");
  }

  @Test
  void several_refunds_an_exchange_and_the_rest_are_one_sentence() {
    Item kept = Returns.item("i2", "B", 1, "too_small");
    ReturnState state =
        state(
                "shipped",
                List.of(item(), kept, Returns.exchanged("i3", "C", "D")),
                List.of(Returns.naming(paid("10.00"), new RefundItem("i1", 1, null))),
                unit(),
                Returns.unit("i2", 1, "B", "l2"),
                Returns.unit("i3", 1, "C", "l3"))
            .withExchange(
                new ExchangePlan(
                    "EX-RMA-1",
                    List.of(new ExchangePlan.Line("i3", "D", 1, "wh-es", null)),
                    "id-1",
                    ExchangePlan.CREATED));

    assertThat(en(state))
        .contains("was paid by Reveni")
        .contains("; your exchange order EX-RMA-1 has been placed")
        .endsWith("; as for the rest, the items are on their way to us.");
    assertThat(es(state))
        .endsWith("; en cuanto al resto, los artículos están en camino hacia nosotros.");
  }

  @Test
  void an_exchange_without_its_order_is_not_said_to_have_one() {
    ReturnState state =
        state(
            "received",
            List.of(Returns.exchanged("i3", "C", "D")),
            List.of(),
            Returns.unit("i3", 1, "C", "l3"));

    assertThat(en(state)).contains("the order for your exchange has not been placed yet");
  }

  /** Every stage with every refund, alone and beside another, exchange, inspection and item. */
  private static Stream<ReturnState> all() {
    List<List<Refund>> refunds = new ArrayList<>(List.of(List.of()));
    List<String> methods =
        List.of("bank_transfer", "original_payment", "store_credit", "unknown", "gift_card_x");
    List<String> payers = List.of("reveni", "merchant", "unknown", "third_party");
    int n = 0;
    for (RefundStatus status : RefundStatus.values()) {
      for (int times = 0; times < 2; times++, n++) {
        String method = methods.get(n % methods.size());
        String by = payers.get(n % payers.size());
        Refund one = refund("10.00", status, by, method, null);
        refunds.add(List.of(one));
        refunds.add(List.of(refund("3.10", RefundStatus.REVERSED, by, method, "1.00"), one));
      }
    }
    Unit plain = unit();
    List<Unit> units =
        List.of(
            plain,
            plain.withReceived(true),
            plain
                .withReceived(true)
                .withOutcome(
                    new Unit.Outcome("w/s", "c", "none", "Unusable", "rejected", "odd_reason")));
    List<@Nullable String> plans =
        Arrays.asList(
            null,
            ExchangePlan.PLANNED,
            ExchangePlan.CREATED,
            ExchangePlan.GIVEN_UP,
            ExchangePlan.CANCELLED);
    List<ReturnState> states = new ArrayList<>();
    for (String stage : STAGES) {
      for (List<Refund> of : refunds) {
        for (Unit unit : units) {
          for (ItemStatus item : ItemStatus.values()) {
            for (String plan : plans) {
              ReturnState state =
                  state(
                      stage,
                      plan == null
                          ? List.of(Returns.with(item(), item))
                          : List.of(Returns.with(item(), item), Returns.exchanged("i3", "C", "D")),
                      of,
                      unit);
              states.add(
                  plan == null
                      ? state
                      : state.withExchange(
                          new ExchangePlan(
                              "EX-RMA-1",
                              List.of(new ExchangePlan.Line("i3", "D", 1, null, null)),
                              plan.equals(ExchangePlan.PLANNED) ? null : "id",
                              plan)));
            }
          }
        }
      }
    }
    return states.stream();
  }

  @Test
  void every_state_has_one_sentence_in_each_language_that_promises_nothing_untrue() {
    all()
        .forEach(
            state -> {
              boolean wasPaid =
                  state.snapshot().refunds().stream().anyMatch(r -> r.status().wasPaid());
              boolean created =
                  state.exchanges().stream().anyMatch(e -> e.status().equals(ExchangePlan.CREATED));
              for (boolean person : new boolean[] {false, true}) {
                Answer answer = Answer.of(state, MADRID, person);
                for (String text : List.of(answer.en(), answer.es())) {
                  assertThat(INTERNAL.matcher(text).find()).as("%s of %s", text, state).isFalse();
                  assertThat(text).matches("(Return|Devolución) RMA-1: [a-zé].*[^ ,;.]\\.");
                  assertThat(text.toLowerCase(Locale.ROOT))
                      .doesNotContain("  ", " ,", ";;", ": ;", ". ");
                }
                assertThat(answer.en().contains("was paid")).as(answer.en()).isEqualTo(wasPaid);
                assertThat(answer.es().contains("se pagó")).as(answer.es()).isEqualTo(wasPaid);
                assertThat(answer.en().contains("has been placed")).isEqualTo(created);
                assertThat(answer.en().contains("9 November 2026")).isEqualTo(wasPaid);
              }
            });
  }
}
