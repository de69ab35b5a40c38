package io.returnbridge.outage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells about the system that was called.
 *
 * @param retryAfter what it asked for
 * @param what for people: how it failed; empty for an answer
 */
public record Reply(Kind kind, @Nullable Duration retryAfter, String what) {

  /** Its word in metrics. */
  public enum Kind {
    /** An answer, be it a refusal. */
    ANSWERED("answered"),
    /** 429: it is there, and wants fewer requests. */
    TOO_MANY("too-many"),
    /** 5xx, a redirect, a time-out, no connection. */
    FAILED("failed"),
    /** It was not asked. */
    NOT_TRIED("not-tried");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public static final Reply ANSWERED = new Reply(Kind.ANSWERED, null, "");

  public static Reply failed(String what, @Nullable Duration retryAfter) {
    return new Reply(Kind.FAILED, retryAfter, what);
  }

  /** By the status of an HTTP answer. */
  public static Reply of(int status, @Nullable Duration retryAfter) {
    if (status == 429) {
      return new Reply(Kind.TOO_MANY, retryAfter, "HTTP 429");
    }
    return isFailure(status) ? failed("HTTP " + status, retryAfter) : ANSWERED;
  }

  /**
   * Whether the status says nothing of the request: 5xx, a time-out, or a redirect, which neither
   * API has and which is not followed. What was asked for may have been done.
   */
  public static boolean isFailure(int status) {
    return status >= 500 || status == 408 || status < 200 || (status >= 300 && status < 400);
  }
}
