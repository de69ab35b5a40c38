package io.returnbridge.intake;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reveni's signature of a webhook, {@code t=1654594965.749773,v1=<hex>[,v1=<hex>]}: HMAC-SHA256
 * over {@code t + "." + body}, keyed with the store's API key.
 *
 * @param time {@code t} exactly as it was sent: it is signed as text
 * @param entries the bytes of each {@code v1}; other schemes are ignored
 */
public record Signature(String time, List<byte[]> entries) {
  private static final Pattern TIME = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
  private static final int LONGEST_HEADER = 4096;

  /** Reads the header; empty when it is absent or not of that form. */
  public static Optional<Signature> parse(@Nullable String header) {
    if (header == null || header.length() > LONGEST_HEADER) {
      return Optional.empty();
    }
    String time = null;
    List<byte[]> entries = new ArrayList<>();
    for (String part : header.split(",", -1)) {
      String entry = part.strip();
      int equals = entry.indexOf('=');
      if (equals < 1) {
        return Optional.empty();
      }
      String value = entry.substring(equals + 1);
      switch (entry.substring(0, equals)) {
        case "t" -> {
          if (time != null || !TIME.matcher(value).matches()) {
            return Optional.empty();
          }
          time = value;
        }
        case "v1" -> {
          if (HEX.matcher(value).matches()) {
            entries.add(HexFormat.of().parseHex(value));
          }
        }
        default -> {}
      }
    }
    return time == null || entries.isEmpty()
        ? Optional.empty()
        : Optional.of(new Signature(time, entries));
  }

  /** The header of a body that is signed now. */
  public static String header(String key, Instant now, byte[] body) {
    String time = BigDecimal.valueOf(now.toEpochMilli(), 3).toPlainString();
    return "t="
        + time
        + ",v1="
        + HexFormat.of().formatHex(new Signature(time, List.of()).hmac(key, body));
  }

  /** Whether the signature is older, or further ahead, than the tolerance. */
  public boolean stale(Instant now, Duration tolerance) {
    BigDecimal ago = new BigDecimal(time).subtract(BigDecimal.valueOf(now.toEpochMilli(), 3)).abs();
    return ago.compareTo(BigDecimal.valueOf(tolerance.toSeconds())) > 0;
  }

  /** Whether any entry was made with any of the keys. Takes the same time whichever it is. */
  public boolean madeWith(Collection<String> keys, byte[] body) {
    boolean matches = false;
    for (String key : keys) {
      byte[] expected = hmac(key, body);
      for (byte[] entry : entries) {
        matches |= MessageDigest.isEqual(expected, entry);
      }
    }
    return matches;
  }

  private byte[] hmac(String key, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(time.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) '.');
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
