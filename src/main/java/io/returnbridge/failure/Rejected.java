package io.returnbridge.failure;

import org.jspecify.annotations.Nullable;

/**
 * A defect, ours or of the set-up: dead-letter topic and a case for integration ({@code
 * COMMERCETOOLS_REJECTED}).
 */
public final class Rejected extends Failure {

  public Rejected(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
