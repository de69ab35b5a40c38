package io.returnbridge.sweep;

/** What was sent is not a table of returns: nothing of it was taken. */
public final class ImportUnreadable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ImportUnreadable(String problem) {
    super(problem, null, false, false);
  }
}
