package io.returnbridge.settings;

import io.returnbridge.settings.Http.Listen;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where the program listens, and whom it trusts. */
final class HttpReader {
  private static final String PORT = "HTTP_PORT";
  private static final String HOST = "HTTP_HOST";
  private static final String PUBLIC_PORT = "PUBLIC_HTTP_PORT";
  private static final String PUBLIC_HOST = "PUBLIC_HTTP_HOST";
  private static final String PROXIES = "TRUSTED_PROXIES";
  private static final String EVERYWHERE = "0.0.0.0";
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?");

  private final SettingsReader variables;

  HttpReader(SettingsReader variables) {
    this.variables = variables;
  }

  Http read() {
    Listen main = new Listen(PORT, host(HOST), variables.number(PORT, 8080, 0, 65_535));
    String publicHost = host(PUBLIC_HOST);
    Optional<Listen> published =
        variables
            .optional(PUBLIC_PORT)
            .map(
                set ->
                    new Listen(
                        PUBLIC_PORT, publicHost, variables.number(PUBLIC_PORT, 0, 0, 65_535)));
    if (published.filter(p -> p.port() != 0 && p.port() == main.port()).isPresent()) {
      variables.problem(PUBLIC_PORT + " and " + PORT + " are the same: give each its own port");
    }
    return new Http(main, published, proxies());
  }

  private String host(String variable) {
    String host = variables.optional(variable).orElse(EVERYWHERE);
    if (!NAME.matcher(host).matches() && !TrustedProxies.isAddress(host)) {
      variables.problem(
          variable
              + " is \""
              + host
              + "\": set it to the address to listen on, such as 127.0.0.1, or 0.0.0.0 for all");
    }
    return host;
  }

  private TrustedProxies proxies() {
    try {
      return TrustedProxies.parse(variables.optional(PROXIES).orElse(""));
    } catch (IllegalArgumentException e) {
      variables.problem(
          PROXIES
              + " has \""
              + e.getMessage()
              + "\": set it to addresses or networks, separated by commas, such as"
              + " 10.0.0.0/8,192.0.2.7");
      return TrustedProxies.parse("");
    }
  }
}
