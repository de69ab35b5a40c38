package io.returnbridge.reveni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundParts;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.Trouble;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotReaderTest {

  private static final ReturnId ID = new ReturnId("es", "r1");
  private static final String ITEM =
      "{\"id\":\"i\",\"sku\":\"A\",\"quantity\":1,\"return_reason\":\"too_small\",\"status\":\"%s\"}";
  private static final String REFUND =
      "{\"id\":\"rf\",\"status\":\"%s\",\"paid_by\":\"reveni\",\"amount\":\"10.0000\"}";

  private final SnapshotReader reader =
      new SnapshotReader(Mappings.load(Path.of("mappings")), Instant.parse("2026-11-09T16:21:00Z"));

  @ParameterizedTest
  @CsvSource({
    "in_progress,in_transit,false",
    "shipped,delivered,false",
    "received,in_transit,true",
    "for_review,in_transit,true",
    "accepted,in_transit,false",
    "accepted,delivered,true",
    "partly_accepted,delivered,true",
    "rejected,in_transit,false",
    "rejected,delivered,true",
    "cancelled,delivered,false"
  })
  void theRuleOfReceipt(String status, String shipment, boolean received) {
    assertThat(read(status, ITEM.formatted("pending"), "", shipment, null).snapshot().received())
        .isEqualTo(received);
  }

  @Test
  void whatIsNamedWithoutAQuantityIsTheWholeItem() {
    String three =
        """
        {"id":"i","sku":"A","quantity":3,"status":"pending","exchange":{"sku":"B"%s}}
        """;
    String refund =
        """
        {"id":"rf","status":"completed","amount":"10","items":[{"item_id":"i"%s}]}
        """;

    for (String[] said : new String[][] {{"", "3"}, {",\"quantity\":1", "1"}}) {
      ReturnSnapshot snapshot =
          read("received", three.formatted(said[0]), refund.formatted(said[0]), "delivered", null)
              .snapshot();
      int units = Integer.parseInt(said[1]);
      assertThat(snapshot.items().get(0).exchange().quantity()).isEqualTo(units);
      assertThat(snapshot.refunds().get(0).items().get(0).quantity()).isEqualTo(units);
    }
  }

  @ParameterizedTest
  @CsvSource({"[],27.45,7.45,29.95", "[es],24.95,4.95,27.45", "[uk],27.45,7.45,29.95"})
  void the_parts_add_up_to_the_amount_whether_reveni_includes_the_bonus_or_not(
      String stores, String amount, String rest, String given) {
    String refund =
        """
        {"id":"rf","status":"completed","amount":"27.45","bonus":"2.50","shipping":"5.00",
         "items":[{"item_id":"i","amount":"15.00"}]}
        """;

    ReturnSnapshot snapshot =
        read(withBonusIn(stores), "received", ITEM.formatted("pending"), refund, "delivered", null)
            .snapshot();

    Refund read = snapshot.refunds().get(0);
    assertThat(read.amount()).isEqualByComparingTo(amount);
    assertThat(read.bonus()).isEqualByComparingTo("2.50");
    List<RefundParts.Part> parts = RefundParts.of(read, snapshot);
    assertThat(parts)
        .extracting(RefundParts.Part::kind)
        .containsExactly("item", "shipping", "difference");
    assertThat(parts.get(2).amount()).hasToString(rest + " EUR");
    assertThat(parts.stream().map(RefundParts.Part::amount).reduce(Money::plus))
        .contains(Money.exact(read.amount(), "EUR").orElseThrow());
    assertThat(read.amount().add(read.bonus()))
        .as("all that the shopper gets")
        .isEqualByComparingTo(given);
  }

  @ParameterizedTest
  @CsvSource({"27.45,24.95", "24.95,24.95", "10.00,10.00"})
  void of_what_is_taken_back_the_money_comes_first(String reversed, String money) {
    String refund =
        """
        {"id":"rf","status":"reversed","amount":"27.45","bonus":"2.50","reversed_amount":"%s"}
        """
            .formatted(reversed);

    Refund read =
        read(withBonusIn("[es]"), "received", ITEM.formatted("pending"), refund, "delivered", null)
            .snapshot()
            .refunds()
            .get(0);

    assertThat(read.reversedAmount()).isEqualByComparingTo(money);
  }

  @Test
  void an_amount_that_cannot_include_its_bonus_waits_for_finance() {
    String refund = "{\"id\":\"rf\",\"status\":\"completed\",\"amount\":\"2\",\"bonus\":\"2.50\"}";

    ReveniAnswer.Found found =
        read(withBonusIn("[es]"), "received", ITEM.formatted("pending"), refund, "delivered", null);

    assertThat(found.snapshot().refunds()).isEmpty();
    assertThat(found.troubles())
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.code()).isEqualTo("REFUND_AMOUNT_INVALID");
              assertThat(t.toString()).contains("at most the amount, which includes it");
            });
  }

  /** Reads by the shipped tables, but for the stores whose amounts include the bonus. */
  private static SnapshotReader withBonusIn(String stores) {
    Map<String, String> files = new HashMap<>(Mappings.load(Path.of("mappings")).files().texts());
    files.computeIfPresent(
        "reveni-payload.yaml",
        (name, text) -> text.replace("amount-with-bonus: []", "amount-with-bonus: " + stores));
    return new SnapshotReader(
        MappingTables.of(MappingFiles.of("mappings", files)),
        Instant.parse("2026-11-09T16:21:00Z"));
  }

  @Test
  void anUnknownStatusKeepsWhatWasKnownAndTheRestGoesOn() {
    ReturnSnapshot known =
        read("shipped", ITEM.formatted("pending"), "", "in_transit", null).snapshot();

    ReveniAnswer.Found found =
        read(
            "at_customs",
            ITEM.formatted("accepted"),
            REFUND.formatted("completed"),
            "in_transit",
            known);

    ReturnSnapshot snapshot = found.snapshot();
    assertThat(snapshot.status()).isEqualTo("shipped");
    assertThat(snapshot.reveniStatus()).isEqualTo("shipped");
    assertThat(snapshot.stage()).isEqualTo(ReturnStage.SHIPPED);
    assertThat(snapshot.attention()).isEqualTo(known.attention());
    assertThat(snapshot.items()).extracting(Item::status).containsExactly(ItemStatus.ACCEPTED);
    assertThat(snapshot.refunds())
        .extracting(Refund::status)
        .containsExactly(RefundStatus.COMPLETED);
    assertThat(found.troubles())
        .extracting(Trouble::code, Trouble::subject, t -> t.values().get("actual"))
        .containsExactly(tuple("STATUS_UNKNOWN", "", "at_customs"));
  }

  @Test
  void anUnknownStatusAtFirstSightIsNeutral() {
    ReturnSnapshot snapshot =
        read("at_customs", ITEM.formatted("pending"), "", "delivered", null).snapshot();

    assertThat(snapshot.status()).isEqualTo("unknown");
    assertThat(snapshot.reveniStatus()).isEqualTo("at_customs");
    assertThat(snapshot.stage()).isEqualTo(ReturnStage.OPEN);
    assertThat(snapshot.terminal()).isFalse();
    assertThat(snapshot.received()).isFalse();
    assertThat(snapshot.attention()).isEqualTo(8);
  }

  @Test
  void anUnknownStatusOfAnItemOrRefundLeavesItAtWhatItWas() {
    ReturnSnapshot known =
        read(
                "received",
                ITEM.formatted("accepted"),
                REFUND.formatted("completed"),
                "delivered",
                null)
            .snapshot();

    ReveniAnswer.Found found =
        read("received", ITEM.formatted("odd"), REFUND.formatted("odder"), "delivered", known);

    assertThat(found.snapshot().items().get(0).status()).isEqualTo(ItemStatus.ACCEPTED);
    assertThat(found.snapshot().refunds().get(0).status()).isEqualTo(RefundStatus.COMPLETED);
    assertThat(found.troubles())
        .extracting(Trouble::code, Trouble::subject)
        .containsExactly(tuple("STATUS_UNKNOWN", "i"), tuple("STATUS_UNKNOWN", "rf"));
  }

  @Test
  void theSkuMayBeLeftOutWhereTheLineIsNamed() {
    String ofLine = "{\"id\":\"i\",\"line_item_id\":\"c1\",\"quantity\":1,\"status\":\"pending\"}";

    Item item = read("received", ofLine, "", "delivered", null).snapshot().items().get(0);

    assertThat(item.sku()).isEmpty();
    assertThat(item.lineItemId()).isEqualTo("c1");
    ReveniAnswer.Found without =
        read(
            "received",
            "{\"id\":\"i\",\"quantity\":1,\"status\":\"pending\"}",
            "",
            "delivered",
            null);
    assertThat(without.snapshot().items()).isEmpty();
    assertThat(without.troubles())
        .extracting(Trouble::code, Trouble::itemId)
        .containsExactly(tuple("EVENT_UNREADABLE", "i"));
  }

  @Test
  void aCurrencyIsReadWhateverItsCase() {
    String refund =
        REFUND.formatted("completed").replace("\"amount\"", "\"currency\":\"gbp\",\"amount\"");

    ReturnSnapshot snapshot =
        read("received", ITEM.formatted("pending"), refund, "delivered", null).snapshot();

    assertThat(snapshot.refunds().get(0).currency()).isEqualTo("GBP");
  }

  private ReveniAnswer.Found read(
      String status, String item, String refund, String shipment, ReturnSnapshot known) {
    return read(reader, status, item, refund, shipment, known);
  }

  private static ReveniAnswer.Found read(
      SnapshotReader reader,
      String status,
      String item,
      String refund,
      String shipment,
      @Nullable ReturnSnapshot known) {
    String json =
        """
        {"id":"r1","rma_number":"RMA-1","status":"%s","updated_at":"2026-11-09T16:20:41Z","currency":"EUR",
         "order":{"external_id":"O-1"},"return_items":[%s],"refunds":[%s],
         "shipments":[{"tracking_number":"1Z","status":"%s"}]}
        """
            .formatted(status, item, refund, shipment);
    return (ReveniAnswer.Found) reader.read(ID, ReveniReturns.json(ID, json), known);
  }
}
