package io.returnbridge.failure;

/**
 * The three kinds of failure; what happens with each is said in {@code
 * routes/00-error-handling.camel.yaml}.
 */
public abstract sealed class Failure extends RuntimeException
    permits Unavailable, NeedsDecision, Rejected {

  Failure(String message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(Plain.line(message), cause);
  }
}
