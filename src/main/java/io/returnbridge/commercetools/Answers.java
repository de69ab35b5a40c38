package io.returnbridge.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.RetryAfter;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.outage.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer that is not a success means. */
final class Answers {

  /** A read found nothing. */
  static final class NotFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFound(String message) {
      super(message);
    }
  }

  static final String NEW_TOKEN =
      " (with a new token): CTP_AUTH_URL and CTP_API_URL are of different regions, or the API client"
          + " was deleted: check both, and CTP_CLIENT_ID";

  private Answers() {}

  /**
   * @param request method and path, for messages
   * @param write whether repeating the request could apply it twice
   */
  static RuntimeException failure(
      String request, boolean write, RawHttp.Answer answer, Clock clock) {
    String detail = request + " answered " + answer.status() + ": " + messageOf(answer);
    int status = answer.status();
    if (status == 409) {
      return new Conflict(detail);
    }
    if (status == 429) {
      return new Unavailable("commercetools", detail, retryAfter(answer, clock), null);
    }
    if (Reply.isFailure(status)) {
      return write
          ? new WriteOutcomeUnknown(detail, retryAfter(answer, clock), null)
          : new Unavailable("commercetools", detail, retryAfter(answer, clock), null);
    }
    if (status == 401) {
      return new ClientRefused(detail + NEW_TOKEN);
    }
    if (status == 403) {
      return new Rejected(
          detail + "; give the API client the scope that is named here, and list it in CTP_SCOPES",
          null);
    }
    if (status == 404 && !write) {
      return new NotFound(detail);
    }
    return refused(detail, answer);
  }

  private static Refused refused(String detail, RawHttp.Answer answer) {
    JsonNode error = firstError(answer);
    List<String> skus = new ArrayList<>();
    body(answer).path("errors").forEach(e -> e.path("skus").forEach(sku -> skus.add(sku.asText())));
    String code = error.path("code").asText(answer.status() == 404 ? "ResourceNotFound" : "");
    return new Refused(
        code.isEmpty() ? "HTTP " + answer.status() : code,
        error.path("field").isTextual() ? error.path("field").asText() : null,
        detail,
        skus);
  }

  /** Null when the other side did not say. */
  static @Nullable Duration retryAfter(RawHttp.Answer answer, Clock clock) {
    return RetryAfter.parse(answer.retryAfter(), clock);
  }

  /** commercetools' own words: the code, the message, and the fields that are at fault. */
  static String messageOf(RawHttp.Answer answer) {
    JsonNode body = body(answer);
    JsonNode error = firstError(answer);
    String message =
        error
            .path("message")
            .asText(
                body.path("message")
                    .asText(body.path("error_description").asText(body.path("error").asText(""))));
    String code = error.path("code").asText("");
    String field = error.path("field").asText("");
    return (code.isEmpty() ? "" : code + " ")
        + (field.isEmpty() ? "" : "in field " + field + " ")
        + (message.isEmpty() ? "no message" : message);
  }

  /** Whether the answer has that error, in commercetools' form or in that of OAuth. */
  static boolean says(RawHttp.Answer answer, String error) {
    return body(answer).path("error").asText().equals(error)
        || firstError(answer).path("code").asText().equals(error);
  }

  /** Whether it is of the kind that commercetools answers with. */
  static boolean isJson(RawHttp.Answer answer) {
    return answer.contentType().contains("json");
  }

  private static JsonNode firstError(RawHttp.Answer answer) {
    JsonNode first = body(answer).path("errors").path(0);
    return first.isObject() ? first : MissingNode.getInstance();
  }

  /** Missing where it is no JSON. */
  static JsonNode body(RawHttp.Answer answer) {
    try {
      JsonNode body = Json.MAPPER.readTree(answer.body());
      return body == null ? MissingNode.getInstance() : body;
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
