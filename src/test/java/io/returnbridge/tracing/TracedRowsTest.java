package io.returnbridge.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Collector.Seen;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows keep the trace that they belong to, and without a collector nothing is made. */
class TracedRowsTest {

  private final Collector collector = new Collector();
  private Database database;
  private WorkList work;
  private Claims claims;
  private Outbox outbox;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    outbox = new Outbox(database);
  }

  @AfterEach
  void end() {
    Traces.end();
    collector.close();
  }

  private void traced() {
    Traces.start(URI.create(collector.address()), Map.of(), "returnbridge", "test", 1);
  }

  private static Traced begin(String name) {
    return Traces.begin(name, SpanKind.SERVER, null);
  }

  private Claim claimOne() {
    return claims.claim(10).get(0);
  }

  private Seen seen(String name) {
    return collector.spans().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private void runs(String name, Claim claim) {
    Traces.begin(name, SpanKind.INTERNAL, claim.wakeUp().trace()).end();
  }

  @Test
  void each_attempt_is_in_the_trace_of_what_woke_the_step() {
    traced();
    Traced webhook = begin("webhook");
    work.wakeAll(List.of(new WakeUp("link-credit", "es/r1", "event:1").of(webhook.text())));
    webhook.end();

    Claim first = claimOne();
    runs("attempt-1", first);
    var unused =
        work.retry(first, new Unavailable("commercetools", "503", Duration.ZERO, null), true);
    database.update("update work set due_at = now()");
    runs("attempt-2", claimOne());

    Traces.end();
    for (String attempt : List.of("attempt-1", "attempt-2")) {
      assertThat(seen(attempt).trace()).isEqualTo(seen("webhook").trace());
      assertThat(seen(attempt).parent()).isEqualTo(seen("webhook").id());
    }
  }

  @Test
  void work_that_several_have_woken_is_in_the_trace_of_the_last_and_linked_with_two_before() {
    traced();
    for (String name : List.of("a", "b", "c", "d")) {
      Traced webhook = begin(name).here();
      work.wake("link-credit", "es/r1", "event:" + name);
      webhook.end();
    }
    runs("attempt", claimOne());

    Traces.end();
    assertThat(seen("attempt").parent()).isEqualTo(seen("d").id());
    assertThat(seen("attempt").links()).containsExactly(seen("b").id(), seen("c").id());
  }

  @Test
  void a_record_is_in_the_trace_of_what_has_made_it_also_after_a_crash() {
    traced();
    Traced step = begin("step").here();
    assertThat(outbox.add("link-credit", "es/r1", List.of(new OutboxRecord("e1", "t", "k", "{}"))))
        .isOne();
    String trace = step.text();
    step.end();

    assertThat(outbox.unpublished("link-credit", "es/r1"))
        .singleElement()
        .satisfies(record -> assertThat(record.trace()).isEqualTo(trace));
    assertThat(Traces.current()).isNull();
  }

  @Test
  void what_strangers_write_as_a_trace_is_none() {
    traced();
    assertThat(Traces.cause("' or 1=1".getBytes(UTF_8))).isNull();
    assertThat(Traces.cause(null)).isNull();
  }

  @Test
  void without_a_collector_nothing_is_made_and_no_row_says_anything() {
    Traced none = begin("webhook").here().say("store", "es").failed("x");
    work.wake("link-credit", "es/r1", "event:1");
    assertThat(outbox.add("link-credit", "es/r1", List.of(new OutboxRecord("e1", "t", "k", "{}"))))
        .isOne();
    none.end();

    assertThat(none).isSameAs(Traced.NOT);
    assertThat(none.text()).isNull();
    assertThat(Traces.within("GET", SpanKind.CLIENT)).isSameAs(Traced.NOT);
    assertThat(
            Traces.cause("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8)))
        .isNull();
    assertThat(
            database.query(
                "select 1 from work where traceparent is not null union all select 1 from outgoing where traceparent is not null",
                r -> 1))
        .isEmpty();
    assertThat(collector.spans()).isEmpty();
  }
}
