package io.returnbridge.camel;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.failure.Failure;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads once more a record that could not be read, when a person presses retry: by now its store
 * may be known. What can be read wakes its step as a replay of its dead letter does, and its case
 * is resolved; what cannot stays the same case, and says why.
 */
@ApplicationScoped
class RecordAgain {

  private static final String CODE = "COMMERCETOOLS_REJECTED";
  private static final Pattern PLACE = Pattern.compile("([^/]+)/([0-9]{1,9})/([0-9]{1,18})");

  private final TopicReader reader;
  private final WakingRecords records;
  private final Topics topics;
  private final Cases cases;

  RecordAgain(TopicReader reader, WakingRecords records, Topics topics, Cases cases) {
    this.reader = reader;
    this.records = records;
    this.topics = topics;
    this.cases = cases;
  }

  /**
   * The wake-up that the record is; any other as it is. {@link io.returnbridge.failure.Unavailable}
   * while Kafka does not answer.
   */
  WakeUp read(WakeUp wakeUp) {
    if (!(wakeUp.about() instanceof Subject.OfRecord of)) {
      return wakeUp;
    }
    Matcher place = PLACE.matcher(of.place());
    if (!place.matches()) {
      throw trouble("nobody knows where its record lies: " + elsewise(wakeUp));
    }
    TopicRecord record =
        reader
            .at(place.group(1), Integer.parseInt(place.group(2)), Long.parseLong(place.group(3)))
            .orElseThrow(() -> trouble("its record is no longer in Kafka: " + elsewise(wakeUp)));
    WakeUp read =
        new WakeUp(wakeUp.step(), subject(wakeUp, record), wakeUp.trigger(), wakeUp.trace());
    cases.settle(Origin.of(wakeUp), List.of());
    return read;
  }

  private String subject(WakeUp wakeUp, TopicRecord record) {
    try {
      return records
          .itself(wakeUp.step(), record)
          .orElseThrow(
              () ->
                  trouble(
                      "it is still none that the step can read: correct it and send it again, or"
                          + " resolve"));
    } catch (NeedsDecision cannotBeRead) {
      throw cannotBeRead.trouble().code().equals(CODE)
          ? cannotBeRead
          : trouble(String.valueOf(cannotBeRead.trouble().values().get("detail")));
    } catch (Failure | IllegalArgumentException cannotBeRead) {
      throw trouble(String.valueOf(cannotBeRead.getMessage()));
    }
  }

  private String elsewise(WakeUp wakeUp) {
    String instead = "have it sent again, or resolve";
    return topics.hasDeadLetters(wakeUp.step())
        ? "replay topic " + topics.deadLetters(wakeUp.step()) + ", " + instead
        : instead;
  }

  private static NeedsDecision trouble(String detail) {
    return new NeedsDecision(Trouble.of(CODE, Map.of("detail", detail)));
  }
}
