package io.returnbridge.embedded;

/** The embedded storage cannot start; the message says what stands in the way and what to do. */
public final class StorageFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageFailure(String message) {
    super(message);
  }

  public StorageFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
