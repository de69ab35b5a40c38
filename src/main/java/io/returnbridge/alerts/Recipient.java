package io.returnbridge.alerts;

/**
 * Whoever gets one digest.
 *
 * @param owner of cases, as in {@code exceptions.csv}
 */
public record Recipient(String owner, Channel channel) {

  /** For people. */
  String name() {
    return owner + " by " + (channel == Channel.EMAIL ? "e-mail" : "webhook");
  }
}
