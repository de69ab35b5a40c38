package io.returnbridge.edge;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that are open on one port. When there are as many as may be, one of the network
 * that has most of them makes room: the one that has kept us waiting longest, since a sender that
 * means it needs milliseconds; for a network that has fewer any of them, so that nobody can lock
 * out the others.
 */
final class Connections {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  /** One of them. */
  interface Connection {

    /** Whose it is: those of one network share its room. */
    String network();

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
  synchronized boolean opened(Connection connection) {
    if (open.size() >= most && !makeRoom(connection.network())) {
      return false;
    }
    open.add(connection);
    return true;
  }

  private boolean makeRoom(String network) {
    Map<String, Integer> shares = new HashMap<>();
    open.forEach(c -> shares.merge(c.network(), 1, Integer::sum));
    int largest = shares.values().stream().max(Comparator.naturalOrder()).orElse(0);
    boolean hasFewer = shares.getOrDefault(network, 0) + 1 < largest;
    long now = System.nanoTime();
    Optional<Connection> leaves =
        open.stream()
            .filter(c -> shares.getOrDefault(c.network(), 0) == largest)
            .filter(c -> hasFewer || waited(c, now) > PATIENCE)
            .max(Comparator.comparingLong(c -> waited(c, now)));
    leaves.ifPresent(
        c -> {
          open.remove(c);
          c.evict();
        });
    return leaves.isPresent();
  }

  private static long waited(Connection connection, long now) {
    long since = connection.waitingSince();
    return since == 0 ? -1 : Math.max(0, now - since);
  }

  void closed(Connection connection) {
    open.remove(connection);
  }

  int size() {
    return open.size();
  }
}
