package io.returnbridge.commercetools;

import io.returnbridge.failure.Unavailable;

/**
 * commercetools takes neither the API client nor its tokens: a fault of the set-up that stops all
 * work alike. At the start it is said and the program ends; later it is an outage, and not a defect
 * of whatever was being worked on.
 */
final class ClientRefused extends Unavailable {

  private static final long serialVersionUID = 1L;

  /**
   * @param message with what to do
   */
  ClientRefused(String message) {
    super("commercetools", message, null, null);
  }
}
