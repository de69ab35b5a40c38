package io.returnbridge.engine;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.RetryPolicy;
import io.returnbridge.store.Database;
import io.returnbridge.store.LeaseTaken;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.ThisReplica;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * Work that is due: retries of what was unavailable and wake-ups from within, one row a step and
 * subject. A row is claimed for {@link #CLAIM}; a claim that a crash left behind runs out. A
 * wake-up that arrives while its row is being worked on raises the generation, so that it is not
 * lost when the work is done.
 */
@ApplicationScoped
public class WorkList {

  static final Duration CLAIM = Duration.ofMinutes(2);

  /** A replica that was not seen for so long is dead. */
  public static final Duration DEAD_AFTER = Duration.ofSeconds(10);

  /** Of the longest overdue so many for each free worker are looked at, for the sake of others. */
  private static final int LOOK = 16;

  /** Of webhooks that are named together. */
  private static final int LONGEST_TRIGGER = 2000;

  /** Each such claim takes the longest overdue, whatever it is. */
  private static final int FAIR = 4;

  /**
   * Of two wake-ups in one row neither may make the other look like a repeat or wait for a batch; a
   * decision's comes first. Webhooks are all named, so that each is taken in.
   */
  private static final String JOINED =
      """
      case when excluded.trigger = work.trigger or excluded.trigger like 'case:%%' then excluded.trigger
        when work.trigger like 'case:%%' then work.trigger
        when work.trigger like 'webhook:%%' and excluded.trigger like 'webhook:%%' and length(work.trigger) < %d then
          case when position(excluded.trigger in work.trigger) > 0 then work.trigger
            else work.trigger || ' ' || excluded.trigger end
        else 'also:' || regexp_replace(excluded.trigger, '^also:', '') end
      """
          .formatted(LONGEST_TRIGGER);

  /** As {@link #JOINED}; but of a wake-up that ends with this one nothing is left. */
  private static final String ENDED =
      "case when work.trigger = ? then excluded.trigger else " + JOINED + " end";

  /**
   * @param generation of the row when it was claimed
   * @param attempt how often it has failed so far
   */
  public record Claimed(WakeUp wakeUp, int attempt, long generation) {}

  /**
   * What is next for work that failed.
   *
   * @param attempts that have failed and count
   * @param usedUp whether that is as many as its policy has
   */
  public record Next(int attempts, Duration pause, boolean usedUp) {}

  private final Database database;
  private final FineSettings settings;
  private final ThisReplica replica;
  private final AtomicInteger claims = new AtomicInteger(1);
  private final DoubleSupplier chance;

  @Inject
  public WorkList(Database database, FineSettings settings, ThisReplica replica) {
    this(database, settings, replica, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * @param chance how long a pause is, between its shortest (0) and its longest (1)
   */
  WorkList(Database database, FineSettings settings, ThisReplica replica, DoubleSupplier chance) {
    this.database = database;
    this.settings = settings;
    this.replica = replica;
    this.chance = chance;
  }

  /** Makes the step look at the subject soon; joins a row that is there already. */
  public void wake(String step, String subject, String trigger) {
    put(step, subject, trigger, Duration.ZERO, false);
  }

  /** As {@link #wake}, for many by one statement. */
  public void wakeAll(Collection<WakeUp> wakeUps) {
    if (Rehearsal.isOn()) {
      wakeUps.forEach(Rehearsal::wake);
      return;
    }
    Map<List<String>, String> triggers = new LinkedHashMap<>();
    wakeUps.forEach(
        w -> triggers.merge(List.of(w.step(), w.subject()), w.trigger(), WorkList::joined));
    if (triggers.isEmpty()) {
      return;
    }
    database.update(
        """
        insert into work (step, subject, trigger, due_at)
        select step, subject, trigger, now() from unnest(?::text[], ?::text[], ?::text[]) as w (step, subject, trigger)
        order by step, subject
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = least(work.due_at, excluded.due_at), waiting = work.waiting and excluded.waiting,
          bulk = false, trigger =
        """
            + JOINED,
        triggers.keySet().stream().map(k -> k.get(0)).toArray(String[]::new),
        triggers.keySet().stream().map(k -> k.get(1)).toArray(String[]::new),
        triggers.values().toArray(String[]::new));
  }

  /** As {@link #JOINED}, of what one statement writes. */
  private static String joined(String first, String next) {
    if (next.equals(first) || next.startsWith("case:")) {
      return next;
    }
    if (first.startsWith("webhook:")
        && next.startsWith("webhook:")
        && first.length() < LONGEST_TRIGGER) {
      return first.contains(next) ? first : first + " " + next;
    }
    return first.startsWith("case:") ? first : "also:" + next.replaceFirst("^also:", "");
  }

  /**
   * Makes the step look at the subject at a time, unless it is to look earlier; it counts as
   * waiting, not as pending.
   */
  public void wakeAt(String step, String subject, String trigger, Instant at) {
    put(step, subject, trigger, until(at), true);
  }

  /**
   * As {@link #wakeAt}, for the work that ends with it: what woke that, such as a person's retry,
   * is done, and the row says what is waited for.
   */
  public void waitUntil(WakeUp ended, String trigger, Instant at) {
    put(new WakeUp(ended.step(), ended.subject(), trigger), until(at), true, ended.trigger());
  }

  /** As {@link #waitUntil}, but until then it counts as pending: nobody knows of it yet. */
  public void lookAt(WakeUp ended, String trigger, Instant at) {
    if (!Rehearsal.isOn()) {
      put(new WakeUp(ended.step(), ended.subject(), trigger), until(at), false, ended.trigger());
    }
  }

  /**
   * Makes the step look at the subject once more at a time: it has not finished, and counts as
   * pending.
   */
  public void again(WakeUp wakeUp, Instant at) {
    put(wakeUp.step(), wakeUp.subject(), wakeUp.trigger(), until(at), false);
  }

  /**
   * As {@link #wakeAll}, those that come first earlier, all of them after what has just happened,
   * and leaving alone what waits for its batch.
   */
  public void wakeUnlessInBatch(Collection<WakeUp> all) {
    Map<List<String>, WakeUp> once = new LinkedHashMap<>();
    all.forEach(w -> once.putIfAbsent(List.of(w.step(), w.subject()), w));
    Collection<WakeUp> wakeUps = once.values();
    database.update(
        """
        insert into work (step, subject, trigger, bulk, due_at)
        select step, subject, trigger, true, now() + n * interval '1 millisecond' / 10
        from unnest(?::text[], ?::text[], ?::text[]) with ordinality as w (step, subject, trigger, n)
        order by step, subject
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = least(work.due_at, excluded.due_at), waiting = false, trigger =
        """
            + JOINED
            + """
            where not (work.waiting and work.claimed_until is null and work.trigger ~ '^(also:)?batch:')
            """,
        wakeUps.stream().map(WakeUp::step).toArray(String[]::new),
        wakeUps.stream().map(WakeUp::subject).toArray(String[]::new),
        wakeUps.stream().map(WakeUp::trigger).toArray(String[]::new));
  }

  /** Whether the step's work on the subject deliberately waits for its batch. */
  public boolean waitsForBatch(String step, String subject) {
    return database
        .find(
            """
            select 1 from work where step = ? and subject = ? and waiting and claimed_until is null
              and trigger ~ '^(also:)?batch:'
            """,
            r -> r.integer(1),
            step,
            subject)
        .isPresent();
  }

  /** The database's clock tells what is due: this process may have another. */
  private static Duration until(Instant at) {
    return Duration.between(Instant.now(), at);
  }

  private void put(String step, String subject, String trigger, Duration in, boolean waiting) {
    put(new WakeUp(step, subject, trigger), in, waiting, trigger);
  }

  private void put(WakeUp wakeUp, Duration in, boolean waiting, String ended) {
    if (Rehearsal.isOn()) {
      if (!waiting) {
        Rehearsal.wake(wakeUp);
      }
      return;
    }
    database.update(
        """
        insert into work (step, subject, trigger, due_at, waiting)
        values (?, ?, ?, now() + ? * interval '1 millisecond', ?)
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = least(work.due_at, excluded.due_at), waiting = work.waiting and excluded.waiting,
          bulk = work.bulk and excluded.waiting, trigger =
        """
            + ENDED,
        wakeUp.step(),
        wakeUp.subject(),
        wakeUp.trigger(),
        in.toMillis(),
        waiting,
        ended);
  }

  /**
   * Records the next attempt of work that failed, after the pause of its kind of failure, or what
   * the other side asked for. Whoever works on the row meanwhile leaves it there when it is done,
   * since it may have looked before what failed here had happened.
   *
   * @param counts whether it says something about the work: what it needs is there otherwise. What
   *     was not tried, and a taken lease, never count
   */
  public Next retry(WakeUp wakeUp, Unavailable why, boolean counts) {
    return database.inTransaction(() -> record(wakeUp, why, counts));
  }

  private Next record(WakeUp wakeUp, Unavailable why, boolean counts) {
    int[] before =
        database
            .find(
                "select attempt, put_off from work where step = ? and subject = ? for update",
                r -> new int[] {r.integer(1), r.integer(2)},
                wakeUp.step(),
                wakeUp.subject())
            .orElse(new int[] {0, 0});
    boolean attempt = counts && !(why instanceof NotTried) && !(why instanceof LeaseTaken);
    RetryPolicy policy = settings.retry(why.system());
    int attempts = attempt ? before[0] + 1 : before[0];
    boolean usedUp = attempt && attempts >= policy.attempts();
    Duration pause = pause(policy, why, usedUp, attempt ? before[0] : before[1]);
    database.update(
        """
        insert into work (step, subject, trigger, attempt, put_off, waits_for, due_at, last_error)
        values (?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond', ?)
        on conflict (step, subject) do update set attempt = excluded.attempt, put_off = excluded.put_off,
          waits_for = excluded.waits_for, due_at = excluded.due_at,
          waiting = false, claimed_until = null, claimed_by = null, last_error = excluded.last_error,
          generation = work.generation + 1, trigger =
        """
            + JOINED,
        wakeUp.step(),
        wakeUp.subject(),
        wakeUp.trigger(),
        attempts,
        attempt ? 0 : before[1] + 1,
        why instanceof LeaseTaken busy ? busy.lease() : null,
        pause.toMillis(),
        why.getMessage());
    return new Next(attempts, pause, usedUp);
  }

  /** The other side's wish is the least; what was not tried needs no growing pauses. */
  private Duration pause(RetryPolicy policy, Unavailable why, boolean usedUp, int failures) {
    double drawn = chance.getAsDouble();
    Duration own =
        usedUp
            ? policy.longest(drawn)
            : policy.pause(why instanceof NotTried ? 0 : failures, drawn);
    Duration asked = why.retryAfter();
    Duration least = asked == null ? Duration.ZERO : policy.asked(asked, drawn);
    return own.compareTo(least) > 0 ? own : least;
  }

  /** Claims what is due, whatever its step. */
  public List<Claimed> claim(int most) {
    return claim(most, List.of());
  }

  /**
   * Claims what is due, the longest overdue first, and what has just happened before what is done
   * for many at once; but now and then not, so that this gets on as well. Of the work on one
   * subject one piece is claimed, and none while another is worked on; so too of the work that
   * waits for one lease.
   *
   * @param paused steps of which nothing is claimed
   */
  public List<Claimed> claim(int most, Collection<String> paused) {
    String order = claims.getAndIncrement() % FAIR == 0 ? "due_at" : "bulk, due_at";
    return database.query(
        """
        update work set claimed_until = now() + ? * interval '1 second', claimed_by = ?, due_at = 'infinity',
          waiting = true, generation = generation + 1
        where (step, subject) in (
          select step, subject from (
            select step, subject, bulk, due_at,
              row_number() over (
                partition by coalesce(waits_for, case when subject = ? then step else subject end)
                order by %1$s) as place
            from (
              select step, subject, bulk, due_at, waits_for from work w
              where ((claimed_until is null and due_at <= now()) or claimed_until < now())
                and not (step = any(?))
                and not exists (select 1 from lease l where l.name = w.waits_for and l.expires_at > now())
                and (subject = ? or not exists (
                  select 1 from work c where c.subject = w.subject and c.claimed_until > now()))
              order by %1$s limit ? for update of w skip locked) due) placed
          where place = 1 order by %1$s limit ?)
        returning step, subject, coalesce(trigger, ''), attempt, generation
        """
            .formatted(order),
        r -> new Claimed(new WakeUp(r.text(1), r.text(2), r.text(3)), r.integer(4), r.number(5)),
        CLAIM.toSeconds(),
        replica.id(),
        WakeUp.INSTALLATION,
        paused.toArray(String[]::new),
        WakeUp.INSTALLATION,
        most * LOOK,
        most);
  }

  /** Whether nothing has come for the step and subject since the claim. */
  public boolean isLast(Claimed claimed) {
    WakeUp w = claimed.wakeUp();
    String same = "select 1 from work where step = ? and subject = ? and generation = ?";
    return !database.query(same, r -> true, w.step(), w.subject(), claimed.generation()).isEmpty();
  }

  /**
   * The claimed work is finished; a wake-up or a failure that came meanwhile stays due, and a row
   * that another worker has claimed since stays claimed.
   *
   * @return whether nothing more is due for the step and subject
   */
  public boolean done(Claimed claimed) {
    WakeUp w = claimed.wakeUp();
    int deleted =
        database.update(
            "delete from work where step = ? and subject = ? and generation = ?",
            w.step(),
            w.subject(),
            claimed.generation());
    if (deleted == 0) {
      database.update(
          """
          update work set claimed_until = null, claimed_by = null, attempt = 0, put_off = 0
          where step = ? and subject = ? and due_at < 'infinity'
          """,
          w.step(),
          w.subject());
    }
    return deleted > 0;
  }

  /**
   * Makes what a killed process had claimed due now, where no other process can have claimed it.
   */
  public void freeClaims() {
    database.update(
        """
        update work set claimed_until = null, claimed_by = null, due_at = now(), waiting = false
        where claimed_until is not null
        """);
  }

  /** Makes due now what replicas had claimed that have ended or are dead. */
  public int freeClaimsOfTheDead() {
    return database.update(
        """
        update work set claimed_until = null, claimed_by = null, due_at = now(), waiting = false
        where claimed_until is not null and claimed_by in (
          select id from replica where ended or seen_at < now() - ? * interval '1 second')
        """,
        DEAD_AFTER.toSeconds());
  }

  /**
   * Makes the next attempts of these steps due now: what they need answers again. With what has
   * become due meanwhile it is done after what happens from now on.
   *
   * @return how many those are
   */
  public int retryNow(Collection<String> steps) {
    return database.update(
        """
        update work set due_at = least(due_at, now()), bulk = true
        where claimed_until is null and not waiting and (due_at > now() or not bulk) and step = any(?)
        """,
        (Object) steps.toArray(String[]::new));
  }

  /**
   * As {@link #retryNow(Collection)}, for the returns of one store.
   *
   * @return how many those are
   */
  public int retryNow(Collection<String> steps, String store) {
    return database.update(
        """
        update work set due_at = least(due_at, now()), bulk = true
        where claimed_until is null and not waiting and (due_at > now() or not bulk) and step = any(?)
          and starts_with(subject, ? || '/')
        """,
        steps.toArray(String[]::new),
        store);
  }

  /**
   * Makes everything due now that waits for its next attempt, or for an order or a return to
   * appear.
   *
   * @return how much that is
   */
  public int retryNow() {
    return database.update(
        """
        update work set due_at = now(), waiting = false
        where claimed_until is null and due_at > now() and (not waiting or trigger ~ '^(also:)?(order|return)-awaited$')
        """);
  }

  /**
   * Makes everything due now that waits for its batch.
   *
   * @return how much that is
   */
  public int flushBatches() {
    return database.update(
        """
        update work set due_at = now(), waiting = false
        where claimed_until is null and waiting and trigger ~ '^(also:)?batch:'
        """);
  }

  /** What a step was to look at later has been dealt with by then; what is due stays. */
  public void dropWaiting(String step, String subject) {
    database.update(
        "delete from work where step = ? and subject = ? and waiting and claimed_until is null",
        step,
        subject);
  }

  /** Nothing more is to be tried: a person decides now. */
  public void drop(String step, String subject) {
    database.update("delete from work where step = ? and subject = ?", step, subject);
  }
}
