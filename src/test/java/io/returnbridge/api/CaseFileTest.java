package io.returnbridge.api;

import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CaseFileTest {

  private static final Answer ANSWER = new Answer("en", "es");

  private static final Item OF_A_LINE =
      new Item("i", "c1", "", 1, null, null, ItemStatus.PENDING, null, null);

  @Test
  void anAmountThatTheCurrencyCannotHoldIsNull() {
    Refund euro = refund("rf", "24.95", RefundStatus.COMPLETED);
    Refund odd =
        new Refund(
            "odd",
            euro.status(),
            euro.method(),
            euro.paidBy(),
            euro.amount(),
            "EURO",
            euro.fees(),
            null,
            null,
            null,
            null,
            List.of());

    CaseFile file =
        CaseFile.of(state(snapshot("received", 1, List.of(), List.of(euro, odd))), "ES", ANSWER);

    assertThat(file.refunds())
        .extracting(CaseFile.Refund::amount)
        .containsExactly(new Money(2495, "EUR"), null);
  }

  @Test
  void a_refund_says_how_and_when_it_was_paid_and_what_was_taken_back() {
    Refund paid = refund("rf-1", "24.95", RefundStatus.COMPLETED);
    Refund back = refund("rf-2", "4.00", RefundStatus.RECOVERED);

    assertThat(
            CaseFile.of(
                    state(snapshot("received", 1, List.of(), List.of(paid, back))), "ES", ANSWER)
                .refunds())
        .extracting(
            CaseFile.Refund::method, CaseFile.Refund::completedAt, CaseFile.Refund::takenBack)
        .containsExactly(
            tuple("bank_transfer", paid.completedAt(), null),
            tuple("bank_transfer", back.completedAt(), new Money(400, "EUR")));
  }

  @Test
  void anItemThatReveniNamesByItsLineHasTheSkuOfThatLine() {
    CaseFile file =
        CaseFile.of(
            state(
                snapshot("received", 1, List.of(OF_A_LINE), List.of()),
                unit("i", 1, "gift-wrap", "c1")),
            "ES",
            ANSWER);

    assertThat(file.items()).extracting(CaseFile.Item::sku).containsExactly("gift-wrap");
  }

  @Test
  void it_is_due_by_law_until_everything_is_refunded() {
    Item jeans = item("i", "A", 1, "too_small");
    List<Refund> none = List.of();
    List<Refund> part = List.of(refund("rf", "4.00", RefundStatus.COMPLETED));
    List<Refund> all = List.of(refund("rf", "10.00", RefundStatus.COMPLETED));
    List<Refund> approved = List.of(refund("rf", "10.00", RefundStatus.APPROVED));

    assertThat(dueAt("received", jeans, none)).isNotNull();
    assertThat(dueAt("received", jeans, part)).isNotNull();
    assertThat(dueAt("received", jeans, approved)).isNotNull();
    assertThat(dueAt("received", jeans, all)).isNull();
    assertThat(dueAt("requested", jeans, none)).as("with the shopper").isNull();
    assertThat(
            CaseFile.of(state(snapshot("received", 1, List.of(jeans), none)), "ES", ANSWER)
                .statutoryDueAt())
        .as("its order is not known")
        .isNotNull();
    assertThat(
            CaseFile.of(state(snapshot("received", 1, List.of(jeans), all)), "ES", ANSWER)
                .statutoryDueAt())
        .isNull();
  }

  private static @Nullable Instant dueAt(String status, Item item, List<Refund> refunds) {
    return CaseFile.of(
            state(snapshot(status, 1, List.of(item), refunds), unit("i", 1, "A", "c1")),
            "ES",
            ANSWER)
        .statutoryDueAt();
  }
}
