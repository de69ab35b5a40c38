package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A refusal in commercetools' form: a status and one entry of {@code errors[]}. */
@SuppressWarnings("serial")
final class ApiError extends RuntimeException {
  private final int status;
  private final ObjectNode entry;

  private ApiError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.entry = JsonNodeFactory.instance.objectNode().put("code", code).put("message", message);
  }

  int status() {
    return status;
  }

  String code() {
    return entry.path("code").asText();
  }

  ObjectNode body() {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("statusCode", status)
            .put("message", String.valueOf(getMessage()));
    body.putArray("errors").add(entry);
    if (status == 401 || status == 403) {
      body.put("error", code()).put("error_description", getMessage());
    }
    return body;
  }

  private ApiError with(String name, @Nullable JsonNode value) {
    if (value != null) {
      entry.set(name, value);
    }
    return this;
  }

  private ApiError with(String name, String value) {
    entry.put(name, value);
    return this;
  }

  static ApiError invalidInput(String message) {
    return new ApiError(400, "InvalidInput", message);
  }

  static ApiError invalidJson(String detail) {
    return new ApiError(400, "InvalidJsonInput", "Request body does not contain valid JSON.")
        .with("detailedErrorMessage", detail);
  }

  static ApiError invalidOperation(String message) {
    return new ApiError(400, "InvalidOperation", message);
  }

  static ApiError invalidField(String field, @Nullable JsonNode value, String why) {
    return new ApiError(
            400,
            "InvalidField",
            "The value '" + value + "' is not valid for field '" + field + "': " + why)
        .with("field", field)
        .with("invalidValue", value);
  }

  static ApiError requiredField(String field) {
    return new ApiError(400, "RequiredField", "A value is required for field '" + field + "'.")
        .with("field", field);
  }

  static ApiError duplicateField(String field, String value, ObjectNode conflicting) {
    return new ApiError(
            400,
            "DuplicateField",
            "A duplicate value '" + value + "' exists for field '" + field + "'.")
        .with("field", field)
        .with("duplicateValue", value)
        .with("conflictingResource", conflicting);
  }

  static ApiError duplicateEnumValue(String key) {
    ArrayNode duplicates = JsonNodeFactory.instance.arrayNode().add(key);
    return new ApiError(
            400, "DuplicateEnumValues", "The enum values contain duplicates: '" + key + "'.")
        .with("duplicates", duplicates);
  }

  static ApiError referenceNotFound(String typeId, String idOrKey, String value) {
    return new ApiError(
            400,
            "ReferencedResourceNotFound",
            "The referenced object of type '"
                + typeId
                + "' with "
                + idOrKey
                + " '"
                + value
                + "' was not found. It either doesn't exist, or it can't be accessed from this endpoint.")
        .with("typeId", typeId)
        .with(idOrKey, value);
  }

  static ApiError referenceExists(String message) {
    return new ApiError(400, "ReferenceExists", message);
  }

  static ApiError missingRole(ObjectNode channel, String role) {
    ObjectNode reference =
        JsonNodeFactory.instance
            .objectNode()
            .put("typeId", "channel")
            .put("id", channel.path("id").asText());
    return new ApiError(
            400,
            "MissingRoleOnChannel",
            "The channel '"
                + channel.path("key").asText()
                + "' is missing the role '"
                + role
                + "'.")
        .with("channel", reference)
        .with("missingRole", role);
  }

  static ApiError outOfStock(ArrayNode lineItems, ArrayNode skus) {
    return new ApiError(
            400,
            "OutOfStock",
            "Some line items are out of stock at the time of placing the order: " + skus)
        .with("lineItems", lineItems)
        .with("skus", skus);
  }

  static ApiError concurrentModification(String id, long expected, long actual) {
    ApiError error =
        new ApiError(
            409,
            "ConcurrentModification",
            "Object "
                + id
                + " has a different version than expected. Expected: "
                + expected
                + " - Actual: "
                + actual
                + ".");
    error.entry.put("currentVersion", actual);
    return error;
  }

  static ApiError notFound(String what) {
    return new ApiError(404, "ResourceNotFound", "The Resource with " + what + " was not found.");
  }

  static ApiError noSuchUri(String path) {
    return new ApiError(404, "InvalidSubject", "URI not found: " + path);
  }

  static ApiError methodNotAllowed(String method) {
    return new ApiError(405, "MethodNotAllowed", "The method " + method + " is not allowed here.");
  }

  static ApiError invalidToken() {
    return new ApiError(401, "invalid_token", "invalid_token");
  }

  static ApiError insufficientScope(String scopes) {
    return new ApiError(
        403,
        "insufficient_scope",
        "Insufficient scope. One of the following scopes is missing: " + scopes);
  }

  static ApiError plain(int status) {
    return switch (status) {
      case 429 ->
          new ApiError(429, "TooManyRequests", "Too many requests. Please try again later.");
      case 500 -> new ApiError(500, "General", "Write operation failed; it may have been applied.");
      case 502 -> new ApiError(502, "BadGateway", "An upstream server failed to answer.");
      case 503 ->
          new ApiError(503, "OverCapacity", "The service is having trouble handling the load.");
      case 504 -> new ApiError(504, "General", "The service did not answer in time.");
      default -> new ApiError(status, "General", "Injected answer " + status + ".");
    };
  }
}
