package io.returnbridge.replay;

import io.returnbridge.kafka.TopicRecord;
import java.util.Optional;

/** What a step was woken about by a record. */
public interface RecordSubjects {

  /**
   * @param step one that the topic wakes
   * @return the subject of the wake-up; empty for a record that could not be read then either,
   *     which is a case already
   */
  Optional<String> of(String topic, String step, TopicRecord record);

  /** Keeps the record for a step that needs it, and not only what it is about; few do. */
  default void keep(String topic, String step, TopicRecord record) {}
}
