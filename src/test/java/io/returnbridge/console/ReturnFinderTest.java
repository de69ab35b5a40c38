package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import io.returnbridge.store.Predecessor;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReturnFinderTest {

  private final Database database = TestDatabase.clean();
  private final ReturnStates states = new ReturnStates(database);
  private final ReturnFinder finder = new ReturnFinder(database);

  private void known(String id, String rma, String order, ReturnSnapshot.Refund... refunds) {
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received",
                1,
                List.of(Returns.item("i1", "TSHIRT", 1, "too_small")),
                List.of(refunds)),
            Returns.unit("i1", 1, "TSHIRT", "l1"));
    states.save(
        new ReturnState(
            new ReturnId("es", id),
            rma,
            order,
            true,
            state.snapshot(),
            state.units(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  private List<String> found(String text) {
    return read(text, null, 100).stream().map(ReturnFinder.Found::returnId).sorted().toList();
  }

  private List<ReturnFinder.Found> read(String text, Listing.After after, int most) {
    return finder.find(
        text, null, null, Listing.sort("", ReturnFinder.TIMES).orElseThrow(), after, most);
  }

  @Test
  void it_is_found_by_its_numbers_before_its_goods() {
    known("r1", "RMA-100011", "ORD-1");
    assertThat(found("r1")).containsExactly("r1");
    assertThat(found("tshirt")).containsExactly("r1");

    known("r2", "TSHIRT", "ORD-2");
    assertThat(found("TSHIRT")).containsExactly("r2");
  }

  @Test
  void an_order_is_found_by_the_end_of_its_number_and_by_its_beginning() {
    known("r1", "RMA-100011", "ORD-2026-000104");
    known("r2", "RMA-100012", "ORD-2026-000105");

    assertThat(found("000104")).containsExactly("r1");
    assertThat(found("00012")).containsExactly("r2");
    assertThat(found("ord-2026")).containsExactly("r1", "r2");
    assertThat(found("0104%")).isEmpty();
    assertThat(found("104")).isEmpty();
  }

  @Test
  void a_return_is_found_by_how_much_a_refund_of_it_is() {
    known("r1", "RMA-100011", "ORD-1", refund("24.9500"));
    known("r2", "RMA-100012", "ORD-2", refund("149"), refund("5.10"));

    assertThat(found("24.95")).containsExactly("r1");
    assertThat(found("24,95")).containsExactly("r1");
    assertThat(found("€24.95")).containsExactly("r1");
    assertThat(found("149.00 EUR")).containsExactly("r2");
    assertThat(found("5,1 €")).containsExactly("r2");
    assertThat(found("4.95")).isEmpty();
  }

  private static ReturnSnapshot.Refund refund(String amount) {
    return Returns.refund("rf-" + amount, amount, ReturnSnapshot.RefundStatus.COMPLETED);
  }

  @Test
  void a_return_is_found_by_the_id_of_a_refund_of_it() {
    known("r1", "RMA-100011", "ORD-1", refund("24.95"));
    known("r2", "RMA-100012", "ORD-2", refund("149"), refund("5.10"));

    assertThat(found("rf-5.10")).containsExactly("r2");
    assertThat(found("rf-5")).isEmpty();
    assertThat(
            plan(
                "jsonb_path_query_array(document, '$.snapshot.refunds[*].refundId') @> to_jsonb('rf-1'::text)"))
        .anyMatch(line -> line.contains("return_state_by_refund"));
  }

  @Test
  void who_types_a_blank_may_mean_a_dash() {
    known("r1", "RMA-100011", "ORD-1");

    assertThat(found("rma 100011")).containsExactly("r1");
  }

  @Test
  void an_amount_is_looked_up_in_an_index() {
    assertThat(
            plan(
                "jsonb_path_query_array(document, '$.snapshot.refunds[*].amount') @> to_jsonb('24.95'::text::numeric)"))
        .anyMatch(line -> line.contains("return_state_by_amount"));
  }

  @Test
  void what_is_found_by_a_part_has_pages() {
    for (int i = 0; i < 5; i++) {
      known("r" + i, "RMA-10001" + i, "ORD-" + i);
    }
    List<String> all = new ArrayList<>();
    Listing.After after = null;
    List<ReturnFinder.Found> page;
    do {
      page = read("RMA-1000", after, 2);
      page.forEach(f -> all.add(f.returnId()));
      ReturnFinder.Found last = page.isEmpty() ? null : page.get(page.size() - 1);
      after =
          last == null
              ? null
              : new Listing.After(last.createdAt(), last.store() + "/" + last.returnId());
    } while (after != null);

    assertThat(all).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4");
  }

  @Test
  void the_end_of_a_number_is_looked_up_in_an_index() {
    assertThat(plan("reverse(order_number) like '401000%'"))
        .anyMatch(line -> line.contains("return_state_order_ends"));
  }

  @Test
  void goods_are_looked_up_in_an_index() {
    assertThat(plan("goods @> array['TSHIRT']"))
        .anyMatch(line -> line.contains("return_state_by_goods"));
  }

  private List<String> plan(String where) {
    return database.inTransaction(
        () -> {
          database.update("set local enable_seqscan = off");
          return database.query(
              "explain select document from return_state where " + where, r -> r.text(1));
        });
  }

  @Test
  void returns_of_the_version_before_are_found() {
    ReturnFinder upgraded = new ReturnFinder(Predecessor.upgraded());

    for (String text :
        List.of(
            "RMA-100001", "100001", "ORD-2026-000101", "000101", "TSHIRT-RED-M", "EX-RMA-100003")) {
      assertThat(
              upgraded.find(
                  text, null, null, Listing.sort("", ReturnFinder.TIMES).orElseThrow(), null, 9))
          .as(text)
          .isNotEmpty();
    }
  }
}
