package io.returnbridge.commercetools;

import com.commercetools.api.models.common.Money;
import com.commercetools.api.models.type.CustomFields;
import com.commercetools.api.models.type.CustomFieldsDraft;
import com.commercetools.api.models.type.FieldContainer;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.model.FieldValue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Our custom fields, between their JSON and {@link FieldValue}. Others' fields are not read. */
final class CustomValues {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private CustomValues() {}

  static Map<String, FieldValue> read(@Nullable CustomFields custom) {
    Map<String, FieldValue> values = new TreeMap<>();
    if (custom == null || custom.getFields() == null) {
      return values;
    }
    custom
        .getFields()
        .values()
        .forEach(
            (name, value) ->
                OurField.named(name)
                    .flatMap(field -> read(field.kind(), value))
                    .ifPresent(v -> values.put(name, v)));
    return values;
  }

  static List<String> texts(Map<String, FieldValue> values, OurField field) {
    return values.get(field.field()) instanceof FieldValue.Texts texts ? texts.values() : List.of();
  }

  private static Optional<FieldValue> read(OurField.Kind kind, @Nullable Object value) {
    if (!(value instanceof JsonNode json)) {
      return Optional.empty();
    }
    return switch (kind) {
      case TEXT, LONG_TEXT, REASON ->
          json.isTextual() ? Optional.of(new FieldValue.Text(json.asText())) : Optional.empty();
      case TEXTS, REASONS -> {
        List<String> texts = new ArrayList<>();
        json.forEach(element -> texts.add(element.asText()));
        yield json.isArray() ? Optional.of(new FieldValue.Texts(texts)) : Optional.empty();
      }
      case AMOUNT ->
          json.path("centAmount").isIntegralNumber()
              ? Optional.of(
                  new FieldValue.Amount(
                      new io.returnbridge.model.Money(
                          json.path("centAmount").asLong(), json.path("currencyCode").asText())))
              : Optional.empty();
      case MOMENT ->
          json.isTextual()
              ? Optional.of(new FieldValue.Moment(OffsetDateTime.parse(json.asText()).toInstant()))
              : Optional.empty();
    };
  }

  /** What the field's JSON is made of. */
  static Object write(FieldValue value) {
    if (value instanceof FieldValue.Text text) {
      return text.value();
    }
    if (value instanceof FieldValue.Texts texts) {
      return texts.values();
    }
    if (value instanceof FieldValue.Amount amount) {
      return money(amount.value());
    }
    if (value instanceof FieldValue.Moment moment) {
      return moment(moment.value());
    }
    throw new IllegalStateException("Unknown kind of value: " + value);
  }

  static CustomFieldsDraft draft(OurType type, Map<String, FieldValue> values) {
    FieldContainer fields = FieldContainer.of();
    values.forEach((name, value) -> fields.setValue(name, write(value)));
    return CustomFieldsDraft.builder().type(t -> t.key(type.key())).fields(fields).build();
  }

  static FieldContainer container(Map<String, FieldValue> values) {
    FieldContainer fields = FieldContainer.of();
    values.forEach((name, value) -> fields.setValue(name, write(value)));
    return fields;
  }

  static Money money(io.returnbridge.model.Money money) {
    return Money.builder()
        .centAmount(money.centAmount())
        .currencyCode(money.currencyCode())
        .build();
  }

  private static String moment(Instant instant) {
    return MOMENT.format(instant);
  }
}
