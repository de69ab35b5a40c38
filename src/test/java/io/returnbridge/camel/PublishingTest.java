package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.OutboxRecord;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class PublishingTest {

  private static final String STEP = "link-credit";

  private final Topics topics = TestSteps.topics();
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
  private final Publishing publishing = new Publishing(topics);

  private OutboxRecord record(Topic topic) {
    return new OutboxRecord("r-1", topics.name(topic), "O-1", "{}");
  }

  @Test
  void records_go_each_to_its_topic_and_are_told_once_they_are_confirmed() {
    OutboxRecord credit = record(Topic.FINANCE_CREDITS);

    List<Message> messages = publishing.address(List.of(credit), STEP, exchange);

    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).getHeaders())
        .containsEntry(KafkaConstants.OVERRIDE_TOPIC, "finance.credits.v1")
        .containsEntry(KafkaConstants.KEY, "O-1");
    assertThat(messages.get(0).getBody()).isEqualTo("{}");
    assertThat(Publishing.told(exchange)).isEmpty();
    publishing.confirmed(exchange);
    assertThat(Publishing.told(exchange)).containsExactly(credit);
    assertThat(Publishing.told(exchange)).as("of the next piece of work").isEmpty();
  }

  @Test
  void a_topic_that_its_step_does_not_name_gets_nothing() {
    OutboxRecord webhook = record(Topic.REVENI_WEBHOOKS);

    assertThatThrownBy(() -> publishing.address(List.of(webhook), STEP, exchange))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("link-credit tells reveni.webhooks.v1, which its @Step does not name");
    assertThat(Publishing.told(exchange)).isEmpty();
  }
}
