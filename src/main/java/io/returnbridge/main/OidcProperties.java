package io.returnbridge.main;

import io.returnbridge.settings.Oidc;
import io.returnbridge.settings.Settings;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** What wakes Quarkus' OIDC, which sleeps otherwise. */
final class OidcProperties {

  private static final String OIDC = "quarkus.oidc.";

  private OidcProperties() {}

  /** Empty where people log in with a password of ours. */
  static Map<String, String> of(Settings settings) {
    Map<String, String> properties = new TreeMap<>();
    settings.oidc().ifPresent(oidc -> put(oidc, settings, properties));
    return properties;
  }

  private static void put(Oidc oidc, Settings settings, Map<String, String> properties) {
    properties.put(OIDC + "tenant-enabled", "true");
    properties.put(OIDC + "auth-server-url", oidc.authServer().toString());
    properties.put(OIDC + "client-id", oidc.clientId());
    oidc.secret().ifPresent(secret -> properties.put(OIDC + "credentials.secret", secret));
    properties.put(OIDC + "roles.role-claim-path", oidc.rolesClaim());
    // The same at every replica, so that a login that begins at one may end at another.
    properties.put(
        OIDC + "token-state-manager.encryption-secret",
        SessionKey.of(settings.commercetools(), "sessions by OIDC"));
    properties.put(
        OIDC + "authentication.state-secret",
        SessionKey.of(settings.commercetools(), "logins by OIDC").substring(0, 32));
    boolean secure = settings.consoleUrl().map(URI::getScheme).filter("https"::equals).isPresent();
    properties.put(OIDC + "authentication.force-redirect-https-scheme", Boolean.toString(secure));
    properties.put(OIDC + "authentication.cookie-force-secure", Boolean.toString(secure));
  }
}
