package io.returnbridge.intake;

/** A scan that is answered with 400: one field, and what is wrong with it. */
final class ScanInvalid extends Exception {

  private static final long serialVersionUID = 1;

  private final String field;

  ScanInvalid(String field, String problem) {
    super(problem);
    this.field = field;
  }

  String field() {
    return field;
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
