package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.decisions.Decided.Why;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReasonsTest {

  private static final Person ANA = Deciding.ANA;
  private static final ReasonRow TOO_SMALL =
      Deciding.MAPPINGS.reasons().byCode("too-small").orElseThrow();
  private static final ReasonRow DAMAGED =
      Deciding.MAPPINGS.reasons().byCode("damaged").orElseThrow();

  private Database database;
  private Cases cases;
  private CaseBook book;
  private ReturnStates states;
  private Deciding deciding;
  private Reasons reasons;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, Deciding.MAPPINGS);
    book = new CaseBook(database);
    states = new ReturnStates(database);
    deciding = new Deciding(database);
    reasons = deciding.reasons();
  }

  private static Unit unit(String itemId, int n, String reasonCode) {
    return Returns.unit(itemId, n, "TSHIRT", "l1").withReasonCode(reasonCode);
  }

  /** A return of two units with an unmapped reason, one without and one with a good reason. */
  private ReturnState known(String id) {
    ReturnSnapshot snapshot =
        Returns.snapshot(
            "received",
            1,
            List.of(
                Returns.item("i1", "TSHIRT", 2, "regalo"),
                Returns.item("i2", "TSHIRT", 1, null),
                Returns.item("i3", "TSHIRT", 1, "damaged")),
            List.of());
    ReturnState state =
        Returns.state(
            snapshot,
            unit("i1", 1, null),
            unit("i1", 2, null),
            unit("i2", 1, null),
            unit("i3", 1, "damaged"));
    return states.save(
        new ReturnState(
            new ReturnId("es", id),
            "RMA-" + id,
            state.orderNumber(),
            true,
            snapshot,
            state.units(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  private String opened(ReturnState state, String code, String itemId) {
    cases.add(
        Origin.of("accept-return", state),
        Trouble.ofItem(code, itemId, Map.of("reason", "regalo", "sku", "TSHIRT")));
    return book.list(new CaseBook.Filter(null, null, code, state.id().id()), null, 1).get(0).id();
  }

  private ReturnState now(ReturnState state) {
    return states.find(state.id()).orElseThrow();
  }

  private List<String> woken() {
    return TestDatabase.takeDue(database).stream()
        .map(c -> c.step() + " " + c.subject())
        .sorted()
        .toList();
  }

  private static Refused only(Decided decided) {
    assertThat(decided.cases()).isEmpty();
    assertThat(decided.refused()).hasSize(1);
    return decided.refused().get(0);
  }

  @Test
  void a_classified_item_has_its_code_and_what_waited_is_woken() {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_UNMAPPED", "i1");

    Decided decided = reasons.classify(id, ANA, null, TOO_SMALL, false, "As she wrote");

    assertThat(decided.refused()).isEmpty();
    ExceptionCase closed = decided.cases().get(0);
    assertThat(closed.status()).isEqualTo("resolved");
    assertThat(closed.history().get(1))
        .extracting("who", "what", "note", "detail", "fromStatus", "toStatus")
        .containsExactly("ana", "classified", "As she wrote", "too-small", "open", "resolved");
    assertThat(now(state).classifications()).containsExactly(Map.entry("i1", "too-small"));
    assertThat(now(state).units())
        .extracting(Unit::reasonCode)
        .containsExactly("too-small", "too-small", null, "damaged");
    assertThat(now(state).version()).isEqualTo(state.version() + 1);
    assertThat(now(state).timeline())
        .singleElement()
        .extracting("event", "effect")
        .containsExactly("reason-classified", "Reason of TSHIRT: Too small");
    assertThat(woken()).containsExactly("mirror-status es/r1", "move-inspected-stock es/r1");
    assertThat(deciding.proposals().list(null, 10)).isEmpty();
  }

  @Test
  void another_item_of_the_return_can_be_chosen() {
    ReturnState state = known("r1");
    String unmapped = opened(state, "REASON_UNMAPPED", "i1");
    String missing = opened(state, "REASON_MISSING", "i2");

    Decided decided = reasons.classify(unmapped, ANA, "i2", DAMAGED, false, null);

    assertThat(decided.cases().get(0).id()).isEqualTo(unmapped);
    assertThat(decided.cases().get(0).status()).isEqualTo("open");
    assertThat(decided.cases().get(0).history().get(1).detail()).isEqualTo("i2: damaged");
    assertThat(book.find(missing).orElseThrow().status()).isEqualTo("resolved");
    assertThat(now(state).classifications()).containsExactly(Map.entry("i2", "damaged"));
  }

  @Test
  void an_item_that_the_return_does_not_have_is_refused_with_those_that_it_has() {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_UNMAPPED", "i1");

    Refused refused = only(reasons.classify(id, ANA, "i9", TOO_SMALL, false, null));

    assertThat(refused.why()).isEqualTo(Why.UNFIT);
    assertThat(refused.field()).isEqualTo("itemId");
    assertThat(refused.detail()).contains("i9").contains("i1").contains("i3");
    assertThat(now(state)).isEqualTo(state);
  }

  @Test
  void an_item_with_a_code_keeps_it() {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_UNMAPPED", "i1");

    Refused mapped = only(reasons.classify(id, ANA, "i3", TOO_SMALL, false, null));
    String missing = opened(state, "REASON_MISSING", "i2");
    reasons.classify(id, ANA, null, TOO_SMALL, false, null);
    Refused classified = only(reasons.classify(missing, ANA, "i1", DAMAGED, false, null));
    Refused closed = only(reasons.classify(id, ANA, null, DAMAGED, false, null));

    assertThat(List.of(mapped, classified, closed)).allMatch(r -> r.why() == Why.CONFLICT);
    assertThat(mapped.detail()).contains("damaged already");
    assertThat(classified.detail()).contains("too-small already");
    assertThat(closed.detail()).contains("closed");
    assertThat(now(state).classifications()).containsExactly(Map.entry("i1", "too-small"));
  }

  @Test
  void a_case_about_something_else_is_refused_with_what_it_takes() {
    ReturnState state = known("r1");
    cases.add(
        Origin.of("accept-return", state), Trouble.of("ORDER_NOT_FOUND", Map.of("detail", "x")));
    String id = book.list(CaseBook.Filter.NONE, null, 1).get(0).id();

    Refused refused = only(reasons.classify(id, ANA, "i1", TOO_SMALL, false, null));

    assertThat(refused.why()).isEqualTo(Why.UNFIT);
    assertThat(refused.detail()).contains("classify").contains("name-order").contains("retry");
    assertThat(
            only(reasons.classify(
                    id, new Person("w", Set.of("warehouse")), null, TOO_SMALL, false, null))
                .why())
        .isEqualTo(Why.FORBIDDEN);
    assertThat(only(reasons.classify("none", ANA, null, TOO_SMALL, false, null)).why())
        .isEqualTo(Why.UNKNOWN);
  }

  @Test
  void what_is_remembered_is_a_proposal_and_changes_nothing_by_itself() {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_UNMAPPED", "i1");

    reasons.classify(id, ANA, null, TOO_SMALL, true, null);

    assertThat(deciding.proposals().list(null, 10))
        .singleElement()
        .extracting("table", "reveniReason", "code", "who", "caseId", "status")
        .containsExactly("reason-codes.csv", "regalo", "too-small", "ana", id, "open");
    assertThat(Deciding.MAPPINGS.reasons().map("regalo")).isEmpty();
  }

  @Test
  void what_is_remembered_of_many_is_proposed_once_a_reason() {
    List<String> ids =
        List.of(
            opened(known("r1"), "REASON_UNMAPPED", "i1"),
            opened(known("r2"), "REASON_UNMAPPED", "i1"));

    reasons.classify(ids, ANA, TOO_SMALL, true, null);

    assertThat(deciding.proposals().list(null, 10))
        .singleElement()
        .extracting("reveniReason", "code", "caseId", "status")
        .containsExactly("regalo", "too-small", ids.get(0), "open");
  }

  @Test
  void a_missing_reason_cannot_be_remembered() {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_MISSING", "i2");

    Refused refused = only(reasons.classify(id, ANA, null, TOO_SMALL, true, null));

    assertThat(refused.field()).isEqualTo("remember");
    assertThat(now(state)).isEqualTo(state);
    assertThat(reasons.classify(id, ANA, null, TOO_SMALL, false, null).refused()).isEmpty();
  }

  @Test
  void of_two_people_who_classify_at_once_one_is_told_that_it_is_closed() {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_UNMAPPED", "i1");

    List<Decided> answers =
        List.of(TOO_SMALL, DAMAGED, TOO_SMALL, DAMAGED).stream()
            .map(
                code ->
                    CompletableFuture.supplyAsync(
                        () -> reasons.classify(id, ANA, null, code, false, null)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers).filteredOn(a -> a.refused().isEmpty()).hasSize(1);
    assertThat(answers)
        .filteredOn(a -> !a.refused().isEmpty())
        .allSatisfy(a -> assertThat(only(a).why()).isEqualTo(Why.CONFLICT));
    assertThat(now(state).timeline()).hasSize(1);
    assertThat(book.find(id).orElseThrow().history()).hasSize(2);
  }

  @Test
  void a_step_that_hangs_on_another_system_does_not_keep_a_person_waiting_and_saves_nothing_stale()
      throws InterruptedException {
    ReturnState state = known("r1");
    String id = opened(state, "REASON_UNMAPPED", "i1");
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch decided = new CountDownLatch(1);
    CompletableFuture<Void> step =
        CompletableFuture.runAsync(
            () -> {
              ReturnState loaded = now(state);
              hanging.countDown();
              await(decided);
              assertThatThrownBy(() -> states.save(loaded.withUnits(loaded.units())))
                  .isInstanceOf(Unavailable.class);
              assertThatThrownBy(() -> states.requireUnchanged(loaded))
                  .isInstanceOf(Unavailable.class);
            });
    hanging.await();

    Decided answer = reasons.classify(id, ANA, null, TOO_SMALL, false, null);
    decided.countDown();
    step.join();

    assertThat(answer.refused()).isEmpty();
    assertThat(now(state).classifications()).containsKey("i1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void many_cases_are_classified_by_as_many_statements_as_one() {
    AtomicInteger statements = new AtomicInteger();
    Reasons counted = new Deciding(TestDatabase.counting(statements)).reasons();
    List<String> ids = new ArrayList<>();
    IntStream.range(0, 200).forEach(i -> ids.add(opened(known("m" + i), "REASON_UNMAPPED", "i1")));
    ReturnState last = known("last");
    ids.add(opened(last, "REASON_MISSING", "i2"));

    counted.classify(List.of(ids.get(0)), ANA, TOO_SMALL, false, null);
    int ofOne = statements.getAndSet(0);
    Decided decided = counted.classify(ids, ANA, TOO_SMALL, false, "The gift season");

    assertThat(decided.refused()).singleElement().extracting(Refused::id).isEqualTo(ids.get(0));
    assertThat(decided.cases()).hasSize(200).allMatch(ExceptionCase::closed);
    assertThat(statements.get()).isEqualTo(ofOne);
    assertThat(now(last).units().get(2).reasonCode()).isEqualTo("too-small");
    assertThat(woken()).hasSize(2 * 201);
  }

  @Test
  void items_of_one_return_are_classified_together() {
    ReturnState state = known("r1");
    List<String> ids =
        List.of(opened(state, "REASON_UNMAPPED", "i1"), opened(state, "REASON_MISSING", "i2"));

    Decided decided = reasons.classify(ids, ANA, DAMAGED, false, null);

    assertThat(decided.cases()).extracting(ExceptionCase::id).isEqualTo(ids);
    assertThat(now(state).units()).extracting(Unit::reasonCode).containsOnly("damaged");
    assertThat(now(state).version()).isEqualTo(state.version() + 1);
    List<Item> items = now(state).snapshot().items();
    assertThat(items).isEqualTo(state.snapshot().items());
  }
}
