package io.returnbridge.camel;

import io.returnbridge.outage.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which steps stand still: a consumer of theirs has ended, fails whenever it asks for records, or
 * does not come back from one; or a worker does not come back from its piece of work. Who calls an
 * API, goes on to the next part of many, or waits on purpose for a database or for Kafka, is alive
 * ({@link Progress}).
 */
@ApplicationScoped
public class Standstill {

  /** What is watched: a consumer as long as its thread ought to run, or one piece of work. */
  static final class Watched {
    private final String step;
    private volatile Thread thread = Thread.currentThread();
    private volatile long seen = System.nanoTime();

    private Watched(String step) {
      this.step = step;
    }

    private void alive() {
      thread = Thread.currentThread();
      seen = System.nanoTime();
    }

    private boolean standsStill(long nanos) {
      return !thread.isAlive() || System.nanoTime() - seen > nanos;
    }
  }

  private final Map<Object, Watched> watched = new ConcurrentHashMap<>();
  private final long longest;

  /**
   * @param longest how long work takes at most from one sign of life to the next
   */
  public Standstill(@ConfigProperty(name = "steps.stands-still-after") Duration longest) {
    this.longest = longest.toNanos();
  }

  /** Begins to watch, or sees it alive again; to be called on the thread that does the work. */
  void alive(String step, Object who) {
    Watched known = watched.computeIfAbsent(who, w -> new Watched(step));
    known.alive();
    Progress.toldTo(known::alive);
  }

  /** It has ended as it should. */
  void ended(Object who) {
    if (watched.remove(who) != null) {
      Progress.toldTo(null);
    }
  }

  /** A consumer that another one takes the place of on this thread need not come back. */
  void replaced(String step) {
    Thread here = Thread.currentThread();
    watched.values().removeIf(w -> w.step.equals(step) && w.thread.equals(here));
  }

  /** Steps, and routes that give them work. */
  public Set<String> steps() {
    return watched.values().stream()
        .filter(w -> w.standsStill(longest))
        .map(w -> w.step)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
