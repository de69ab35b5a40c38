package io.returnbridge.sandbox.commercetools;

import java.time.Duration;

/** What goes wrong with one request. */
public sealed interface Fault {
  /** Nothing goes wrong. */
  record None() implements Fault {}

  /**
   * Answered with that status and not applied; {@code retryAfterSeconds} below 0 sends no {@code
   * Retry-After}.
   */
  record Refuse(int status, int retryAfterSeconds) implements Fault {}

  /**
   * Another writer raises the version of the resource first, then the request is processed as
   * always.
   */
  record CompetingWrite() implements Fault {}

  /** Applied, and then answered with that status all the same. */
  record ApplyThenRefuse(int status) implements Fault {}

  /** Applied, never answered; the connection is closed after {@code hold}. */
  record ApplyThenHang(Duration hold) implements Fault {}

  /** Neither applied nor answered; the connection is closed after {@code hold}. */
  record Hang(Duration hold) implements Fault {}

  /** Processed as always, {@code delay} later. */
  record Delay(Duration delay) implements Fault {}

  static Fault none() {
    return new None();
  }

  static Fault refuse(int status) {
    return new Refuse(status, status == 429 ? 1 : -1);
  }
}
