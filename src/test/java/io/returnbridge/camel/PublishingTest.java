package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.TestDatabase;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishingTest {

  private static final String STEP = "link-credit";

  private final Topics topics = TestSteps.topics();
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
  private Outbox outbox;
  private Publishing publishing;

  @BeforeEach
  void clean() {
    Database database = TestDatabase.clean();
    outbox = new Outbox(database);
    publishing = new Publishing(outbox, topics);
  }

  private OutboxRecord record(Topic topic) {
    OutboxRecord record = new OutboxRecord("r-1", topics.name(topic), "O-1", "{}");
    outbox.add(STEP, "es/r1", List.of(record));
    return outbox.unpublished(STEP, "es/r1").get(0);
  }

  @Test
  void a_record_goes_to_its_topic_and_is_told_once_it_is_confirmed() {
    OutboxRecord credit = record(Topic.FINANCE_CREDITS);

    publishing.address(credit, STEP, exchange);

    assertThat(exchange.getMessage().getHeaders())
        .containsEntry(KafkaConstants.OVERRIDE_TOPIC, "finance.credits.v1")
        .containsEntry(KafkaConstants.KEY, "O-1");
    assertThat(exchange.getMessage().getBody()).isEqualTo("{}");
    assertThat(outbox.unpublished(STEP, "es/r1")).containsExactly(credit);
    publishing.confirmed(exchange.getProperty("outgoing", OutboxRecord.class));
    assertThat(outbox.unpublished(STEP, "es/r1")).isEmpty();
  }

  @Test
  void a_topic_that_its_step_does_not_name_gets_nothing() {
    OutboxRecord webhook = record(Topic.REVENI_WEBHOOKS);

    assertThatThrownBy(() -> publishing.address(webhook, STEP, exchange))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("link-credit tells reveni.webhooks.v1, which its @Step does not name");

    assertThat(exchange.getMessage().getHeaders()).isEmpty();
    assertThat(outbox.unpublished(STEP, "es/r1")).containsExactly(webhook);
  }
}
