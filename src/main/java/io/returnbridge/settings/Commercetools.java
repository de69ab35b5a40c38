package io.returnbridge.settings;

import java.net.URI;

/**
 * The commercetools project and the API client to use.
 *
 * @param scopes space-separated, as the API client's page shows them
 * @param maxRequestsPerSecond of the whole installation; a replica takes its share
 */
public record Commercetools(
    String projectKey,
    String clientId,
    String clientSecret,
    URI authUrl,
    URI apiUrl,
    String scopes,
    int maxRequestsPerSecond) {

  /** Without the secret. */
  @Override
  public String toString() {
    return "Commercetools[projectKey=" + projectKey + ", apiUrl=" + apiUrl + "]";
  }
}
