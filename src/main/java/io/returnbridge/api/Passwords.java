package io.returnbridge.api;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.failure.Unavailable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with their bcrypt hashes. That is slow on purpose, so what was right stays
 * known for some minutes, by a hash of its own that no other process could use.
 */
final class Passwords {
  private static final long KNOWN_FOR = Duration.ofMinutes(5).toNanos();
  private static final int MOST_KNOWN = 500;
  private static final int AT_ONCE = 2;
  private static final int MOST_WAITING = 16;
  private static final int PATIENCE_SECONDS = 1;

  /** Of a password that nobody has: a name that does not exist takes as long as one that does. */
  static final String OF_NOBODY = "$2a$11$qN3bSGJf8KhFeNFl0i/dh.QsGgGszCvs1PLUHngX6iC7EhO6oKlXq";

  private final byte[] secret = new byte[32];
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private final Map<String, Long> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  Passwords() {
    new SecureRandom().nextBytes(secret);
  }

  /**
   * @throws Unavailable when too many are being compared already
   */
  boolean isRight(String password, String hash) {
    String mark = mark(password, hash);
    if (isKnown(mark)) {
      return true;
    }
    if (!places.tryAcquire()) {
      throw tooMany();
    }
    try {
      return compare(password, hash, mark);
    } finally {
      places.release();
    }
  }

  private boolean compare(String password, String hash, String mark) {
    try {
      if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw tooMany();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("login", "Interrupted", null, e);
    }
    try {
      boolean right = isKnown(mark) || BcryptUtil.matches(password, hash);
      if (right) {
        remember(mark);
      }
      return right;
    } finally {
      free.release();
    }
  }

  private static Unavailable tooMany() {
    return new Unavailable("login", "Too many log in at once: come again", null, null);
  }

  boolean isKnown(String password, String hash) {
    return isKnown(mark(password, hash));
  }

  private synchronized boolean isKnown(String mark) {
    Long until = known.get(mark);
    return until != null && until - System.nanoTime() > 0;
  }

  private synchronized void remember(String mark) {
    known.remove(mark);
    known.put(mark, System.nanoTime() + KNOWN_FOR);
  }

  private String mark(String password, String hash) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(hash.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
