package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkComes;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuits;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An offset is committed once a poll, after its wake-ups are rows, also when Kafka is away then.
 */
class OffsetsTest {

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Deque<RuntimeException> answers = new ArrayDeque<>();
  private final List<Integer> rowsAtCommit = new ArrayList<>();
  private Database database;
  private PolledWakeUps wakeUps;

  @BeforeEach
  void start() {
    camel.start();
    database = TestDatabase.clean();
    Mappings mappings = Mappings.load(Path.of("mappings"));
    WorkList work = TestDatabase.work(database);
    Cases cases = new Cases(database, mappings);
    Circuits circuits = TestSteps.circuits();
    NextAttempts attempts =
        new NextAttempts(
            database, new Outbox(database), work, TestDatabase.claims(database), cases, circuits);
    Patience patience = new Patience(camel);
    StepRunner engine =
        Running.noStep(
            database, TestDatabase.claims(database), new ReturnStates(database), work, cases);
    wakeUps =
        new PolledWakeUps(
            engine,
            new OwnWork(
                database,
                work,
                TestDatabase.claims(database),
                attempts,
                cases,
                circuits,
                new Effects(database),
                TestSteps.ALL),
            new Failures(attempts, cases, new KeptWebhooks(database), patience, TestSteps.meters()),
            patience,
            new DueWork(
                database,
                mappings,
                engine,
                work,
                TestDatabase.claims(database),
                attempts,
                circuits,
                new Standstill(Duration.ofMinutes(1)),
                RecordAgainTest.records(cases, (topic, partition, offset) -> Optional.empty()),
                patience,
                camel.createProducerTemplate(),
                new WorkComes(),
                TestSteps.meters()));
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void it_waits_for_Kafka() {
    answers.addAll(List.of(new TimeoutException("5000 ms"), new TimeoutException("5000 ms")));

    commit(true);

    assertThat(rowsAtCommit).hasSize(3);
  }

  @Test
  void the_partition_has_gone_to_another() {
    answers.add(new CommitFailedException());

    commit(true);

    assertThat(rowsAtCommit).hasSize(1);
  }

  @Test
  void the_program_ends() {
    camel.stop();
    answers.add(new TimeoutException("5000 ms"));

    commit(true);

    assertThat(rowsAtCommit).hasSize(1);
  }

  @Test
  void once_a_poll_when_the_wake_ups_of_all_its_records_are_rows() {
    wakeUps.add(wakeUp("es/r1"), null);
    commit(false);
    wakeUps.add(wakeUp("es/r2"), null);
    commit(false);
    assertThat(rowsAtCommit).isEmpty();

    wakeUps.add(wakeUp("es/r3"), null);
    commit(true);

    assertThat(rowsAtCommit).containsExactly(3);
  }

  @Test
  void a_last_record_that_failed_takes_those_before_it_along() {
    wakeUps.add(wakeUp("es/r1"), null);
    commit(false);

    commit(true);

    assertThat(rowsAtCommit).containsExactly(1);
  }

  @Test
  void what_no_row_can_hold_is_a_case_and_the_others_are_rows() {
    wakeUps.add(wakeUp("es/r1"), null);
    wakeUps.add(
        wakeUp(
            "es/"
                + new Random(7)
                    .ints(9_000, 'a', 'z')
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining())),
        null);
    wakeUps.add(wakeUp("es/r3"), null);

    commit(true);

    assertThat(rowsAtCommit).containsExactly(2);
    assertThat(database.query("select code from exception_case", r -> r.text(1)))
        .containsExactly("COMMERCETOOLS_REJECTED");
  }

  private static WakeUp wakeUp(String subject) {
    return new WakeUp("link-credit", subject, "event:" + subject.length());
  }

  private void commit(boolean last) {
    Exchange exchange = new DefaultExchange(camel);
    KafkaManualCommit offset =
        () -> {
          rowsAtCommit.add(database.query("select 1 from work", r -> 1).size());
          RuntimeException answer = answers.poll();
          if (answer != null) {
            throw answer;
          }
        };
    exchange.getMessage().setHeader(KafkaConstants.MANUAL_COMMIT, offset);
    exchange.getMessage().setHeader(KafkaConstants.LAST_RECORD_BEFORE_COMMIT, last);
    new Offsets(new Patience(camel), wakeUps).commit(exchange);
  }
}
