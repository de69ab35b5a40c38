package io.returnbridge.commercetools;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way of one request to commercetools, never repeated. */
@FunctionalInterface
interface Wire {

  /**
   * @param body null for none
   */
  RawHttp.Answer send(String method, URI uri, Map<String, String> headers, byte @Nullable [] body)
      throws RawHttp.NotSent, RawHttp.AnswerLost;
}
