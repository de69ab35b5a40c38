package io.returnbridge.http;

import java.io.InterruptedIOException;
import java.time.Duration;

/** The whole answer was not there in time; the request may have been taken. */
public final class AnswerTooSlow extends InterruptedIOException {

  private static final long serialVersionUID = 1L;

  AnswerTooSlow(Duration within) {
    super("no whole answer within " + within.toSeconds() + " s");
  }
}
