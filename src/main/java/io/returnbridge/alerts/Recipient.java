package io.returnbridge.alerts;

/**
 * Whoever gets one digest.
 *
 * @param owner of cases, as in {@code exceptions.csv}
 */
public record Recipient(String owner, AlertMedium channel) {

  /** For people. */
  String name() {
    return switch (channel) {
      case EMAIL -> owner + " by e-mail";
      case WEBHOOK -> owner + " by webhook";
      case REPORT -> owner + " by e-mail, with the report,";
    };
  }
}
