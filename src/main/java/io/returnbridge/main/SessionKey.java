package io.returnbridge.main;

import io.returnbridge.settings.Commercetools;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that the sessions of the console are sealed with. It is made of a secret that all
 * replicas have and nobody guesses, so that a session holds at each of them and through a restart.
 */
final class SessionKey {

  private static final String ALGORITHM = "HmacSHA256";

  private SessionKey() {}

  /**
   * @param use what is sealed; each has a key of its own
   */
  static String of(Commercetools commercetools, String use) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(
          new SecretKeySpec(
              commercetools.clientSecret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(use.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has " + ALGORITHM, e);
    }
  }
}
