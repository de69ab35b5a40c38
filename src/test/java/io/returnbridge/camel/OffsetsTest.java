package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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

/** An offset is committed after the work, also when Kafka is away at that moment. */
class OffsetsTest {

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Deque<RuntimeException> answers = new ArrayDeque<>();
  private int commits;

  @BeforeEach
  void start() {
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void it_waits_for_Kafka() {
    answers.addAll(List.of(new TimeoutException("5000 ms"), new TimeoutException("5000 ms")));

    commit();

    assertThat(commits).isEqualTo(3);
  }

  @Test
  void the_partition_has_gone_to_another() {
    answers.add(new CommitFailedException());

    commit();

    assertThat(commits).isEqualTo(1);
  }

  @Test
  void the_program_ends() {
    camel.stop();
    answers.add(new TimeoutException("5000 ms"));

    commit();

    assertThat(commits).isEqualTo(1);
  }

  private void commit() {
    Exchange exchange = new DefaultExchange(camel);
    KafkaManualCommit offset =
        () -> {
          commits++;
          RuntimeException answer = answers.poll();
          if (answer != null) {
            throw answer;
          }
        };
    exchange.getMessage().setHeader(KafkaConstants.MANUAL_COMMIT, offset);
    new Offsets(new Patience(camel)).commit(exchange);
  }
}
