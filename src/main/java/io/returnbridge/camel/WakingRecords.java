package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.replay.RecordSubjects;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.KeptWebhooks;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a record of the past like the route that it went through then. */
@ApplicationScoped
class WakingRecords implements RecordSubjects {

  /** Of a return, an inventory entry or a scan: two parts at least. */
  private static final Pattern SUBJECT = Pattern.compile("[^/]+/.+", Pattern.DOTALL);

  private final WebhookReader webhooks;
  private final Map<String, String> inputs;

  WakingRecords(WebhookReader webhooks, Topics topics) {
    this.webhooks = webhooks;
    this.inputs = topics.inputs();
  }

  @Override
  public Optional<String> of(String topic, String step, TopicRecord record) {
    try {
      return Optional.ofNullable(subject(topic, step, record))
          .filter(s -> SUBJECT.matcher(s).matches())
          .filter(s -> !KeptWebhooks.isSubject(s) && !s.startsWith(WakeUps.OF_RECORD));
    } catch (NeedsDecision | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private @Nullable String subject(String topic, String step, TopicRecord record) {
    if (!topic.equals(inputs.get(step))) {
      return ofDeadLetter(record);
    }
    return switch (step) {
      case "accept-return" -> ofWebhook(record);
      // What a warehouse wrote itself was published again as it was stored.
      case "move-inspected-stock" ->
          WakeUps.isOurScan(record.value()) ? WakeUps.ofScan(record.value()).subject() : null;
      default -> WakeUps.ofEvent(step, record.value()).subject();
    };
  }

  private @Nullable String ofWebhook(TopicRecord record) {
    String store = record.headers().get("store");
    String eventId = record.headers().get("eventId");
    return store == null || eventId == null
        ? null
        : webhooks.returnOf(new KeptWebhooks.Kept(store, eventId, record.value())).subject();
  }

  /** In its header; a dead letter without one is its wake-up. */
  private static String ofDeadLetter(TopicRecord record) {
    String subject = record.headers().get("subject");
    return subject != null
        ? subject
        : Json.read(new String(record.value(), StandardCharsets.UTF_8), JsonNode.class)
            .path("subject")
            .asText();
  }
}
