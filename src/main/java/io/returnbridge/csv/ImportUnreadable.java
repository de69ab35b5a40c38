package io.returnbridge.csv;

/** What was sent is no such table: nothing of it was taken. */
public final class ImportUnreadable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ImportUnreadable(String problem) {
    super(problem, null, false, false);
  }
}
