package io.returnbridge.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.decisions.Decided;
import io.returnbridge.decisions.Deciding;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CasesTest {

  private static final ReturnId ID = new ReturnId("es", "r1");
  private static final Origin ACCEPT = new Origin("accept-return", "es/r1", ID, "RMA-1", "ORD-1");
  private static final Origin CREDIT = new Origin("link-credit", "es/r1", ID, "RMA-1", "ORD-1");
  private static final Trouble NO_REASON =
      Trouble.ofItem("REASON_MISSING", "i1", Map.of("sku", "TSHIRT"));
  private static final Trouble UNKNOWN_ORDER = Trouble.of("ORDER_NOT_FOUND", Map.of());

  private Database database;
  private Cases cases;
  private CaseBook book;
  private WorkList work;
  private Claims claims;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, Mappings.load(Path.of("mappings")));
    book = new CaseBook(database);
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
  }

  private List<ExceptionCase> all() {
    return book.list(CaseBook.Filter.NONE, null, 200);
  }

  private ExceptionCase only() {
    assertThat(all()).hasSize(1);
    return all().get(0);
  }

  /** The case as it is after a person has pressed Retry. */
  private ExceptionCase retry(String id, @Nullable String note) {
    Decided decided = new Deciding(database).cases().retry(List.of(id), Deciding.ANA, note);
    return decided.cases().isEmpty() ? book.find(id).orElseThrow() : decided.cases().get(0);
  }

  private static List<String> whats(ExceptionCase one) {
    return one.history().stream().map(ExceptionCase.Entry::what).toList();
  }

  @Test
  void a_return_that_is_not_known_has_no_rma_number_and_is_named_by_its_id() {
    cases.add(
        Origin.of(new WakeUp("accept-return", "es/unknown", "webhook:1")),
        Trouble.of("RETURN_NOT_FOUND", Map.of("detail", "Reveni does not know it")));

    assertThat(only().rmaNumber()).isNull();
    assertThat(only().returnId()).isEqualTo("unknown");
    assertThat(only().cause()).isEqualTo("unknown: Reveni does not know it.");
  }

  @Test
  void a_trouble_opens_a_case_with_the_words_of_the_table() {
    cases.settle(ACCEPT, List.of(NO_REASON));

    ExceptionCase opened = only();
    assertThat(opened.code()).isEqualTo("REASON_MISSING");
    assertThat(opened.owner()).isEqualTo("cx");
    assertThat(opened.status()).isEqualTo("open");
    assertThat(opened.step()).isEqualTo("accept-return");
    assertThat(opened.itemId()).isEqualTo("i1");
    assertThat(opened.rmaNumber()).isEqualTo("RMA-1");
    assertThat(opened.cause()).contains("RMA-1").contains("TSHIRT");
    assertThat(opened.dueAt())
        .isBetween(
            Instant.now().plus(Duration.ofHours(47)), Instant.now().plus(Duration.ofDays(2)));
    assertThat(whats(opened)).containsExactly("opened");
    assertThat(opened.history().get(0).who()).isEqualTo("returnbridge");
  }

  @Test
  void the_same_trouble_joins_and_counts_and_leaves_no_history() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    cases.settle(ACCEPT, List.of(NO_REASON, NO_REASON));

    assertThat(only().count()).isEqualTo(2);
    assertThat(whats(only())).containsExactly("opened");
  }

  @Test
  void a_trouble_that_has_gone_resolves_its_case_and_no_other() {
    cases.settle(ACCEPT, List.of(NO_REASON, UNKNOWN_ORDER));
    cases.settle(CREDIT, List.of(Trouble.of("OVER_REFUND", Map.of())));
    cases.settle(
        new Origin("accept-return", "es/r2", new ReturnId("es", "r2"), null, null),
        List.of(NO_REASON));

    cases.settle(ACCEPT, List.of(UNKNOWN_ORDER));

    assertThat(all().stream().filter(c -> c.status().equals("resolved")))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.code()).isEqualTo("REASON_MISSING");
              assertThat(c.returnId()).isEqualTo("r1");
              assertThat(whats(c)).containsExactly("opened", "resolved");
            });
    assertThat(all()).hasSize(4);
  }

  @Test
  void a_trouble_that_comes_back_opens_a_new_case() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    cases.settle(ACCEPT, List.of());
    cases.settle(ACCEPT, List.of(NO_REASON));

    assertThat(all()).extracting(ExceptionCase::status).containsOnly("open", "resolved").hasSize(2);
  }

  @Test
  void a_snoozed_case_that_is_met_again_stays_snoozed() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    database.update(
        "update exception_case set status = 'snoozed', snoozed_until = now() + interval '1 day'");

    cases.settle(ACCEPT, List.of(NO_REASON));

    assertThat(only().status()).isEqualTo("snoozed");
  }

  @Test
  void an_early_end_resolves_nothing() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    cases.add(Origin.of(new WakeUp("accept-return", "es/r1", "event:1")), UNKNOWN_ORDER);

    assertThat(all()).extracting(ExceptionCase::status).containsExactly("open", "open");
  }

  @Test
  void retry_wakes_exactly_the_step_that_failed_and_only_once() {
    cases.settle(CREDIT, List.of(Trouble.of("KEY_CONFLICT", Map.of())));
    String id = only().id();

    assertThat(retry(id, "again, please").status()).isEqualTo("retrying");
    assertThat(retry(id, null).status()).isEqualTo("retrying");

    List<Claim> claimed = claims.claim(10);
    assertThat(claimed).hasSize(1);
    assertThat(claimed.get(0).wakeUp()).isEqualTo(new WakeUp("link-credit", "es/r1", "case:" + id));
    assertThat(claimed.get(0).generation()).as("put once, claimed once").isEqualTo(2);
    assertThat(whats(only())).containsExactly("opened", "retried");
    assertThat(only().history().get(1).note()).isEqualTo("again, please");
  }

  @Test
  void a_retry_that_meets_the_trouble_again_opens_the_case_again() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    retry(only().id(), null);

    cases.settle(ACCEPT, List.of(NO_REASON));

    assertThat(only().status()).isEqualTo("open");
    assertThat(whats(only())).containsExactly("opened", "retried", "reopened");
  }

  @Test
  void a_retry_that_ended_early_or_without_a_word_opens_the_case_again() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    retry(only().id(), null);
    cases.add(ACCEPT, UNKNOWN_ORDER);
    assertThat(all()).extracting(ExceptionCase::status).containsExactly("open", "open");

    retry(all().get(0).id(), null);
    cases.ended(new WakeUp("accept-return", "es/r1", "case:1"));
    assertThat(all()).extracting(ExceptionCase::status).containsExactly("open", "open");
  }

  @Test
  void a_closed_case_cannot_be_retried() {
    cases.settle(ACCEPT, List.of(NO_REASON));
    String id = only().id();
    cases.resolve("REASON_MISSING", ID, "i1", "Classified");

    assertThat(retry(id, null).status()).isEqualTo("resolved");
    assertThat(claims.claim(10)).isEmpty();
  }

  @Test
  void each_step_that_failed_has_its_own_case() {
    Trouble refused = Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", "403"));
    WakeUp mirror = new WakeUp("mirror-status", "es/r1", "event:1");
    cases.add(Origin.of(mirror), refused);
    cases.add(Origin.of(new WakeUp("link-credit", "es/r1", "event:1")), refused);

    assertThat(all()).extracting(ExceptionCase::step).containsOnly("mirror-status", "link-credit");
    all().forEach(c -> retry(c.id(), null));
    assertThat(TestDatabase.takeDue(database))
        .extracting(WakeUp::step)
        .containsExactlyInAnyOrder("mirror-status", "link-credit");

    cases.settle(Origin.of(mirror), List.of());

    assertThat(all())
        .filteredOn(c -> !c.closed())
        .singleElement()
        .extracting(ExceptionCase::step)
        .isEqualTo("link-credit");
  }

  @Test
  void each_inventory_entry_that_failed_has_its_own_case() {
    Trouble refused = Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", "403"));
    WakeUp shirts = new WakeUp("apply-stock-movements", "web/TSHIRT", "scan:1");
    cases.add(Origin.of(shirts), refused);
    cases.add(Origin.of(new WakeUp("apply-stock-movements", "web/SHOES", "scan:2")), refused);
    cases.add(Origin.of(shirts), refused);

    assertThat(all()).extracting(ExceptionCase::count).containsExactlyInAnyOrder(1, 2);
    cases.settle(Origin.of(shirts), List.of());
    assertThat(all()).filteredOn(c -> !c.closed()).hasSize(1);
  }

  @Test
  void another_step_resolves_a_trouble_of_all_steps_that_met_it() {
    cases.settle(ACCEPT, List.of(NO_REASON, UNKNOWN_ORDER));
    cases.settle(CREDIT, List.of(NO_REASON));

    cases.resolve("REASON_MISSING", ID, "i1", "Classified");

    assertThat(all())
        .filteredOn(c -> !c.closed())
        .singleElement()
        .extracting(ExceptionCase::code)
        .isEqualTo("ORDER_NOT_FOUND");
  }

  @Test
  void what_is_resolved_without_a_return_has_a_subject() {
    assertThatThrownBy(() -> cases.resolve("COMMERCETOOLS_REJECTED", null, "", "gone"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pages_follow_each_other_without_gap_or_repeat() {
    for (int i = 0; i < 7; i++) {
      cases.add(ACCEPT, Trouble.ofItem("REASON_MISSING", "i" + i, Map.of()));
    }
    List<ExceptionCase> first = book.list(CaseBook.Filter.NONE, null, 4);
    ExceptionCase last = first.get(3);
    List<ExceptionCase> second =
        book.list(CaseBook.Filter.NONE, new Listing.After(last.openedAt(), last.id()), 4);

    assertThat(first).hasSize(4);
    assertThat(second).hasSize(3).doesNotContainAnyElementsOf(first);
  }

  @Test
  void a_code_without_a_row_is_still_seen() {
    cases.add(ACCEPT, Trouble.of("SOMETHING_NEW", Map.of("detail", "odd")));

    assertThat(only().owner()).isEqualTo("integration");
    assertThat(only().cause()).contains("SOMETHING_NEW").contains("odd");
  }

  @Test
  void what_no_column_can_hold_is_a_case_all_the_same_and_found_again() {
    // Given
    String odd =
        new Random(1)
                .ints(9_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            + "\0\ud800";
    Trouble trouble = new Trouble("LINE_NOT_FOUND", odd, odd, Map.of("sku", odd));
    Origin origin = Origin.of(new WakeUp("accept-return", "es/r1", "webhook:1"));

    // When
    cases.settle(origin, List.of(trouble));
    cases.settle(origin, List.of(trouble));

    // Then
    assertThat(only().status()).isEqualTo("open");
    assertThat(only().count()).isEqualTo(2);
    assertThat(only().cause()).hasSizeLessThan(10_000);
    cases.resolve("LINE_NOT_FOUND", new ReturnId("es", "r1"), odd, "it is there");
    assertThat(only().status()).isEqualTo("resolved");
  }
}
