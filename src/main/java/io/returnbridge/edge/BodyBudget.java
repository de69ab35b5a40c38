package io.returnbridge.edge;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How many bytes of bodies are held at once, all connections together: what has really come, not
 * what was announced. When it is used up, the bodies that have been coming longest are cut.
 */
final class BodyBudget {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A body, from its first byte until it is answered. */
  static final class Body {
    private final Runnable cut;
    private final long since = System.nanoTime();
    private long bytes;
    private boolean ended;

    /**
     * @param cut gives up on it; may be called by any thread
     */
    Body(Runnable cut) {
      this.cut = cut;
    }
  }

  private final long most;
  private final long patience;
  private final Set<Body> coming = new LinkedHashSet<>();
  private long held;

  /**
   * @param most in bytes
   * @param patience how long a body may be coming before it is cut for others
   */
  BodyBudget(long most, Duration patience) {
    this.most = most;
    this.patience = patience.toNanos();
  }

  /** Of a heap as large as this, a part that its copies on their way fit into several times. */
  static BodyBudget ofHeap(long heap) {
    return new BodyBudget(Math.max(8L << 20, heap / 16), PATIENCE);
  }

  /** Whether so many bytes more may be held. */
  synchronized boolean add(Body body, long bytes) {
    if (body.ended) {
      return false;
    }
    long now = System.nanoTime();
    Iterator<Body> oldest = coming.iterator();
    while (held + bytes > most && oldest.hasNext()) {
      Body old = oldest.next();
      if (old != body && now - old.since >= patience) {
        oldest.remove();
        free(old);
        old.cut.run();
      }
    }
    if (held + bytes > most) {
      return false;
    }
    held += bytes;
    body.bytes += bytes;
    coming.add(body);
    return true;
  }

  /** It is whole, and is not cut any more. */
  synchronized void whole(Body body) {
    coming.remove(body);
  }

  /** It is answered, or given up. */
  synchronized void end(Body body) {
    coming.remove(body);
    free(body);
  }

  private void free(Body body) {
    held -= body.bytes;
    body.bytes = 0;
    body.ended = true;
  }

  synchronized long held() {
    return held;
  }
}
