package io.returnbridge.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.Timing;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.store.Happened;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is counted on the way of an event. Each tag has a value of a closed list, whatever comes in:
 * what is not on it is {@link #OTHER}.
 */
@ApplicationScoped
public class Meters {

  /** A store, event, step or kind that is on no list. */
  public static final String OTHER = "other";

  /** What became of a webhook. */
  public enum Webhook {
    ACCEPTED,
    /** Accepted, into the database: Kafka did not confirm it. */
    SPOOLED,
    UNKNOWN_STORE,
    /** No signature, or a wrong or stale one. */
    UNSIGNED,
    TOO_LARGE,
    NOT_JSON,
    /** An unknown query parameter, for example. */
    MALFORMED,
    NOTHING_DURABLE,
    FAILED
  }

  /** What became of a piece of work. */
  public enum Work {
    DONE,
    /** It is tried again. */
    UNAVAILABLE,
    NEEDS_DECISION,
    REJECTED,
    /** The program ends; the next start goes on with it. */
    LEFT
  }

  /** Why work is tried again, besides the {@link FineSettings#KINDS kinds of failure}. */
  public static final String NOT_TRIED = "not-tried";

  /** Those of {@code timing.csv}, and what else is told. */
  public static final Set<String> EVENTS =
      Stream.concat(
              Timing.EVENTS.stream(),
              Stream.of(
                  Happened.WEBHOOK_ACCEPTED,
                  Happened.SCAN_ACCEPTED,
                  Happened.CREDIT_LINKED,
                  Happened.STOCK_MOVED,
                  "refund-linked",
                  "exchange-order-created"))
          .collect(Collectors.toUnmodifiableSet());

  /** For what takes milliseconds as for what waits for a time-out. */
  private static final Duration[] BUCKETS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Mappings mappings;
  private final Steps steps;

  public Meters(MeterRegistry registry, Mappings mappings, Steps steps) {
    this.registry = registry;
    this.mappings = mappings;
    this.steps = steps;
  }

  /** A histogram of how long something takes, of few buckets that are always the same. */
  public static Timer timer(MeterRegistry registry, String name, String... tags) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(BUCKETS).register(registry);
  }

  public void webhook(@Nullable String store, Webhook outcome) {
    count("returnbridge.webhooks", "store", store(store), "outcome", word(outcome));
  }

  void event(String type, @Nullable String store) {
    count(
        "returnbridge.events", "type", EVENTS.contains(type) ? type : OTHER, "store", store(store));
  }

  /** A piece of work has ended, after so many nanoseconds. */
  public void worked(String step, Work outcome, long nanos) {
    timer(registry, "returnbridge.step", "step", step(step), "outcome", word(outcome))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * @param kind of failure, or {@link #NOT_TRIED}
   */
  public void retried(String step, String kind) {
    boolean known = kind.equals(NOT_TRIED) || FineSettings.KINDS.contains(kind);
    count("returnbridge.retries", "step", step(step), "kind", known ? kind : OTHER);
  }

  /**
   * @param topic by which it is called: one of this program's
   */
  public void deadLetter(String topic, String step) {
    count("returnbridge.dead.letters", "topic", topic, "step", step(step));
  }

  private void count(String name, String... tags) {
    registry.counter(name, tags).increment();
  }

  private String store(@Nullable String key) {
    return key != null && mappings.stores().find(key).isPresent() ? key : OTHER;
  }

  private String step(String name) {
    return steps.find(name).isPresent() ? name : OTHER;
  }

  private static String word(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
