package io.returnbridge.mappings;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.model.ItemState;
import io.returnbridge.model.RefundState;
import io.returnbridge.model.ReturnStage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code reveni-payload.yaml}: where each field is found in Reveni's JSON, and what its values
 * mean.
 *
 * <p>A field is read from the node of its section: the whole webhook or return, or one element of
 * {@link #list}. What is absent, JSON null or blank text is empty. What is there but is not of the
 * kind asked for, or is larger than anything that is meant, is {@link PayloadUnreadable}.
 */
public final class PayloadMap {
  /** More pieces of one item than anybody sends back; each becomes a unit in memory. */
  private static final int MOST = 10_000;

  /** More elements of one of its lists than any return has. */
  private static final int LONGEST_LIST = 500;

  private static final int LONGEST_TEXT = 1_000;

  /** No return is older. */
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

  private final Map<PayloadField, JsonPointer> fields;
  private final Map<PayloadSection, JsonPointer> lists;
  private final Map<PayloadMeaning, Set<String>> meanings;

  PayloadMap(
      Map<PayloadField, JsonPointer> fields,
      Map<PayloadSection, JsonPointer> lists,
      Map<PayloadMeaning, Set<String>> meanings) {
    this.fields = Map.copyOf(fields);
    this.lists = Map.copyOf(lists);
    this.meanings = Map.copyOf(meanings);
  }

  /** The elements of a list, none when it is absent or null; of a return at most so many. */
  public List<JsonNode> list(JsonNode owner, PayloadSection section) {
    JsonPointer pointer = lists.get(section);
    JsonNode found = pointer == null ? null : owner.at(pointer);
    if (found == null || found.isMissingNode() || found.isNull()) {
      return List.of();
    }
    if (!found.isArray()) {
      throw new PayloadUnreadable(
          "\"%s\" of Reveni's payload (%s) is not a list: see section %s of reveni-payload.yaml"
              .formatted(section.key(), pointer, section.key()));
    }
    if (section.within() != null && found.size() > LONGEST_LIST) {
      throw new PayloadUnreadable(
          "\"%s\" of Reveni's payload (%s) has %d elements, more than %d"
              .formatted(section.key(), pointer, found.size(), LONGEST_LIST));
    }
    return StreamSupport.stream(found.spliterator(), false).toList();
  }

  /** Where the list is found within its owner; empty when the file does not say. */
  public Optional<String> path(PayloadSection section) {
    return Optional.ofNullable(lists.get(section)).map(JsonPointer::toString);
  }

  /** Where the field is found within its section; empty when the file does not say. */
  public Optional<String> path(PayloadField field) {
    return Optional.ofNullable(fields.get(field)).map(JsonPointer::toString);
  }

  /** What stands there, as it is; empty when it is absent or null. */
  public Optional<JsonNode> raw(JsonNode at, PayloadField field) {
    return Optional.ofNullable(node(at, field));
  }

  /** Whether the file says what a list of returns looks like. */
  public boolean knowsLists() {
    return lists.containsKey(PayloadSection.LISTED_RETURNS);
  }

  /**
   * Text, or a number or boolean as text, without spaces around it, control characters and halves
   * of characters. What is longer than anybody writes is unreadable: nothing is cut, since what is
   * left might mean something else.
   */
  public Optional<String> text(JsonNode at, PayloadField field) {
    JsonNode found = node(at, field);
    if (found == null) {
      return Optional.empty();
    }
    if (!found.isValueNode()) {
      throw unreadable(field, "a single value");
    }
    String text = clean(found.asText());
    if (length(field, text) > LONGEST_TEXT) {
      throw unreadable(field, "at most %,d characters long".formatted(LONGEST_TEXT));
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** As {@link #text}, for what cannot be done without. */
  public String requiredText(JsonNode at, PayloadField field) {
    return required(field, text(at, field));
  }

  /** Neither a database's index nor a key can hold more bytes of what is looked for. */
  private static int length(PayloadField field, String text) {
    return field.isName() ? text.getBytes(StandardCharsets.UTF_8).length : text.length();
  }

  /** Without what no system can store or show. */
  private static String clean(String text) {
    return text.codePoints()
        .filter(c -> Character.getType(c) != Character.CONTROL)
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }

  /** A decimal number, exact, from a JSON number or from text such as {@code 24.9500}. */
  public Optional<BigDecimal> decimal(JsonNode at, PayloadField field) {
    return text(at, field).map(reading(field, "a decimal number", PayloadMap::plainDecimal));
  }

  /** As {@link #decimal}, for what cannot be done without. */
  public BigDecimal requiredDecimal(JsonNode at, PayloadField field) {
    return required(field, decimal(at, field));
  }

  /** A whole number from 0 to {@link #MOST}. */
  public Optional<Integer> quantity(JsonNode at, PayloadField field) {
    Optional<Integer> quantity =
        text(at, field)
            .map(
                reading(
                    field,
                    "a whole number from 0",
                    text -> {
                      int whole = plainDecimal(text).intValueExact();
                      if (whole < 0) {
                        throw new ArithmeticException();
                      }
                      return whole;
                    }));
    if (quantity.filter(whole -> whole > MOST).isPresent()) {
      throw wrong(field, "at most " + MOST);
    }
    return quantity;
  }

  /** As {@link #quantity}, for what cannot be done without. */
  public int requiredQuantity(JsonNode at, PayloadField field) {
    return required(field, quantity(at, field));
  }

  /**
   * A point in time as ISO-8601 with an offset or {@code Z}, or as epoch seconds.
   *
   * @param latest what is later, or before the time of any return, is unreadable
   */
  public Optional<Instant> instant(JsonNode at, PayloadField field, Instant latest) {
    Optional<Instant> time =
        text(at, field).map(reading(field, "a time with its offset", PayloadMap::time));
    if (time.filter(t -> t.isAfter(latest) || t.isBefore(EARLIEST)).isPresent()) {
      throw wrong(field, "a time between 2015 and now");
    }
    return time;
  }

  /** As {@link #instant}, for what cannot be done without. */
  public Instant requiredInstant(JsonNode at, PayloadField field, Instant latest) {
    return required(field, instant(at, field, latest));
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> flag(JsonNode at, PayloadField field) {
    return text(at, field)
        .map(
            reading(
                field,
                "true or false",
                text -> {
                  if (!text.equals("true") && !text.equals("false")) {
                    throw new IllegalArgumentException();
                  }
                  return text.equals("true");
                }));
  }

  /** Whether a value has this meaning. */
  public boolean means(PayloadMeaning meaning, String value) {
    return meanings.getOrDefault(meaning, Set.of()).contains(value);
  }

  /** Whether a webhook's event is one that announces a return; if not: {@code EVENT_UNKNOWN}. */
  public boolean isKnownEvent(String event) {
    return means(PayloadMeaning.EVENT_KNOWN, event);
  }

  /** Whether the shopper has not finished the return: it touches nothing. */
  public boolean isDraft(String returnStatus) {
    return means(PayloadMeaning.RETURN_DRAFT, returnStatus);
  }

  public boolean isDelivered(String shipmentStatus) {
    return means(PayloadMeaning.SHIPMENT_DELIVERED, shipmentStatus);
  }

  /** Whether Reveni paid the refund, not the payment provider. */
  public boolean isPaidByReveni(String paidBy) {
    return means(PayloadMeaning.PAID_BY_REVENI, paidBy);
  }

  /** Whether a refund of that method is store credit, and no money. */
  public boolean isStoreCredit(String method) {
    return means(PayloadMeaning.METHOD_STORE_CREDIT, method);
  }

  /** Whether the amount of a refund of that store includes its bonus, which is no money. */
  public boolean isBonusInAmount(String store) {
    return means(PayloadMeaning.AMOUNT_WITH_BONUS, store);
  }

  /** Empty: a status that the file does not name, or that of a draft. */
  Optional<ReturnStage> returnStage(String status) {
    return first("return", status)
        .filter(meaning -> meaning != PayloadMeaning.RETURN_DRAFT)
        .map(meaning -> ReturnStage.valueOf(after("RETURN_", meaning)));
  }

  /** Empty: a status that the file does not name. */
  public Optional<ItemState> itemState(String status) {
    return first("item", status).map(meaning -> ItemState.valueOf(after("ITEM_", meaning)));
  }

  /** Empty: a status that the file does not name. */
  public Optional<RefundState> refundState(String status) {
    return first("refund", status).map(meaning -> RefundState.valueOf(after("REFUND_", meaning)));
  }

  private Optional<PayloadMeaning> first(String subject, String value) {
    return List.of(PayloadMeaning.values()).stream()
        .filter(meaning -> meaning.subject().equals(subject) && means(meaning, value))
        .findFirst();
  }

  private static String after(String prefix, PayloadMeaning meaning) {
    return meaning.name().substring(prefix.length());
  }

  private @Nullable JsonNode node(JsonNode at, PayloadField field) {
    JsonPointer pointer = fields.get(field);
    JsonNode found = pointer == null ? null : at.at(pointer);
    return found == null || found.isMissingNode() || found.isNull() ? null : found;
  }

  private <T> T required(PayloadField field, Optional<T> value) {
    return value.orElseThrow(() -> unreadable(field, "there, and it is needed"));
  }

  private <A, B> Function<A, B> reading(PayloadField field, String kind, Function<A, B> read) {
    return value -> {
      try {
        return read.apply(value);
      } catch (IllegalArgumentException | ArithmeticException | DateTimeException wrong) {
        throw wrong(field, kind);
      }
    };
  }

  /** What is there is a single value, but not what it should be. */
  public PayloadUnreadable wrong(PayloadField field, String kind) {
    return new PayloadUnreadable(message(field, kind), field);
  }

  private PayloadUnreadable unreadable(PayloadField field, String kind) {
    return new PayloadUnreadable(message(field, kind));
  }

  /** Names the field and its path, never its value, which may be personal. */
  private String message(PayloadField field, String kind) {
    return "\"%s\" of Reveni's payload (%s) is not %s: see \"%s\" of reveni-payload.yaml"
        .formatted(field.key(), fields.get(field), kind, field);
  }

  /** Bounded, so that an exponent cannot make a number of a gigabyte. */
  private static BigDecimal plainDecimal(String text) {
    BigDecimal number = new BigDecimal(text);
    BigDecimal plain = number.stripTrailingZeros();
    if (plain.precision() > 30 || Math.abs(plain.scale()) > 30) {
      throw new NumberFormatException();
    }
    return Math.abs(number.scale()) > 30 ? plain : number;
  }

  private static Instant time(String text) {
    if (text.matches("[0-9]{1,11}(\\.[0-9]{1,9})?")) {
      return Instant.ofEpochMilli(new BigDecimal(text).movePointRight(3).longValue());
    }
    return OffsetDateTime.parse(text).toInstant();
  }
}
