package io.returnbridge.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;

/** The value of a custom field. Enumerated values are the {@link Text} of their key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FieldValue.Text.class, name = "text"),
  @JsonSubTypes.Type(value = FieldValue.Texts.class, name = "texts"),
  @JsonSubTypes.Type(value = FieldValue.Amount.class, name = "amount"),
  @JsonSubTypes.Type(value = FieldValue.Moment.class, name = "moment")
})
public sealed interface FieldValue {

  record Text(String value) implements FieldValue {}

  /** A set field; the order is kept as given but does not count for equality in commercetools. */
  record Texts(List<String> values) implements FieldValue {}

  record Amount(Money value) implements FieldValue {}

  record Moment(Instant value) implements FieldValue {}
}
