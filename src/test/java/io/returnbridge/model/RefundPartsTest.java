package io.returnbridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.RefundParts.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefundPartsTest {

  private static Refund refund(
      String id, String amount, String fee, @Nullable String shipping, RefundItem... items) {
    return new Refund(
        id,
        RefundStatus.COMPLETED,
        "original",
        "reveni",
        new BigDecimal(amount),
        "EUR",
        new BigDecimal(fee),
        shipping == null ? null : new BigDecimal(shipping),
        null,
        null,
        null,
        List.of(items));
  }

  private static ReturnSnapshot snapshot(List<Refund> refunds) {
    return Returns.snapshot(
        "received", 1, List.of(Returns.item("item-1", "SHIRT", 1, "too_small")), refunds);
  }

  private static RefundItem of(String item, String amount) {
    return new RefundItem(item, 1, new BigDecimal(amount));
  }

  private static Part part(String kind, @Nullable String item, long cents) {
    return new Part(kind, item, new Money(cents, "EUR"));
  }

  @Test
  void a_refund_that_names_its_items_is_made_of_them_shipping_and_fees() {
    Refund refund = refund("rf-1", "73.95", "5", "4", of("i-1", "24.95"), of("i-2", "50"));

    assertThat(RefundParts.of(refund, snapshot(List.of(refund))))
        .containsExactly(
            part("item", "i-1", 2495),
            part("item", "i-2", 5000),
            part("shipping", null, 400),
            part("fee", null, -500));
  }

  @Test
  void the_only_refund_is_for_all_items_that_it_can_pay() {
    Refund refund = refund("rf-1", "6", "4", null);

    assertThat(RefundParts.of(refund, snapshot(List.of(refund))))
        .containsExactly(part("item", "item-1", 1000), part("fee", null, -400));
  }

  @Test
  void one_of_several_that_names_nothing_is_a_difference() {
    Refund one = refund("rf-1", "10", "0", null);
    Refund other = refund("rf-2", "14.95", "0", null);

    assertThat(RefundParts.of(one, snapshot(List.of(one, other))))
        .containsExactly(part("difference", null, 1000));
  }

  @Test
  void less_than_the_prices_is_a_difference() {
    Refund refund = refund("rf-1", "9.99", "0", null);

    assertThat(RefundParts.of(refund, snapshot(List.of(refund))))
        .containsExactly(part("difference", null, 999));
  }

  @Test
  void what_the_currency_cannot_hold_has_no_parts() {
    Refund refund = refund("rf-1", "10.001", "0", null);

    assertThat(RefundParts.of(refund, snapshot(List.of(refund)))).isEmpty();
  }
}
