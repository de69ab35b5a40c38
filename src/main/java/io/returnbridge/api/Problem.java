package io.returnbridge.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * What an error answers, RFC 9457.
 *
 * @param detail what, which one, and what to do
 * @param field of the request that is wrong, when it is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type, String title, int status, @Nullable String detail, @Nullable String field) {

  public static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, @Nullable String detail, @Nullable String field) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return new Problem(
        "about:blank", known == null ? "Error" : known.getReasonPhrase(), status, detail, field);
  }
}
