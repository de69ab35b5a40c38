package io.returnbridge.engine;

import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.SharedRate;
import io.returnbridge.store.Database;
import io.returnbridge.store.ThisReplica;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The processes of the installation, and how they share the request rate of commercetools. With
 * each beat of its heart a replica looks at the others and takes its part of the rate, as far as it
 * is free: what another has recorded is that one's until it records less, which it does once it
 * uses less. So the shares never add up to more than the cap, not while a replica comes or goes
 * either.
 *
 * <p>The share of a replica that dies is free once it counts as dead; one that cannot reach the
 * database stops before that.
 */
@ApplicationScoped
public class Replicas {

  /** A share is used for so long after the beat that recorded it. */
  private static final Duration VALID = Claims.DEAD_AFTER.minusSeconds(2);

  private static final Duration FOR_EVER = Duration.ofDays(3650);
  private static final Duration KEPT = Duration.ofDays(1);

  /** Where there are more replicas than requests a second, they take turns of that length. */
  private static final long TURN_SECONDS = 20;

  /** The advisory lock under which shares change. */
  private static final long LOCK = 0x7265706c69636173L;

  private record Row(String id, int share, Duration pauseLeft, long turn) {}

  private record LastSeen(Instant at, Duration ago) {}

  private final Database database;
  private final ThisReplica me;
  private final SharedRate rate;
  private final Circuits circuits;
  private final Comeback comeback;
  private final boolean alone;

  private boolean joined;
  private long validUntil = System.nanoTime();

  /**
   * @param comeback is told by the first beat that finds no other replica alive, but one that was
   * @param alone no other process uses the database, so that the whole rate is this one's
   */
  public Replicas(
      Database database,
      ThisReplica me,
      SharedRate rate,
      Circuits circuits,
      Comeback comeback,
      @ConfigProperty(name = "storage.alone", defaultValue = "false") boolean alone) {
    this.database = database;
    this.me = me;
    this.rate = rate;
    this.circuits = circuits;
    this.comeback = comeback;
    this.alone = alone;
  }

  /**
   * Shows that this process lives, and takes its share.
   *
   * @throws io.returnbridge.failure.Unavailable while the database is away; the share ends by
   *     itself if that lasts
   */
  public synchronized void beat() {
    if (alone) {
      rate.limit(rate.cap(), FOR_EVER);
    }
    long began = System.nanoTime();
    int share = database.inTransaction(this::recordShare);
    joined = true;
    if (!alone) {
      validUntil = began + VALID.toNanos();
      rate.limit(share, left());
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, validUntil - System.nanoTime()));
  }

  /**
   * @return what this replica may use, which is never more than what is recorded as its own
   */
  private int recordShare() {
    var unused = database.query("select pg_advisory_xact_lock(?)", r -> true, LOCK);
    List<Row> alive = alive();
    List<Row> others = alive.stream().filter(row -> !row.id().equals(me.id())).toList();
    if (!joined && (alone || others.isEmpty())) {
      lastSeen().ifPresent(last -> comeback.after(last.at(), last.ago()));
    }
    others.stream().map(Row::pauseLeft).max(Duration::compareTo).ifPresent(rate::pause);
    if (alone) {
      record(rate.cap());
      return rate.cap();
    }
    int recorded =
        alive.stream().filter(row -> row.id().equals(me.id())).mapToInt(Row::share).sum();
    int free = rate.cap() - others.stream().mapToInt(Row::share).sum();
    int target = target(others, alive.isEmpty() ? 0 : alive.get(0).turn());
    if (target >= recorded) {
      int share = Math.max(recorded, Math.min(target, free));
      record(share);
      return share;
    }
    rate.limit(target, left());
    record(Math.min(recorded, Math.max(target, rate.inUse())));
    return target;
  }

  /** An equal part of the cap; where there is not one request a second for each, in turns. */
  private int target(List<Row> others, long turn) {
    List<String> ids =
        Stream.concat(Stream.of(me.id()), others.stream().map(Row::id)).sorted().toList();
    int live = ids.size();
    int rank = ids.indexOf(me.id());
    int cap = rate.cap();
    if (cap < live) {
      return (rank + turn) % live < cap ? 1 : 0;
    }
    return cap / live + (rank < cap % live ? 1 : 0);
  }

  private List<Row> alive() {
    return database.query(
        """
        select id, share, greatest(0, extract(epoch from paused_until - clock_timestamp()) * 1000)::bigint,
          extract(epoch from now())::bigint
        from replica where not ended and seen_at > clock_timestamp() - ? * interval '1 second'
        """,
        r ->
            new Row(
                r.text(1),
                r.integer(2),
                Duration.ofMillis(r.number(3)),
                r.number(4) / TURN_SECONDS),
        Claims.DEAD_AFTER.toSeconds());
  }

  private Optional<LastSeen> lastSeen() {
    return database.find(
        """
        select max(seen_at), (extract(epoch from clock_timestamp() - max(seen_at)) * 1000)::bigint
        from replica where id <> ? having max(seen_at) is not null
        """,
        r -> new LastSeen(r.time(1), Duration.ofMillis(r.number(2))),
        me.id());
  }

  private void record(int share) {
    database.update(
        """
        insert into replica (id, share, seen_at, paused_until, commercetools_away, reveni_away)
        values (?, ?, clock_timestamp(), now() + ? * interval '1 millisecond',
          now() - ?::bigint * interval '1 millisecond', now() - ?::bigint * interval '1 millisecond')
        on conflict (id) do update set share = excluded.share, seen_at = excluded.seen_at,
          paused_until = excluded.paused_until, commercetools_away = excluded.commercetools_away,
          reveni_away = excluded.reveni_away
        """,
        me.id(),
        share,
        rate.pauseLeft().toMillis(),
        away(circuits.commercetools()),
        away(circuits.reveni()));
    database.update(
        "delete from replica where seen_at < now() - ? * interval '1 second'", KEPT.toSeconds());
  }

  /** For how many milliseconds it has not answered; null when it does. */
  private static @org.jspecify.annotations.Nullable Long away(Circuit circuit) {
    Instant since = circuit.status().awaySince();
    return since == null ? null : Duration.between(since, Instant.now()).toMillis();
  }

  /** This process has ended its work, and sends no more requests. */
  public synchronized void end() {
    rate.limit(0, FOR_EVER);
    database.update(
        "update replica set ended = true, share = 0, seen_at = now() where id = ?", me.id());
  }
}
