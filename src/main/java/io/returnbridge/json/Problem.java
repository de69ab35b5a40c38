package io.returnbridge.json;

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

  public static Problem of(int status, @Nullable String detail, @Nullable String field) {
    Response.Status known = Response.Status.fromStatusCode(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    return new Problem("about:blank", title, status, detail, field);
  }

  public static Problem titled(int status, String title, String detail) {
    return new Problem("about:blank", title, status, detail, null);
  }
}
