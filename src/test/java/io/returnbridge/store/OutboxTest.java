package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private static final OutboxRecord FIRST =
      new OutboxRecord("e1", "returns.events.v1", "ORD-1", "{}");
  private static final OutboxRecord SECOND =
      new OutboxRecord("e2", "returns.events.v1", "ORD-1", "{}");

  private Database database;
  private Outbox outbox;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    outbox = new Outbox(database);
  }

  @Test
  void a_repeat_adds_nothing_and_returns_what_kafka_has_not_confirmed() {
    assertThat(outbox.add("accept-return", "es/r1", List.of(FIRST, SECOND))).isEqualTo(2);
    outbox.published(List.of(FIRST));

    assertThat(outbox.add("accept-return", "es/r1", List.of(FIRST, SECOND))).isZero();

    assertThat(outbox.unpublished("accept-return", "es/r1")).containsExactly(SECOND);
    assertThat(outbox.unpublished("link-credit", "es/r1")).isEmpty();
    assertThat(outbox.unpublished("accept-return", "es/r2")).isEmpty();
  }

  @Test
  void a_transaction_that_fails_leaves_no_record() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      outbox.add("accept-return", "es/r1", List.of(FIRST));
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(outbox.unpublished("accept-return", "es/r1")).isEmpty();
  }
}
