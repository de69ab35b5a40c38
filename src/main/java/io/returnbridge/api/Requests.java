package io.returnbridge.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.model.Keys;
import io.returnbridge.store.Listing;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a request brings, and names the field that is wrong. */
final class Requests {

  private static final ObjectReader STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build()
          .reader();

  private Requests() {}

  /** An id in a path or a query. */
  static String id(String field, String value) {
    if (!Keys.ID.matcher(value).matches()) {
      throw Refusal.badRequest(field, field + " must be 1 to 64 letters, digits, _ and -");
    }
    return value;
  }

  /** Free text of a query, such as an order number. */
  static @Nullable String text(String field, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > 256 || value.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.badRequest(field, field + " must be at most 256 printable characters");
    }
    return value;
  }

  static @Nullable String oneOf(String field, @Nullable String value, Collection<String> known) {
    if (value == null || value.isEmpty() || known.contains(value)) {
      return value == null || value.isEmpty() ? null : value;
    }
    throw Refusal.badRequest(
        field,
        field + " must be one of " + known.stream().sorted().collect(Collectors.joining(", ")));
  }

  static <R> Listing.Sort<R> sort(@Nullable String wanted, List<Listing.Time<R>> times) {
    return Listing.sort(wanted, times)
        .orElseThrow(
            () ->
                Refusal.badRequest(
                    "sort",
                    "sort must be %s, with a minus before it for the newest first"
                        .formatted(
                            times.stream()
                                .map(Listing.Time::name)
                                .collect(Collectors.joining(" or ")))));
  }

  /** An absent body reads like an empty object. */
  static <T> T body(byte @Nullable [] body, Class<T> type) {
    byte[] json = body == null || body.length == 0 ? new byte[] {'{', '}'} : body;
    try {
      T read = STRICT.forType(type).readValue(json);
      if (read == null) {
        throw Refusal.badRequest("body", "The body must be a JSON object");
      }
      return read;
    } catch (UnrecognizedPropertyException e) {
      throw Refusal.badRequest(
          e.getPropertyName(),
          "\""
              + e.getPropertyName()
              + "\" is not a field of this call"
              + Suggestion.of(e.getPropertyName(), known(e))
              + (known(e).isEmpty() ? "; it has none" : "; it has " + String.join(", ", known(e))));
    } catch (JsonMappingException e) {
      String field =
          e.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .filter(Objects::nonNull)
              .collect(Collectors.joining("."));
      throw Refusal.badRequest(
          field.isEmpty() ? "body" : field,
          field.isEmpty() ? "The body must be a JSON object" : field + " has the wrong type");
    } catch (JsonProcessingException e) {
      boolean twice = String.valueOf(e.getMessage()).startsWith("Duplicate field");
      throw Refusal.badRequest(
          "body", twice ? "The body names a field twice" : "The body is not JSON");
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory cannot fail", e);
    }
  }

  private static List<String> known(UnrecognizedPropertyException e) {
    Collection<Object> known = e.getKnownPropertyIds();
    return known == null ? List.of() : known.stream().map(String::valueOf).sorted().toList();
  }

  /** A note that a person wrote. */
  static @Nullable String note(@Nullable String note) {
    if (note != null && (note.length() > 2000 || note.indexOf('\0') >= 0)) {
      throw Refusal.badRequest("note", "note must be at most 2000 characters, without NUL");
    }
    return note;
  }

  /** A note that must say something. */
  static String requiredNote(@Nullable String note) {
    String said = note(note);
    if (said == null || said.isBlank()) {
      throw Refusal.badRequest("note", "note must say what was done, or why it is accepted");
    }
    return said;
  }

  /** A text that must be there. */
  static String required(String field, @Nullable String value) {
    String text = text(field, value);
    if (text == null || text.isBlank()) {
      throw Refusal.badRequest(field, field + " is missing");
    }
    return text.strip();
  }

  static Instant time(String field, @Nullable String value) {
    try {
      return OffsetDateTime.parse(required(field, value)).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest(
          field, field + " must be a time with its offset, such as 2026-12-01T08:00:00Z");
    }
  }

  /** A time within the next 90 days, such as {@code 2026-12-01T08:00:00Z}. */
  static Instant soon(String field, @Nullable String value) {
    Instant at = time(field, value);
    Instant now = Instant.now();
    if (!at.isAfter(now) || at.isAfter(now.plus(LONGEST_SNOOZE))) {
      throw Refusal.badRequest(
          field,
          field + " must be in the future, at most " + LONGEST_SNOOZE.toDays() + " days from now");
    }
    return at;
  }

  private static final Duration LONGEST_SNOOZE = Duration.ofDays(90);
  static final List<String> CASE_STATUSES = List.of("open", "snoozed", "retrying", "resolved");
  static final List<String> OWNERS = List.of("cx", "finance", "warehouse", "integration");

  /**
   * A time, or a date in that zone.
   *
   * @param daysAfterDate of which the beginning is meant
   */
  static Instant time(String field, @Nullable String text, int daysAfterDate, ZoneId zone) {
    if (text != null) {
      try {
        Instant at =
            text.length() == 10
                ? LocalDate.parse(text).plusDays(daysAfterDate).atStartOfDay(zone).toInstant()
                : OffsetDateTime.parse(text).toInstant();
        if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
          return at;
        }
      } catch (DateTimeException notATime) {
        // Refused below, like an absent one.
      }
    }
    throw Refusal.badRequest(
        field,
        field
            + " must be a date such as 2026-11-22, or a time such as 2026-11-22T09:00:00Z; from and"
            + " to go together");
  }
}
