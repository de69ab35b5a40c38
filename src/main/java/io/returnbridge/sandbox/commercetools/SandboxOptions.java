package io.returnbridge.sandbox.commercetools;

import java.time.Duration;
import java.util.Set;

/**
 * How a sandbox is set up.
 *
 * @param port 0 for a free one; always on 127.0.0.1
 * @param scopes what the client is granted, with or without {@code :projectKey}
 */
public record SandboxOptions(
    int port,
    String projectKey,
    String clientId,
    String clientSecret,
    Set<String> scopes,
    Duration tokenTtl) {

  /** Every scope that serving and setting up need, without {@code manage_project}. */
  public static final Set<String> ALL_SCOPES =
      Set.of(
          "manage_orders",
          "manage_payments",
          "manage_products",
          "manage_types",
          "manage_stores",
          "view_customers",
          "view_types",
          "view_stores",
          "view_orders",
          "view_payments",
          "view_products",
          "manage_channels",
          "view_channels",
          "view_states");

  public static SandboxOptions of(int port, String projectKey) {
    return new SandboxOptions(
        port, projectKey, "sandbox-client", "sandbox-secret", ALL_SCOPES, Duration.ofHours(48));
  }

  public SandboxOptions withScopes(Set<String> newScopes) {
    return new SandboxOptions(
        port, projectKey, clientId, clientSecret, Set.copyOf(newScopes), tokenTtl);
  }

  public SandboxOptions withTokenTtl(Duration ttl) {
    return new SandboxOptions(port, projectKey, clientId, clientSecret, scopes, ttl);
  }

  public SandboxOptions withClient(String id, String secret) {
    return new SandboxOptions(port, projectKey, id, secret, scopes, tokenTtl);
  }
}
