package io.returnbridge.http;

import java.io.IOException;
import java.util.Optional;

/** The other side has answered, with more than is taken. What its status says still holds. */
public final class AnswerTooLarge extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of the answer
   */
  AnswerTooLarge(int status, long largest) {
    super("its answer is larger than " + inWords(largest));
    this.status = status;
  }

  /** Whether that is why something failed. */
  public static Optional<AnswerTooLarge> within(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof AnswerTooLarge large) {
        return Optional.of(large);
      }
    }
    return Optional.empty();
  }

  public int status() {
    return status;
  }

  private static String inWords(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }
}
