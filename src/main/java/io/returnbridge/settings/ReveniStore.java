package io.returnbridge.settings;

import java.util.Optional;

/**
 * A store at Reveni.
 *
 * @param storeId Reveni's id of the store, in the paths of its API
 * @param apiKey reads the API and signs the webhooks
 * @param previousKey still accepted for webhooks while Reveni changes keys
 */
public record ReveniStore(String storeId, String apiKey, Optional<String> previousKey) {

  /** Without the keys. */
  @Override
  public String toString() {
    return "ReveniStore[storeId=" + storeId + "]";
  }
}
