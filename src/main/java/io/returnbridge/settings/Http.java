package io.returnbridge.settings;

import java.util.Optional;

/**
 * Where the program listens.
 *
 * @param main everything
 * @param published what strangers may reach, and nothing else
 * @param trustedProxies whose word counts for who a client is
 */
public record Http(Listen main, Optional<Listen> published, TrustedProxies trustedProxies) {

  /**
   * @param variable that the port comes from
   * @param port 0: any free one
   */
  public record Listen(String variable, String host, int port) {}
}
