package io.returnbridge.engine;

import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.ThisReplica;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who works on what. A key is claimed by the token of one of its rows, which the database allows
 * once; so all work on an order is done by one worker at a time, in all replicas. A claim ends when
 * its work is done or has failed, or when its replica is dead; who comes back from that finds that
 * the token is gone, and records nothing.
 */
@ApplicationScoped
public class Claims {

  /** A replica that was not seen for so long is dead. */
  public static final Duration DEAD_AFTER = Duration.ofSeconds(10);

  /** So much of the workers is claimed for at a time, and kept from any one store. */
  private static final int PARTS = 4;

  /** Of the longest overdue so many for each free worker are looked at, for the sake of others. */
  private static final int LOOK = 16;

  /** Each such claim takes the longest overdue, whatever it is. */
  private static final int FAIR = 4;

  /**
   * A claimed row is due at infinity, so that whoever wakes it meanwhile sets the true time. What
   * is claimed is chosen once: a subquery could be asked again for each row, and choose more.
   */
  private static final String CLAIMED =
      """
      with chosen as materialized (%s)
      update work w set token = gen_random_uuid(), claimed_by = ?, claimed_at = now(), due_at = 'infinity',
        waiting = true, generation = generation + 1
      from chosen c where w.step = c.step and w.subject = c.subject
      returning w.step, w.subject, coalesce(w.trigger, ''), w.attempt, w.generation, w.key, w.token,
        w.traceparent
      """;

  /** What a claim leaves behind; who woke the row meanwhile has set its time. */
  private static final String FREED =
      """
      update work set token = null, claimed_by = null, key = work_key(step, subject),
        due_at = least(due_at, now()), waiting = false
      """;

  private final Database database;
  private final ThisReplica replica;
  private final int workers;
  private final AtomicInteger claims = new AtomicInteger(1);

  /** Workers for whom somebody is claiming just now. */
  private int reserved;

  /** The store of each piece of work that somebody here has, by its token. */
  private final Map<UUID, String> held = new ConcurrentHashMap<>();

  /** What was claimed when the work of a token was ended. */
  private final Map<UUID, List<Claim>> after = new ConcurrentHashMap<>();

  public Claims(
      Database database, ThisReplica replica, @ConfigProperty(name = "workers") int workers) {
    this.database = database;
    this.replica = replica;
    this.workers = workers;
  }

  /** Claims what is due, whatever its step. */
  public List<Claim> claim(int most) {
    return claim(most, List.of(), List.of());
  }

  /**
   * Claims what is due, for a part of the workers that are free. A store has never all of them: its
   * Reveni may be slow.
   *
   * @param paused steps of which nothing is claimed
   */
  public List<Claim> claim(Collection<String> paused) {
    int most = reserve();
    try {
      return most == 0 ? List.of() : claim(most, paused, storesWithTheirShare(null));
    } finally {
      release(most);
    }
  }

  /** No two callers claim for the same free workers. */
  private synchronized int reserve() {
    int most = Math.max(0, Math.min(part(), workers - held.size() - reserved));
    reserved += most;
    return most;
  }

  private synchronized void release(int most) {
    reserved -= most;
  }

  /** As {@link #claim(Collection)}, in the transaction that records that there is work. */
  public List<Claim> claimAfter(Runnable recording, Collection<String> paused) {
    List<Claim> claimed = new ArrayList<>();
    boolean done = false;
    try {
      database.inTransaction(
          () -> {
            recording.run();
            claimed.addAll(alone(() -> claim(paused)));
          });
      done = true;
      return claimed;
    } finally {
      if (!done) {
        claimed.forEach(this::forget);
      }
    }
  }

  private int part() {
    return Math.max(1, workers / PARTS);
  }

