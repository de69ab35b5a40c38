package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What consumed records name. Whoever may write to a topic can write anything; only ids that every
 * table, key and address can hold are looked up. Everything else is {@link Rejected}, and the
 * record is a dead letter as it came.
 */
final class RecordIds {

  /** A scan's id, an event's id. */
  private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,400}");

  private final Mappings mappings;

  RecordIds(Mappings mappings) {
    this.mappings = mappings;
  }

  /** A row of {@code stores.csv}. */
  String store(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw new Rejected("The record names no store", null);
    }
    if (mappings.stores().find(key).isEmpty()) {
      throw new Rejected(
          "The record names store "
              + shown(key)
              + ", which is not in stores.csv. If it is to be, add it, restart and press Retry, or replay the topic of the dead letter",
          null);
    }
    return key;
  }

  ReturnId returnId(JsonNode record) {
    return new ReturnId(store(text(record, "store")), id("returnId", text(record, "returnId")));
  }

  /** Letters, digits, _ and -. */
  static String id(String field, @Nullable String value) {
    if (value == null || !Keys.ID.matcher(value).matches()) {
      throw new Rejected(
          "The record's "
              + field
              + " is "
              + shown(value)
              + "; it must have 1 to 64 characters, all of them letters, digits, _ or -",
          null);
    }
    return value;
  }

  /** As a scan's id: of people's own making. */
  static String text(String field, @Nullable String value) {
    if (value == null || !TEXT.matcher(value).matches()) {
      throw new Rejected(
          "The record's "
              + field
              + " is "
              + shown(value)
              + "; it must have 1 to 400 characters, none of them a control character",
          null);
    }
    return value;
  }

  /** The id of an event; one without, from another time, is known by its content. */
  static String eventId(JsonNode event, byte[] record) {
    return event.hasNonNull("id")
        ? text("id", text(event, "id"))
        : "h" + Keys.sha256(record).substring(0, 40);
  }

  static @Nullable String text(JsonNode record, String field) {
    return record.path(field).textValue();
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "absent or no text";
    }
    String word = "\"" + Plain.word(value) + "\"";
    return word.endsWith("…\"") ? word + " (" + value.length() + " characters)" : word;
  }
}
