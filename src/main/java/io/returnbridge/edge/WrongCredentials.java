package io.returnbridge.edge;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Who is wrong about passwords, keys and signatures, by name and address. An address that keeps
 * being wrong waits for each answer that says so; after some more a login is not even looked at
 * until a while has passed. Whoever comes from elsewhere is never kept waiting, and a right key or
 * signature never at all. A restart forgives all.
 */
@ApplicationScoped
public class WrongCredentials {
  private static final Logger LOG = Logger.getLogger(WrongCredentials.class);

  /** What was wrong. */
  public enum Kind {
    LOGIN("login"),
    WAREHOUSE_KEY("warehouse key"),
    SIGNATURE("signature");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** So many of one name at once; afterwards one for each {@link #FORGIVEN}. */
  private static final int FREE = 20;

  /** However many there were, it is over after a while. */
  private static final int MOST = 30;

  private static final int TOLD = 10;
  private static final double FORGIVEN = Duration.ofSeconds(10).toNanos();
  private static final int MOST_REMEMBERED = 10_000;
  private static final int PAUSE_AFTER = 3;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  private record Mistakes(double number, long at) {

    double now(long now) {
      return Math.max(0, number - (now - at) / FORGIVEN);
    }
  }

  private final MeterRegistry metrics;
  private final LongSupplier nanoTime;
  private final Map<String, Integer> trying = new HashMap<>();
  private final Map<String, Mistakes> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Mistakes> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  @Inject
  public WrongCredentials(MeterRegistry metrics) {
    this(metrics, System::nanoTime);
  }

  WrongCredentials(MeterRegistry metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    for (Kind kind : Kind.values()) {
      count(kind, "refused", 0);
      count(kind, "slowed", 0);
    }
  }

  /**
   * Whether this name must not be tried from this address now.
   *
   * @param name one of those that exist, or the same one for all that do not
   */
  public synchronized boolean isSlowed(Kind kind, String name, String address) {
    return mistakes(key(kind, name, address)) >= FREE;
  }

  /** In whole seconds, what to say in {@code Retry-After}. */
  public synchronized long retryAfter(Kind kind, String name, String address) {
    double over = mistakes(key(kind, name, address)) - FREE + 1;
    return Math.max(1, (long) Math.ceil(over * FORGIVEN / TimeUnit.SECONDS.toNanos(1)));
  }

  /**
   * Whether a try may be looked at now. Those that are being looked at count as if they were wrong,
   * so that no more are tried at once than one after another; each must be {@link #ended}.
   */
  public synchronized boolean begins(Kind kind, String name, String address) {
    String key = key(kind, name, address);
    int now = trying.getOrDefault(key, 0);
    if (mistakes(key) + now >= FREE) {
      return false;
    }
    trying.put(key, now + 1);
    return true;
  }

  /** After {@link #wrong}, when it was wrong. */
  public synchronized void ended(Kind kind, String name, String address) {
    trying.computeIfPresent(key(kind, name, address), (key, now) -> now == 1 ? null : now - 1);
  }

  /** A try that was not looked at. */
  public void slowed(Kind kind) {
    count(kind, "slowed", 1);
  }

  /**
   * A try that was wrong.
   *
   * @return whether it is told, as the first ones of a name and address are
   */
  public boolean wrong(Kind kind, String name, String address) {
    long number;
    synchronized (this) {
      number = Math.round(add(key(kind, name, address)));
      add(ClientAddresses.network(address));
    }
    count(kind, "refused", 1);
    if (number <= TOLD) {
      LOG.warnf("Wrong %s for %s from %s, %d of late", kind.word, name, address, number);
      if (number == TOLD) {
        LOG.warnf("More of them from %s are only counted", address);
      }
    }
    return number <= TOLD;
  }

  /** How long, in milliseconds, an address that keeps being wrong waits for being told so. */
  synchronized long pause(String address) {
    double mistakes = mistakes(ClientAddresses.network(address));
    return mistakes <= PAUSE_AFTER
        ? 0
        : Math.min(LONGEST_PAUSE_MILLIS, Math.round((mistakes - PAUSE_AFTER) * 100));
  }

  synchronized int remembered() {
    return remembered.size();
  }

  private double add(String key) {
    long now = nanoTime.getAsLong();
    Mistakes before = remembered.get(key);
    double number = Math.min(MOST, (before == null ? 0 : before.now(now)) + 1);
    remembered.put(key, new Mistakes(number, now));
    return number;
  }

  private double mistakes(String key) {
    Mistakes mistakes = remembered.get(key);
    return mistakes == null ? 0 : mistakes.now(nanoTime.getAsLong());
  }

  private static String key(Kind kind, String name, String address) {
    return kind + " " + name + " " + ClientAddresses.network(address);
  }

  private void count(Kind kind, String outcome, int times) {
    metrics
        .counter(
            "returnbridge.wrong.credentials",
            "kind",
            kind.word.replace(' ', '-'),
            "outcome",
            outcome)
        .increment(times);
  }
}
