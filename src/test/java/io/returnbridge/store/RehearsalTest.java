package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Trouble;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private static final OutboxRecord RECORD =
      new OutboxRecord("o1", "returns.events.v1", "O-1", "{}");

  private Database database;
  private Claims claims;
  private WorkList work;
  private Outbox outbox;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    claims = TestDatabase.claims(database);
    work = TestDatabase.work(database);
    outbox = new Outbox(database);
  }

  private long rows(String table) {
    return database.find("select count(*) from " + table, r -> r.number(1)).orElseThrow();
  }

  @Test
  void what_it_writes_is_seen_by_itself_and_gone_afterwards() {
    Rehearsal rehearsal = new Rehearsal();

    int seen =
        database.rehearse(
            rehearsal,
            () -> {
              outbox.add("accept-return", "es/r1", List.of(RECORD));
              outbox.add("accept-return", "es/r1", List.of(RECORD));
              Rehearsal.write(new Cause("mirror-status", "es/r1", null), "order", "O-1", "state x");
              return outbox.unpublished("accept-return", "es/r1").size();
            });

    assertThat(seen).isEqualTo(1);
    assertThat(rows("outgoing")).isZero();
    assertThat(rehearsal.takeTold()).containsExactly(RECORD);
    assertThat(rehearsal.takeTold()).isEmpty();
    assertThat(rehearsal.writes())
        .containsExactly(new Rehearsal.Write("mirror-status", "order", "O-1", "state x"));
    assertThat(Rehearsal.isOn()).isFalse();
  }

  @Test
  void after_a_failure_nothing_is_left_either() {
    assertThatThrownBy(
            () ->
                database.rehearse(
                    new Rehearsal(),
                    () -> {
                      outbox.add("accept-return", "es/r1", List.of(RECORD));
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(rows("outgoing")).isZero();
    assertThat(Rehearsal.isOn()).isFalse();
  }

  @Test
  void what_is_a_transaction_otherwise_fails_alone() {
    int left =
        database.rehearse(
            new Rehearsal(),
            () -> {
              outbox.add("accept-return", "es/r1", List.of(RECORD));
              assertThatThrownBy(
                      () ->
                          database.inTransaction(
                              () -> {
                                database.update("delete from outgoing");
                                database.update("insert into outgoing (id) values (null)");
                              }))
                  .isInstanceOf(IllegalStateException.class);
              return outbox.unpublished("accept-return", "es/r1").size();
            });

    assertThat(left).isEqualTo(1);
  }

  @Test
  void due_work_is_noted_and_what_waits_is_left_out() {
    Rehearsal rehearsal = new Rehearsal();

    database.rehearse(
        rehearsal,
        () -> {
          work.wake("link-credit", "es/r1", "replay:1");
          work.wakeAt("accept-return", "es/r1", "order-awaited", Instant.now().plusSeconds(60));
          return rows("work");
        });

    assertThat(rehearsal.nextWoken()).isEqualTo(new WakeUp("link-credit", "es/r1", "replay:1"));
    assertThat(rehearsal.nextWoken()).isNull();
    assertThat(rows("work")).isZero();
  }

  @Test
  void cases_are_neither_opened_nor_resolved() {
    Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
    Origin origin = new Origin("mirror-status", "es/r1", null, "RMA-1", "O-1");
    cases.settle(origin, List.of(Trouble.of("TYPE_CONFLICT", Map.of("orderNumber", "O-1"))));
    String before = "select string_agg(c::text, ';') from exception_case c";
    List<String> known = database.query(before, r -> r.text(1));

    database.rehearse(
        new Rehearsal(),
        () -> {
          cases.settle(origin, List.of());
          cases.settle(
              origin, List.of(Trouble.of("STATE_REFUSED", Map.of("expected", "x", "detail", "y"))));
          assertThat(database.query(before, r -> r.text(1))).isEqualTo(known);
          return true;
        });

    assertThat(database.query(before, r -> r.text(1))).isEqualTo(known);
  }

  @Test
  void it_does_not_wait_long_for_a_row_that_somebody_else_holds() {
    outbox.add("accept-return", "es/r1", List.of(RECORD));

    database.inTransaction(
        () -> {
          database.update("update outgoing set published_at = now() where id = 'o1'");
          assertThatThrownBy(
                  () ->
                      CompletableFuture.runAsync(
                              () ->
                                  database.rehearse(
                                      new Rehearsal(),
                                      () ->
                                          database.update("delete from outgoing where id = 'o1'")))
                          .join())
              .hasCauseInstanceOf(Unavailable.class);
        });

    assertThat(rows("outgoing")).isEqualTo(1);
  }

  @Test
  void it_cannot_begin_inside_of_a_transaction_or_of_another() {
    assertThatThrownBy(
            () -> database.inTransaction(() -> database.rehearse(new Rehearsal(), () -> true)))
        .hasMessageContaining("inside of a transaction");
    assertThatThrownBy(
            () ->
                database.rehearse(
                    new Rehearsal(), () -> database.rehearse(new Rehearsal(), () -> true)))
        .hasMessageContaining("inside of a transaction");
  }
}
