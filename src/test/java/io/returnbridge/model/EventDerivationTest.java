package io.returnbridge.model;

import static io.returnbridge.model.Returns.exchanged;
import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static io.returnbridge.model.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventDerivationTest {

  private final ReturnState opened =
      state(
          snapshot("in_progress", 1, List.of(item("i", "A", 1, "too_small")), List.of()),
          unit("i", 1, "A", "l1"));

  @Test
  void aFirstSightTellsEverythingThatHappenedAlready() {
    ReturnState late =
        state(
            snapshot(
                "received",
                3,
                List.of(exchanged("i", "A", "B")),
                List.of(refund("rf", "5.00", RefundStatus.COMPLETED))),
            unit("i", 1, "A", "l1").withReceived(true));

    assertThat(types(null, late))
        .containsExactly("return-opened", "return-received", "exchange-agreed", "refund-completed");
  }

  @Test
  void nothingHappenedBetweenTwoEqualStates() {
    assertThat(types(opened, opened)).isEmpty();
  }

  @Test
  void statusesItemsAndRefundsAreToldOnce() {
    ReturnState shipped =
        state(
            snapshot(
                "shipped",
                2,
                List.of(with(item("i", "A", 1, "too_small"), ItemStatus.ACCEPTED)),
                List.of(refund("rf", "5.00", RefundStatus.APPROVED))),
            unit("i", 1, "A", "l1"));

    assertThat(types(opened, shipped))
        .containsExactly("return-shipped", "item-accepted", "refund-approved");
    assertThat(types(shipped, shipped)).isEmpty();
  }

  @Test
  void anIdNamesTypeReturnSubjectAndTheVersionThatItMade() {
    assertThat(EventDerivation.between(null, opened))
        .extracting(ReturnEvent::id)
        .containsExactly("return-opened:es/r1::1");
    assertThat(ReturnEvent.typeOf("return-opened:es/r1::1")).isEqualTo("return-opened");
  }

  private static List<String> types(ReturnState before, ReturnState after) {
    return EventDerivation.between(before, after).stream().map(ReturnEvent::type).toList();
  }
}
