package io.returnbridge.intake;

import io.returnbridge.settings.Settings;
import io.returnbridge.settings.WarehouseKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells who sends a scan by the key that it is sent with. */
@ApplicationScoped
public class WarehouseKeys {
  private static final String BEARER = "bearer ";

  private final Settings settings;

  public WarehouseKeys(Settings settings) {
    this.settings = settings;
  }

  /** The source whose current or previous key it is. Takes the same time whichever it is. */
  public Optional<String> source(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    byte[] given =
        authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
    String source = null;
    for (Map.Entry<String, WarehouseKey> entry : settings.warehouseKeys().entrySet()) {
      WarehouseKey key = entry.getValue();
      boolean current = same(given, key.current());
      boolean previous = same(given, key.previous().orElse(key.current()));
      if (current || previous) {
        source = entry.getKey();
      }
    }
    return Optional.ofNullable(source);
  }

  private static boolean same(byte[] given, String key) {
    return MessageDigest.isEqual(given, key.getBytes(StandardCharsets.UTF_8));
  }
}
