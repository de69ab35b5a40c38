package io.returnbridge.engine;

import io.returnbridge.registry.About;
import io.returnbridge.store.Database;
import io.returnbridge.store.LeaseTaken;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Short leases on names such as {@code return/<store>/<id>}, {@code order/<number>} and {@code
 * entry/<channel>/<sku>}, shared by all steps and replicas. A holder that dies loses them after
 * {@link #TERM}. They keep our own steps from fighting; what protects the data are versions.
 *
 * <p>What a dry run takes it keeps until its transaction is rolled back: nobody then waits for its
 * rows.
 *
 * <p>Order of taking: return, then order, then entry; several of one kind in their natural order.
 */
@ApplicationScoped
public class Leases {

  static final Duration TERM = Duration.ofSeconds(45);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** For a place to wait at: steps that one event wakes meet at their return for a moment. */
  private static final Duration GRACE = Duration.ofMillis(50);

  /** After somebody was put off. */
  private static final Duration HOT = Duration.ofSeconds(2);

  private final Database database;
  private final Duration patience;

  /** When somebody was last put off, by lease; those that are hot. */
  private final ConcurrentHashMap<String, Long> putOff = new ConcurrentHashMap<>();

  /** Threads of this process queue here, so that only one of them asks the database. */
  private final ConcurrentHashMap<String, Local> local = new ConcurrentHashMap<>();

  @Inject
  public Leases(Database database) {
    this(database, PATIENCE);
  }

  /**
   * @param patience of the one who waits
   */
  Leases(Database database, Duration patience) {
    this.database = database;
    this.patience = patience;
  }

  public static String ofReturn(String subject) {
    return "return/" + subject;
  }

  public static String ofOrder(String orderNumber) {
    return "order/" + orderNumber;
  }

  /** Of what a step is woken about. */
  static String ofSubject(About about, String subject) {
    return switch (about) {
      case RETURN -> ofReturn(subject);
      case ENTRY -> "entry/" + subject;
      case REPLAY, INSTALLATION ->
          throw new IllegalArgumentException("There is no lease of a subject of " + about);
    };
  }

  /**
   * Runs {@code work} while holding the lease; {@link LeaseTaken} when it stays taken. One of this
   * process may wait for it; whoever else comes is put off, and then, for a while, nobody waits any
   * more: one hot order is not to hold up all others.
   */
  public <T> T holding(String name, Supplier<T> work) {
    Local mine = local.compute(name, (n, l) -> l == null ? new Local() : l.used());
    boolean kept = false;
    try {
      if (mine.lock.isHeldByCurrentThread()) {
        return work.get();
      }
      UUID token = take(name, mine);
      if (Rehearsal.isOn()) {
        kept = true;
        Rehearsal.current()
            .atEnd(
                () -> {
                  try {
                    giveBack(name, token, mine);
                  } finally {
                    leave(name);
                  }
                });
        return work.get();
      }
      try {
        return work.get();
      } finally {
        giveBack(name, token, mine);
      }
    } finally {
      if (!kept) {
        leave(name);
      }
    }
  }

  private void giveBack(String name, UUID token, Local mine) {
    try {
      release(name, token);
    } finally {
      mine.lock.unlock();
    }
  }

  private void leave(String name) {
    local.computeIfPresent(name, (n, l) -> l.free() ? null : l);
  }

  /** With the lock of this process and the lease of all, or with neither. */
  private UUID take(String name, Local mine) {
    boolean hot = isHot(name);
    Duration most = hot ? Duration.ZERO : patience;
    boolean place = false;
    boolean locked = false;
    UUID token = null;
    try {
      place = mine.place.tryAcquire(hot ? 0 : GRACE.toMillis(), TimeUnit.MILLISECONDS);
      locked = place && mine.lock.tryLock(most.toMillis(), TimeUnit.MILLISECONDS);
      if (!locked) {
        throw busy(name);
      }
      token = acquire(name, most);
      mine.token = token;
      return token;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(name);
    } finally {
      if (place) {
        mine.place.release();
      }
      if (locked && token == null) {
        mine.lock.unlock();
      }
    }
  }

  private boolean isHot(String name) {
    Long at = putOff.get(name);
    return at != null && System.nanoTime() - at < HOT.toNanos();
  }

  /** Holds several leases, taken in the order given. */
  public <T> T holdingAll(List<String> names, Supplier<T> work) {
    Deque<String> rest = new ArrayDeque<>(names);
    if (rest.isEmpty()) {
      return work.get();
    }
    String first = rest.pop();
    return holding(first, () -> holdingAll(List.copyOf(rest), work));
  }

  /**
   * To be called in the transaction that records what was done under them: who has lost one in the
   * meantime, to somebody who has perhaps seen less, records nothing and begins again.
   */
  void confirm(Collection<String> names) {
    for (String name : names) {
      Local mine = local.get(name);
      UUID token = mine == null ? null : mine.token;
      boolean held =
          token != null
              && database
                  .find(
                      "select 1 from lease where name = ? and token = ? for update",
                      r -> r.integer(1),
                      name,
                      token)
                  .isPresent();
      if (!held) {
        throw new LeaseTaken(name, "The lease " + name + " has run out");
      }
    }
  }

  /** Frees all of them: those of a process that was killed, where no other can hold any. */
  public void freeAll() {
    database.update("delete from lease");
  }

  private UUID acquire(String name, Duration most) throws InterruptedException {
    UUID token = UUID.randomUUID();
    long until = System.nanoTime() + most.toNanos();
    long pause = 10;
    while (!tryAcquire(name, token)) {
      if (System.nanoTime() > until) {
        throw busy(name);
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(pause * 2, 200);
    }
    return token;
  }

  /** In a transaction nobody else would see it before its end. */
  private boolean tryAcquire(String name, UUID token) {
    return database.apart(
            () ->
                database.update(
                    """
                    insert into lease (name, token, expires_at)
                    values (?, ?, now() + ? * interval '1 second')
                    on conflict (name) do update set token = excluded.token, expires_at = excluded.expires_at
                    where lease.expires_at < now()
                    """,
                    name,
                    token,
                    TERM.toSeconds()))
        == 1;
  }

  private void release(String name, UUID token) {
    var unused =
        database.apart(
            () -> database.update("delete from lease where name = ? and token = ?", name, token));
  }

  private LeaseTaken busy(String name) {
    long now = System.nanoTime();
    putOff.values().removeIf(at -> now - at >= HOT.toNanos());
    putOff.put(name, now);
    return new LeaseTaken(name, "The lease " + name + " is taken by another step");
  }

  private static final class Local {
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Of the one who waits. */
    private final Semaphore place = new Semaphore(1, true);

    private int users = 1;

    /** Of the one who holds the lock. */
    private volatile @Nullable UUID token;

    Local used() {
      users++;
      return this;
    }

    boolean free() {
      users--;
      return users == 0;
    }
  }
}
