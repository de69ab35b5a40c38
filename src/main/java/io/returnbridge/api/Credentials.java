package io.returnbridge.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What HTTP Basic brings. */
record Credentials(String name, String password) {
  private static final String SCHEME = "basic ";
  private static final int LONGEST = 1024;

  static boolean isBasic(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** Empty for what is not of that form. */
  static Optional<Credentials> read(String authorization) {
    if (authorization.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] plain = Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plain)).toString();
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException | CharacterCodingException notOfThatForm) {
      return Optional.empty();
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Credentials[]";
  }
}
