package io.returnbridge.api;

import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.util.List;
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
}
