package io.returnbridge.reveni;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way to Reveni over HTTP. */
public interface ReveniHttp {

  /**
   * @param bearer API key of the store
   * @param body JSON, null for none
   * @throws io.returnbridge.failure.Unavailable of system {@code reveni} when no answer came
   */
  Answer call(String method, String url, String bearer, @Nullable String body);

  /**
   * @param retryAfter what a 429 or 503 asked for
   */
  record Answer(int status, @Nullable Duration retryAfter, String body) {
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }
}
