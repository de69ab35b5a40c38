package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The value types that drafts, actions and custom fields share; each method answers what is stored.
 */
final class Values {
  static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{2,256}");
  private static final Pattern LOCALE = Pattern.compile("[a-z]{2}(-[A-Za-z0-9]{2,4}){0,2}");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Values() {}

  static String time(Instant instant) {
    return MILLIS.format(instant);
  }

  /** Money in cent precision; amounts in minor units. */
  static ObjectNode money(JsonNode value, String field) {
    Draft draft = Draft.of(value, field);
    String currencyCode = draft.requiredText("currencyCode");
    long centAmount = draft.requiredLong("centAmount");
    draft.optionalOneOf("type", Set.of("centPrecision"));
    Long givenDigits = draft.optionalLong("fractionDigits");
    draft.end();
    int digits;
    try {
      digits = Currency.getInstance(currencyCode).getDefaultFractionDigits();
    } catch (IllegalArgumentException e) {
      throw ApiError.invalidField(
          field + ".currencyCode", value.get("currencyCode"), "not an ISO 4217 code");
    }
    if (givenDigits != null && givenDigits != digits) {
      throw ApiError.invalidField(
          field + ".fractionDigits", value.get("fractionDigits"), currencyCode + " has " + digits);
    }
    return money(currencyCode, centAmount);
  }

  static ObjectNode money(String currencyCode, long centAmount) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "centPrecision")
        .put("currencyCode", currencyCode)
        .put("centAmount", centAmount)
        .put("fractionDigits", Currency.getInstance(currencyCode).getDefaultFractionDigits());
  }

  static ObjectNode localized(JsonNode value, String field) {
    if (!(value instanceof ObjectNode object) || object.isEmpty()) {
      throw ApiError.invalidField(
          field, value, "expected a localized string such as {\"en\":\"Shoe\"}");
    }
    object
        .properties()
        .forEach(
            entry -> {
              if (!LOCALE.matcher(entry.getKey()).matches() || !entry.getValue().isTextual()) {
                throw ApiError.invalidField(
                    field, value, "'" + entry.getKey() + "' is not a locale with a text");
              }
            });
    return object.deepCopy();
  }

  static String dateTime(JsonNode value, String field) {
    try {
      return time(OffsetDateTime.parse(value.asText()).toInstant());
    } catch (DateTimeParseException e) {
      throw ApiError.invalidField(
          field, value, "expected a date and time such as 2026-08-01T10:00:00.000Z");
    }
  }

  static String date(JsonNode value, String field) {
    try {
      return LocalDate.parse(value.asText()).toString();
    } catch (DateTimeParseException e) {
      throw ApiError.invalidField(field, value, "expected a date such as 2026-08-01");
    }
  }

  static String timeOfDay(JsonNode value, String field) {
    try {
      LocalTime.parse(value.asText());
      return value.asText();
    } catch (DateTimeParseException e) {
      throw ApiError.invalidField(field, value, "expected a time such as 10:00:00.000");
    }
  }

  static String country(String code, String field) {
    if (!COUNTRIES.contains(code)) {
      throw ApiError.invalidField(
          field, JsonNodeFactory.instance.textNode(code), "not an ISO 3166-1 alpha-2 country");
    }
    return code;
  }

  static ObjectNode address(Draft draft) {
    ObjectNode address = JsonNodeFactory.instance.objectNode();
    for (String name :
        new String[] {
          "id", "key", "title", "salutation", "firstName", "lastName", "streetName", "streetNumber",
          "additionalStreetInfo", "postalCode", "city", "region", "state", "company", "department",
              "building",
          "apartment", "pOBox", "phone", "mobile", "email", "fax", "additionalAddressInfo",
              "externalId"
        }) {
      String value = draft.text(name);
      if (value != null) {
        address.put(name, value);
      }
    }
    address.put("country", country(draft.requiredText("country"), draft.field("country")));
    draft.end();
    return address;
  }
}
