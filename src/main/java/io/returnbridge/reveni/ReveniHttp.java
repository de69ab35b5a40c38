package io.returnbridge.reveni;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way to Reveni over HTTP. */
public interface ReveniHttp {

  /** Bytes of a page of a list, unpacked: it may have some hundred whole returns. */
  int LARGEST_LIST = 16 << 20;

  /**
   * @param bearer API key of the store
   * @param body JSON, null for none
   * @throws io.returnbridge.failure.Unavailable of system {@code reveni} when no answer came;
   *     {@link io.returnbridge.commerce.WriteOutcomeUnknown} when a write may have been taken all
   *     the same
   */
  Answer call(String method, String url, String bearer, @Nullable String body);

  /** As {@link #call}, of a page that may have {@link #LARGEST_LIST}. */
  default Answer list(String url, String bearer) {
    return call("GET", url, bearer, null);
  }

  /**
   * @param retryAfter what a 429 or 503 asked for
   * @param whole whether the body was taken; else it says why not
   */
  record Answer(int status, @Nullable Duration retryAfter, String body, boolean whole) {
    public Answer(int status, @Nullable Duration retryAfter, String body) {
      this(status, retryAfter, body, true);
    }

    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }
}