  /**
   * @param ending a piece of work that counts no more
   */
  private List<String> storesWithTheirShare(@Nullable Claim ending) {
    Map<String, Integer> by = new HashMap<>();
    held.forEach(
        (token, store) -> {
          if (ending == null || !token.equals(ending.token())) {
            by.merge(store, 1, Integer::sum);
          }
        });
    int share = Math.max(1, workers - part());
    by.values().removeIf(many -> many < share);
    return List.copyOf(by.keySet());
  }

  private static String store(Claim claim) {
    String subject = claim.wakeUp().subject();
    return subject.substring(0, Math.max(0, subject.indexOf('/')));
  }

  /**
   * Claims what is due, the longest overdue first, and what has just happened before what is done
   * for many at once; but now and then not, so that this gets on as well. Of a key one row is
   * claimed, and none while another of its rows is worked on.
   *
   * @param paused steps of which nothing is claimed
   * @param busy stores of which nothing is claimed
   */
  public List<Claim> claim(int most, Collection<String> paused, Collection<String> busy) {
    String order =
        claims.getAndIncrement() % FAIR == 0
            ? "due_at, step, subject"
            : "bulk, due_at, step, subject";
    return hold(
        database.query(
            CLAIMED.formatted(
                """
                select step, subject from (
                  select distinct on (key) step, subject, bulk, due_at from (
                    select step, subject, key, bulk, due_at from work w
                    where token is null and due_at <= now() and not (step = any(?))
                      and not (split_part(subject, '/', 1) = any(?))
                      and not exists (select 1 from work c where c.key = w.key and c.token is not null)
                    order by %1$s limit ? for update of w skip locked) due
                  order by key, %1$s) placed
                order by %1$s limit ?
                """
                    .formatted(order)),
            Claims::row,
            paused.toArray(String[]::new),
            busy.toArray(String[]::new),
            most * LOOK,
            most,
            replica.id()));
  }

  /** The key that the claim has by now. */
  String key(Claim claim) {
    return database
        .find("select key from work where token = ?", r -> r.text(1), claim.token())
        .orElse(claim.key());
  }

  /**
   * Takes what is due next: one worker goes on with an order as long as there is something to do,
   * and then with whatever is due. To be called as the last in the transaction that has ended the
   * claim: others may have to wait for it.
   */
  void goOn(Claim ended, String key, Collection<String> paused) {
    List<Claim> ofKey = next(key, paused);
    List<Claim> next = ofKey.isEmpty() ? ofAnyKey(ended, paused) : ofKey;
    after.put(token(ended), next);
    if (!next.isEmpty()) {
      database.goOn(!ofKey.isEmpty() && !isOfSameStep(ended, next.get(0)));
    }
  }

  /** Two of one step may touch the same entries of stock, in any order. */
  private static boolean isOfSameStep(Claim ended, Claim next) {
    return next.wakeUp().step().equals(ended.wakeUp().step());
  }

  private List<Claim> ofAnyKey(Claim ended, Collection<String> paused) {
    return alone(() -> claim(1, paused, storesWithTheirShare(ended)));
  }

  private List<Claim> alone(Supplier<List<Claim>> claiming) {
    try {
      return database.alone(claiming);
    } catch (ChangedMeanwhile othersWereFirst) {
      return List.of();
    }
  }

  boolean isEnded(Claim claim) {
    return after.containsKey(token(claim));
  }

  /** None or one, which has been claimed when this one was ended. */
  List<Claim> next(Claim claim) {
    return Objects.requireNonNull(after.remove(token(claim)));
  }

  private static UUID token(Claim claim) {
    return Objects.requireNonNull(claim.token());
  }

  /** For others: this worker does not begin it. */
  public void giveBack(Claim claim) {
    forget(claim);
    database.update(FREED + "where token = ?", claim.token());
  }

