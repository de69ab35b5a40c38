package io.returnbridge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.decisions.Deciding;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Happened;
import io.returnbridge.store.Happened.Kind;
import io.returnbridge.store.Journal;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalLinesTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final ReturnEvent RECEIVED =
      new ReturnEvent(
          "return-received:es/r1::3",
          "return-received",
          "es",
          "r1",
          "RMA-1",
          "1001",
          "",
          AT,
          "Ana Pérez, ana@example.com: the parcel is there");
  private static final Origin ACCEPT =
      new Origin("accept-return", "es/r1", new ReturnId("es", "r1"), "RMA-1", "1001");
  private static final Trouble NO_REASON =
      Trouble.ofItem("REASON_MISSING", "i1", Map.of("sku", "TSHIRT"));

  private final List<String> lines = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Database database;

  @BeforeEach
  void listen() {
    TestDatabase.clean();
    database =
        TestDatabase.telling(
            new JournalLines(new Meters(registry, MAPPINGS, TestSteps.ALL), lines::add));
  }

  @AfterEach
  void leave() {
    MDC.remove(Journal.ORDER);
  }

  private void tell(ReturnEvent event) {
    new Outbox(database)
        .add("accept-return", "es/r1", List.of(OutboxRecord.of(event, "returns.events.v1")));
  }

  private double events(String type) {
    var counter =
        registry.find("returnbridge.events").tag("type", type).tag("store", "es").counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void an_event_is_one_line_with_its_return_and_none_of_its_texts() {
    tell(RECEIVED);

    assertThat(lines)
        .containsExactly(
            "event return-received store=es return=r1 rma=RMA-1 order=1001 step=accept-return");
    assertThat(events("return-received")).isEqualTo(1);
  }

  @Test
  void a_repeat_is_no_event() {
    tell(RECEIVED);
    tell(RECEIVED);

    assertThat(lines).hasSize(1);
    assertThat(events("return-received")).isEqualTo(1);
  }

  @Test
  void an_effect_names_what_was_written_and_why_and_the_order_that_is_worked_on() {
    MDC.put(Journal.ORDER, "1001");
    new Effects(database)
        .record(
            "payment",
            "reveni-credit-r1-rf1",
            null,
            1L,
            new Cause("link-credit", "es/r1", "event:refund-completed:es/r1:rf1:4"),
            "created with 24.95 EUR");

    assertThat(lines)
        .containsExactly(
            "effect payment store=es return=r1 rma=- order=1001 step=link-credit"
                + " key=reveni-credit-r1-rf1 version=new-1 why=event:refund-completed:es/r1:rf1:4"
                + " did=\"created with 24.95 EUR\"");
  }

  @Test
  void what_is_rolled_back_has_not_happened() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      tell(RECEIVED);
                      new Cases(database, MAPPINGS).settle(ACCEPT, List.of(NO_REASON));
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(lines).isEmpty();
    assertThat(events("return-received")).isZero();
  }

  @Test
  void nothing_is_told_before_it_is_committed() {
    database.inTransaction(
        () -> {
          tell(RECEIVED);
          assertThat(lines).isEmpty();
        });

    assertThat(lines).hasSize(1);
  }

  @Test
  void what_was_written_before_a_transaction_that_fails_is_told_and_nothing_of_that() {
    database.inOneStretch(
        () -> {
          new Effects(database).record("order", "1001", 1L, 2L, cause(), "state x");
          assertThatThrownBy(
                  () ->
                      database.inTransaction(
                          () -> {
                            tell(RECEIVED);
                            throw new IllegalStateException("broken");
                          }))
              .hasMessage("broken");
          assertThat(lines).as("before it is committed").isEmpty();
          database.letGo();
          return assertThat(lines).hasSize(1);
        });

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("effect order store=es return=r1 rma=- order=- step=mirror-status key=1001");
  }

  @Test
  void what_a_statement_that_fails_takes_away_is_not_told() {
    database.inOneStretch(
        () -> {
          new Effects(database).record("order", "1001", 1L, 2L, cause(), "state x");
          return assertThatThrownBy(() -> database.update("insert into nothing values (1)"));
        });

    assertThat(database.query("select 1 from effect", r -> 1)).isEmpty();
    assertThat(lines).isEmpty();
  }

  @Test
  void a_dry_run_tells_nothing() {
    database.rehearse(
        new Rehearsal(),
        () -> {
          tell(RECEIVED);
          new Effects(database).record("order", "1001", 1L, 2L, cause(), "state x");
          return true;
        });

    assertThat(lines).isEmpty();
    assertThat(events("return-received")).isZero();
  }

  private static Cause cause() {
    return new Cause("mirror-status", "es/r1", null);
  }

  @Test
  void a_case_is_a_line_when_it_opens_and_when_it_is_resolved_and_none_while_it_is_the_same() {
    Cases cases = new Cases(database, MAPPINGS);
    cases.settle(ACCEPT, List.of(NO_REASON));
    cases.settle(ACCEPT, List.of(NO_REASON));
    cases.settle(ACCEPT, List.of());

    String id = new CaseBook(database).list(CaseBook.Filter.NONE, null, 1).get(0).id();
    String tail =
        " store=es return=r1 rma=RMA-1 order=1001 step=accept-return code=REASON_MISSING owner=cx"
            + " case="
            + id;
    assertThat(lines).containsExactly("case opened" + tail, "case resolved" + tail);
  }

  @Test
  void a_decision_is_one_line_without_its_note_and_without_who_made_it() {
    new Cases(database, MAPPINGS).settle(ACCEPT, List.of(NO_REASON));
    String id = new CaseBook(database).list(CaseBook.Filter.NONE, null, 1).get(0).id();
    lines.clear();

    new Deciding(database)
        .cases()
        .resolve(List.of(id), Deciding.ANA, "Called Mrs Pérez, ana@example.com");

    assertThat(lines)
        .containsExactly(
            "decision resolved store=es return=r1 rma=RMA-1 order=1001 step=accept-return"
                + " code=REASON_MISSING owner=cx case="
                + id);
  }

  @Test
  void a_scan_is_an_event_without_its_operator() {
    Scan scan =
        new Scan("warehouse", "S-1", "r1", null, "es", "TSHIRT", 1, "a", AT, null, "Luis", null);
    new Scans(database).add(scan, "content", new ReturnId("es", "r1"));
    new Scans(database).add(scan, "content", new ReturnId("es", "r1"));

    assertThat(lines)
        .containsExactly(
            "event scan-accepted store=es return=r1 rma=- order=- step=receive-scan"
                + " id=warehouse/S-1 sku=TSHIRT quantity=1 grade=a");
  }

  @Test
  void a_line_without_an_rma_number_has_that_of_its_return_once_it_is_known() {
    database.tell(Happened.accepted("es", "r1", "e1", "kafka"));
    tell(RECEIVED);
    database.tell(Happened.accepted("es", "r1", "e2", "kafka"));
    database.tell(Happened.accepted("uk", "r1", "e3", "kafka"));

    assertThat(lines)
        .extracting(line -> line.replaceFirst(".* (store=.* rma=[^ ]*) .*", "$1"))
        .containsExactly(
            "store=es return=r1 rma=-",
            "store=es return=r1 rma=RMA-1",
            "store=es return=r1 rma=RMA-1",
            "store=uk return=r1 rma=-");
  }

  /** As the first line after a restart. */
  @Test
  void an_effect_has_the_rma_number_that_the_database_knows() {
    ReturnState known =
        new ReturnStates(database)
            .save(
                Returns.state(
                    Returns.snapshot(
                        "open", 1, List.of(Returns.item("i1", "A", 1, "damaged")), List.of())));
    String rma = known.rmaNumber();

    new Effects(database)
        .record("order", "1001", 1L, 2L, new Cause("mirror-status", Returns.ID.subject(), "x"), "");

    assertThat(lines).singleElement().asString().contains(" rma=" + rma + " ");
  }

  @Test
  void what_others_name_neither_ends_a_line_nor_looks_like_a_field() {
    String rude = "r1\n2026-11-20 INFO event x \"return=r2\u001b[31m";

    database.tell(
        new Happened(Kind.EVENT, "x", "es", rude, "x".repeat(5000), "", "accept-return", Map.of()));

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith(
            "event x store=es return=\"r1 2026-11-20 INFO event x _return_r2 [31m\" rma=xxx")
        .endsWith("x… order=\"\" step=accept-return")
        .hasSizeLessThan(500)
        .doesNotContain("\n", "return=r2", "\u001b");
  }
}
