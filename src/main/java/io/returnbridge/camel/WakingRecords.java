package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.engine.OwnRecord;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.failure.Failure;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.Subject;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.replay.RecordSubjects;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a record of the past like the route that it went through then. */
@ApplicationScoped
class WakingRecords implements RecordSubjects {

  /** Longer ones no table holds, and nothing of ours has. */
  private static final int LONGEST = 600;

  private final WakeUps wakeUps;
  private final WebhookReader webhooks;
  private final Steps steps;
  private final OwnWork own;
  private final Map<String, String> inputs;

  WakingRecords(WakeUps wakeUps, WebhookReader webhooks, Steps steps, Topics topics, OwnWork own) {
    this.own = own;
    this.steps = steps;
    this.wakeUps = wakeUps;
    this.webhooks = webhooks;
    this.inputs = topics.inputs();
  }

  @Override
  public void keep(String topic, String step, TopicRecord record) {
    if (steps.isAbout(step, About.RECORD)) {
      own.keepAgain(own(step, record));
    }
  }

  /** As it was when it came first, of a dead letter without what that has added. */
  private static OwnRecord own(String step, TopicRecord record) {
    Map<String, byte[]> headers = new HashMap<>();
    record
        .headers()
        .forEach((name, text) -> headers.put(name, text.getBytes(StandardCharsets.UTF_8)));
    String place = record.place();
    if (record.headers().containsKey("reason")) {
      place = record.headers().getOrDefault(DeadLetters.PLACE, place);
      headers.keySet().removeAll(DeadLetters.ADDED);
    }
    return new OwnRecord(step, place, record.key(), record.value(), headers);
  }

  @Override
  public Optional<String> of(String topic, String step, TopicRecord record) {
    try {
      return usable(step, subject(topic, step, record));
    } catch (Failure | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * What the record itself is about; empty for one that wakes nobody, and a {@link Failure} or an
   * {@link IllegalArgumentException} for one that cannot be read.
   */
  Optional<String> itself(String step, TopicRecord record) {
    return usable(step, ofRecord(step, record));
  }

  private static Optional<String> usable(String step, @Nullable String subject) {
    return Optional.ofNullable(subject).filter(s -> s.length() <= LONGEST && isUsable(step, s));
  }

  /** Whether it is a return, an inventory entry or a scan. */
  private static boolean isUsable(String step, String subject) {
    Subject about = about(step, subject);
    return about instanceof Subject.OfReturn
        || about instanceof Subject.OfKey
        || about instanceof Subject.OfEntry
        || about instanceof Subject.OfScan;
  }

  private static Subject about(String step, String subject) {
    return new WakeUp(step, subject, "").about();
  }

  private @Nullable String subject(String topic, String step, TopicRecord record) {
    if (steps.isAbout(step, About.RECORD)) {
      // Of a dead letter that was too large only the place is known.
      return record.headers().containsKey(DeadLetters.LEFT_OUT)
          ? null
          : own(step, record).wakeUp().subject();
    }
    if (!topic.equals(inputs.get(step))) {
      String subject = ofDeadLetter(record);
      // What could not be read then is the record itself, and may be readable by now.
      return about(step, subject) instanceof Subject.OfRecord ? ofRecord(step, record) : subject;
    }
    return ofRecord(step, record);
  }

  private @Nullable String ofRecord(String step, TopicRecord record) {
    if (steps.isWokenBy(step, Topic.REVENI_WEBHOOKS)) {
      return ofWebhook(record);
    }
    if (steps.isWokenBy(step, Topic.WAREHOUSE_SCANS)) {
      // What a warehouse wrote itself was published again as it was stored.
      return WakeUps.isOurScan(record.value())
          ? wakeUps.ofScan(step, record.value()).subject()
          : null;
    }
    return wakeUps.ofEvent(step, record.value()).subject();
  }

  private String ofWebhook(TopicRecord record) {
    return webhooks
        .returnOf(
            wakeUps.webhook(
                record.headers().get("store"), record.headers().get("eventId"), record.value()))
        .subject();
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