  private List<Claim> next(String key, Collection<String> paused) {
    return hold(
        database.query(
            CLAIMED.formatted(
                """
                select step, subject from work w
                where key = ? and token is null and due_at <= now() and not (step = any(?))
                  and not exists (select 1 from work c where c.key = w.key and c.token is not null)
                order by bulk, due_at, step, subject limit 1 for update skip locked
                """),
            Claims::row,
            key,
            paused.toArray(String[]::new),
            replica.id()));
  }

  private List<Claim> hold(List<Claim> claimed) {
    claimed.forEach(claim -> held.put(token(claim), store(claim)));
    return claimed;
  }

  /**
   * Nobody here works with it any more, nor with what was claimed after it and not begun.
   *
   * @return whether anybody did
   */
  public boolean forget(Claim claim) {
    isNotEnded(claim);
    return claim.token() != null && held.remove(claim.token()) != null;
  }

  /** What has ended it was rolled back. */
  void isNotEnded(Claim claim) {
    List<Claim> next = claim.token() == null ? null : after.remove(claim.token());
    if (next != null) {
      next.forEach(this::forget);
    }
  }

  private static Claim row(Columns r) {
    return new Claim(
        new WakeUp(r.text(1), r.text(2), r.text(3), r.text(8)),
        r.integer(4),
        r.number(5),
        r.text(6),
        UUID.fromString(r.text(7)));
  }

  /**
   * The claim for a key that the work has turned out to be about.
   *
   * @throws ChangedMeanwhile while others work on that
   */
  public Claim join(Claim claim, String key) {
    if (claim.token() == null || key.equals(claim.key())) {
      return claim;
    }
    int joined =
        database.update(
            """
            update work set key = ? where token = ?
              and not exists (select 1 from work c where c.key = ? and c.token is not null)
            """,
            key,
            claim.token(),
            key);
    if (joined == 0) {
      confirm(claim);
      throw new ChangedMeanwhile(key, "Others work on " + key);
    }
    return claim.withKey(key);
  }

  /** As {@link #join}, for the key of the work on a return. */
  public Claim joinReturn(Claim claim, String subject) {
    return claim.token() == null
        ? claim
        : join(claim, database.query("select work_key('', ?)", r -> r.text(1), subject).get(0));
  }

  /**
   * To be called in the transaction that records what was done, and before a write that has no
   * version: whose claim has ended, and who has perhaps seen less than others since, records
   * nothing and begins again.
   */
  void confirm(Claim claim) {
    if (claim.token() != null && !isHeld(claim)) {
      throw new ChangedMeanwhile("The claim of " + claim.key() + " has ended");
    }
  }

  private boolean isHeld(Claim claim) {
    return database.find("select 1 from work where token = ?", r -> 1, claim.token()).isPresent();
  }

  /**
   * The work is finished; a wake-up that came meanwhile stays due.
   *
   * @return whether nothing more is due for the step and subject
   */
  public boolean done(Claim claim) {
    boolean last =
        database.update(
                "delete from work where token = ? and generation = ?",
                claim.token(),
                claim.generation())
            > 0;
    if (!last) {
      database.update(
          """
          update work set token = null, claimed_by = null, attempt = 0, key = work_key(step, subject)
          where token = ?
          """,
          claim.token());
    }
    return last;
  }

  /** Makes what a killed process had claimed due now, where no other can have claimed it. */
  public void freeAll() {
    database.update(FREED + "where token is not null");
  }

  /**
   * Makes due now what replicas had claimed that have ended or are dead, and what this one has
   * claimed without having heard of it.
   */
  public int freeThoseOfTheDead() {
    return database.update(
        FREED
            + """
            where token is not null and (
              not exists (select 1 from replica r where r.id = claimed_by and not r.ended
                and r.seen_at > now() - ? * interval '1 second')
              or claimed_by = ? and claimed_at < now() - ? * interval '1 second' and not (token = any(?)))
            """,
        DEAD_AFTER.toSeconds(),
        replica.id(),
        DEAD_AFTER.toSeconds(),
        held.keySet().toArray(UUID[]::new));
  }
}
