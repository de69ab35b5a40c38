package io.returnbridge.settings;

import java.net.URI;
import java.util.Optional;

/**
 * By whom people are logged in where they have no password here.
 *
 * @param authServer the issuer, which says of itself where everything is
 * @param secret absent for a client without one
 * @param rolesClaim where an ID token has the roles; parts of a path are separated by {@code /}
 */
public record Oidc(URI authServer, String clientId, Optional<String> secret, String rolesClaim) {

  /** Without the secret. */
  @Override
  public String toString() {
    return "Oidc[authServer=" + authServer + ", clientId=" + clientId + "]";
  }
}
