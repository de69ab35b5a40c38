package io.returnbridge.edge;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that are open. When there are as many as may be, the one that has kept us waiting
 * longest makes room: a sender that means it needs milliseconds.
 */
final class Connections {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  /** One of them. */
  interface Connection {

    /**
     * Since when, by {@link System#nanoTime}, it owes us a request; 0 while we owe it an answer.
     */
    long waitingSince();

    /** To make room for another. */
    void evict();
  }

  private final int most;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  Connections(int most) {
    this.most = most;
  }

  /** Whether there is room for it. */
  boolean opened(Connection connection) {
    if (open.size() >= most && !makeRoom()) {
      return false;
    }
    open.add(connection);
    return true;
  }

  private boolean makeRoom() {
    long now = System.nanoTime();
    return open.stream()
        .filter(c -> c.waitingSince() != 0 && now - c.waitingSince() > PATIENCE)
        .max(Comparator.comparingLong(c -> now - c.waitingSince()))
        .filter(open::remove)
        .map(
            waiting -> {
              waiting.evict();
              return true;
            })
        .orElse(false);
  }

  void closed(Connection connection) {
    open.remove(connection);
  }

  int size() {
    return open.size();
  }
}
