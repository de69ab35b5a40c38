package io.returnbridge.api;

import io.returnbridge.json.Problem;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a problem. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String field;

  private Refusal(int status, String detail, @Nullable String field) {
    super(detail, null, false, false);
    this.status = status;
    this.field = field;
  }

  public static Refusal badRequest(String field, String detail) {
    return new Refusal(400, detail, field);
  }

  public static Refusal notFound(String detail) {
    return new Refusal(404, detail, null);
  }

  static Refusal conflict(String detail) {
    return new Refusal(409, detail, null);
  }

  public static Refusal of(int status, String detail) {
    return new Refusal(status, detail, null);
  }

  static Refusal of(int status, String detail, @Nullable String field) {
    return new Refusal(status, detail, field);
  }

  public int status() {
    return status;
  }

  /** What, which one, and what to do. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  Problem problem() {
    return Problem.of(status, getMessage(), field);
  }
}
