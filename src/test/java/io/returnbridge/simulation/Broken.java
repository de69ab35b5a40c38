package io.returnbridge.simulation;

/** What is not as the guarantee says. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Broken(String what) {
    super(what);
  }
}
