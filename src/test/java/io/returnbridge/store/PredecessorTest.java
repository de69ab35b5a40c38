package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.evidence.Bundle;
import io.returnbridge.evidence.Chain;
import io.returnbridge.evidence.Evidence;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.watchdogs.Watches;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The database of the version before, with its data, is brought to today's and worked on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredecessorTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final String AWAITED = "order/ORD-2026-999999";

  private final Map<String, Integer> rowsOfReports = new HashMap<>();
  private final List<String> chained = new ArrayList<>();
  private Database database;
  private ReturnStates states;

  @BeforeAll
  void it_is_brought_to_todays() {
    database =
        Predecessor.upgraded(
            before -> {
              before
                  .query(
                      "select name, jsonb_array_length(document -> 'rows') from report",
                      r -> Map.entry(r.text(1), (int) r.number(2)))
                  .forEach(r -> rowsOfReports.put(r.getKey(), r.getValue()));
              chained.addAll(
                  before.query(
                      "select return_id || ' ' || n || ' ' || hash from evidence order by return_id, n",
                      r -> r.text(1)));
              before.update(
                  "update outgoing set published_at = null where id like 'return-opened:%'");
            });
    states =
        new ReturnStates(database, new Watches(database, new Cases(database, MAPPINGS), MAPPINGS));
  }

  private List<ReturnId> returns() {
    return database.query(
        "select store, return_id from return_state order by rma_number",
        r -> new ReturnId(r.text(1), r.text(2)));
  }

  @Test
  void no_migration_that_it_has_run_was_changed_since() {
    String newest =
        database
            .find(
                "select max(version::int)::text from flyway_schema_history where success",
                r -> r.text(1))
            .orElseThrow();
    assertThat(Integer.parseInt(newest)).isGreaterThanOrEqualTo(67);
  }

  @Test
  void every_return_is_read_and_saved_as_before() {
    assertThat(returns()).hasSize(11);
    for (ReturnId id : returns()) {
      ReturnState before = states.find(id).orElseThrow();
      ReturnState after = states.save(before);
      assertThat(after.withVersion(before.version())).as("%s", id).isEqualTo(before);
      assertThat(states.find(id)).as("%s", id).contains(after);
    }
  }

  @Test
  void every_movement_of_stock_is_in_the_ledger() {
    Ledger ledger = new Ledger(database);
    int movements = returns().stream().mapToInt(id -> ledger.ofReturn(id).size()).sum();
    assertThat(movements).isEqualTo(40);
  }

  @Test
  void open_cases_are_open_with_their_history() {
    assertThat(new CaseBook(database).list(CaseBook.Filter.NONE, null, 10))
        .hasSize(2)
        .allSatisfy(
            one -> {
              assertThat(one.code()).isIn("ORDER_NOT_FOUND", "REASON_UNMAPPED");
              assertThat(one.status()).isEqualTo("open");
              assertThat(one.history()).isNotEmpty();
            });
  }

  @Test
  void reports_have_the_rows_that_they_had() {
    ReportBook book = new ReportBook(database);
    assertThat(rowsOfReports)
        .containsOnlyKeys(
            "daily-exceptions", "month-end", "credit-reconciliation", "stock-reconciliation")
        .anySatisfy((name, rows) -> assertThat(rows).isPositive());
    rowsOfReports.forEach(
        (name, rows) ->
            assertThat(book.find(name, day(name), null).orElseThrow().rows(JsonNode.class))
                .as(name)
                .hasSize(rows));
  }

  private static LocalDate day(String report) {
    return LocalDate.of(2026, 11, report.equals("month-end") ? 1 : 30);
  }

  @Test
  void evidence_goes_on_from_where_it_was() {
    Evidence evidence = new Evidence(database);
    List<String> now = new ArrayList<>();
    for (ReturnId id : returns()) {
      Bundle bundle = evidence.of(id, null, null);
      assertThat(bundle.entries()).as("%s", id).isNotEmpty();
      assertThat(Chain.faults(bundle, Optional.empty())).as("%s", id).isEmpty();
      bundle.entries().forEach(e -> now.add(id.id() + " " + e.n() + " " + e.hash()));
    }
    assertThat(chained).hasSizeGreaterThan(20);
    assertThat(now).containsAll(chained);
  }

  @Test
  void work_that_waited_is_claimed_and_what_kafka_has_not_confirmed_is_published() {
    Claims claims = new Claims(database, new ThisReplica(), 32);

    List<Claim> claimed = claims.claim(100);

    assertThat(claimed)
        .anySatisfy(
            claim -> {
              assertThat(claim.wakeUp().step()).isEqualTo("accept-return");
              assertThat(claim.key()).isEqualTo(AWAITED);
            });
    claimed.forEach(claims::giveBack);
    ReturnId first = returns().get(0);
    assertThat(new Outbox(database).unpublished("accept-return", first.subject()))
        .singleElement()
        .satisfies(record -> assertThat(record.payload()).contains("\"type\":\"return-opened\""));
  }
}
