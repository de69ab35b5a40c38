package io.returnbridge.engine;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.RetryPolicy;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Database;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Work that is due: retries of what was unavailable and wake-ups from within, one row a step and
 * subject. A wake-up that arrives while its row is being worked on ({@link Claims}) raises the
 * generation, so that it is not lost when the work is done.
 */
@ApplicationScoped
public class WorkList {

  /** Of webhooks that are named together. */
  private static final int LONGEST_TRIGGER = 2000;

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

  /** The last that woke it, behind some of those before. */
  private static final String TRACED =
      "traceparent = nullif(right(concat_ws(' ', work.traceparent, excluded.traceparent), %d), '')"
          .formatted(Traces.SOME);

  /** As {@link #JOINED}; but of a wake-up that ends with this one nothing is left. */
  private static final String ENDED =
      "case when work.trigger = ? then excluded.trigger else " + JOINED + " end";

  /**
   * What is next for work that failed.
   *
   * @param attempts that have failed and count
   * @param usedUp whether that is as many as its policy has
   * @param justNow whether it was the last of these
   */
  public record Next(int attempts, Duration pause, boolean usedUp, boolean justNow) {

    /** For the log. */
    @Override
    public String toString() {
      return "%d %s counted, next in %s s"
          .formatted(
              attempts,
              attempts == 1 ? "attempt has" : "attempts have",
              BigDecimal.valueOf(pause.toMillis(), 3).stripTrailingZeros().toPlainString());
    }
  }

  private final Database database;
  private final FineSettings settings;
  private final WorkComes comes;
  private final DoubleSupplier chance;

  @Inject
  public WorkList(Database database, FineSettings settings, WorkComes comes) {
    this(database, settings, comes, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * @param chance how long a pause is, between its shortest (0) and its longest (1)
   */
  WorkList(Database database, FineSettings settings, WorkComes comes, DoubleSupplier chance) {
    this.database = database;
    this.settings = settings;
    this.comes = comes;
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
    Map<List<String>, WakeUp> once = new LinkedHashMap<>();
    wakeUps.forEach(w -> once.merge(List.of(w.step(), w.subject()), w, WorkList::joined));
    if (once.isEmpty()) {
      return;
    }
    insert(
        once.values(),
        """
        select step, subject, trigger, traceparent, now() from w order by step, subject
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = least(work.due_at, excluded.due_at), waiting = work.waiting and excluded.waiting,
          bulk = false, trigger =
        """
            + JOINED);
    tell();
  }

  /** Rows of these, each in the trace that it was woken by, else in that of this thread. */
  private void insert(Collection<WakeUp> wakeUps, String rows) {
    String here = Traces.current();
    database.update(
        """
        with w as (
          select * from unnest(?::text[], ?::text[], ?::text[], ?::text[])
            with ordinality as w (step, subject, trigger, traceparent, n))
        insert into work (step, subject, trigger, traceparent, due_at)
        """
            + rows
            + ", "
            + TRACED,
        wakeUps.stream().map(WakeUp::step).toArray(String[]::new),
        wakeUps.stream().map(WakeUp::subject).toArray(String[]::new),
        wakeUps.stream().map(WakeUp::trigger).toArray(String[]::new),
        wakeUps.stream().map(w -> w.trace() == null ? here : w.trace()).toArray(String[]::new));
  }

  private void tell() {
    database.afterCommit(comes::now);
  }

  private int told(int many) {
    tell();
    return many;
  }

  private static WakeUp joined(WakeUp first, WakeUp next) {
    return new WakeUp(
        next.step(),
        next.subject(),
        joined(first.trigger(), next.trigger()),
        Traces.both(first.trace(), next.trace()));
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
   * More has come for these, behind what they have to do: work that waits for its next attempt, or
   * for a person, goes on waiting.
   */
  void queueBehind(Collection<WakeUp> wakeUps) {
    Map<List<String>, WakeUp> once = new LinkedHashMap<>();
    wakeUps.forEach(w -> once.putIfAbsent(List.of(w.step(), w.subject()), w));
    insert(
        once.values(),
        """
        select step, subject, trigger, traceparent, now() from w order by step, subject
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = case when work.token is null then work.due_at else now() end,
          waiting = work.waiting and work.token is null
        """);
    tell();
  }

  /** Gives the claim back: a person decides when the work goes on. */
  void hold(Claim claim, String why) {
    database.update(
        """
        update work set token = null, claimed_by = null, attempt = 0, due_at = 'infinity', waiting = true,
          generation = generation + 1, last_error = ?
        where token = ?
        """,
        why,
        claim.token());
  }

  /** Its next attempt comes by itself, and yet it is no longer pending: a person knows of it. */
  void waitsInItsCase(WakeUp wakeUp) {
    database.update(
        "update work set waiting = true where step = ? and subject = ? and token is null",
        wakeUp.step(),
        wakeUp.subject());
  }

  /**
   * Makes the step look at the subject at a time, unless it is to look earlier; it counts as
   * waiting, not as pending.
   */
  public void wakeAt(String step, String subject, String trigger, Instant at) {
    wakeAt(new WakeUp(step, subject, trigger), at);
  }

  void wakeAt(WakeUp wakeUp, Instant at) {
    put(wakeUp, until(at), true, wakeUp.trigger());
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
    String here = Traces.current();
    database.update(
        """
        insert into work (step, subject, trigger, traceparent, bulk, due_at)
        select step, subject, trigger, ?::text, true, now() + n * interval '1 millisecond' / 10
        from unnest(?::text[], ?::text[], ?::text[]) with ordinality as w (step, subject, trigger, n)
        order by step, subject
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = least(work.due_at, excluded.due_at), waiting = false, trigger =
        """
            + JOINED
            + ", "
            + TRACED
            + """

            where not (work.waiting and work.token is null and work.trigger ~ '^(also:)?batch:')
            """,
        here,
        wakeUps.stream().map(WakeUp::step).toArray(String[]::new),
        wakeUps.stream().map(WakeUp::subject).toArray(String[]::new),
        wakeUps.stream().map(WakeUp::trigger).toArray(String[]::new));
    tell();
  }

  /**
   * What the step has to do about these by now, and nobody has begun. What is due within a second
   * counts: what waits for one batch is due some milliseconds apart.
   */
  public List<WakeUp> due(String step, Collection<String> subjects) {
    return database.query(
        """
        select step, subject, coalesce(trigger, '') from work
        where step = ? and subject = any(?) and token is null and due_at <= now() + interval '1 second'
        order by due_at, subject
        """,
        r -> new WakeUp(r.text(1), r.text(2), r.text(3)),
        step,
        subjects.toArray(String[]::new));
  }

  /** Whether the step's work on the subject deliberately waits for its batch. */
  public boolean waitsForBatch(String step, String subject) {
    return database
        .find(
            """
            select 1 from work where step = ? and subject = ? and waiting and token is null
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
        insert into work (step, subject, trigger, traceparent, due_at, waiting)
        values (?, ?, ?, ?, now() + ? * interval '1 millisecond', ?)
        on conflict (step, subject) do update set generation = work.generation + 1,
          due_at = least(work.due_at, excluded.due_at), waiting = work.waiting and excluded.waiting,
          bulk = work.bulk and excluded.waiting, trigger =
        """
            + ENDED
            + ", "
            + TRACED,
        wakeUp.step(),
        wakeUp.subject(),
        wakeUp.trigger(),
        wakeUp.trace() == null ? Traces.current() : wakeUp.trace(),
        in.toMillis(),
        waiting,
        ended);
    if (in.isZero()) {
      tell();
    }
  }

  /**
   * Records the next attempt of work that failed, after the pause of its kind of failure, or what
   * the other side asked for, and gives the claim back. Whose claim has ended changes nothing but
   * the time: others have the work.
   *
   * @param counts whether it says something about the work: what it needs is there otherwise. What
   *     was not tried, and what others have changed, never count
   */
  public Next retry(Claim claim, Unavailable why, boolean counts) {
    WakeUp wakeUp = claim.wakeUp();
    int before =
        database
            .find(
                "select attempt from work where step = ? and subject = ?",
                r -> r.integer(1),
                wakeUp.step(),
                wakeUp.subject())
            .orElse(0);
    boolean attempt = counts && !(why instanceof NotTried) && !(why instanceof ChangedMeanwhile);
    RetryPolicy policy = settings.retry(why.system());
    int attempts = attempt ? before + 1 : before;
    boolean usedUp = attempt && attempts >= policy.attempts();
    String awaited = why instanceof ChangedMeanwhile others ? others.key() : null;
    Duration pause = awaited == null ? pause(policy, why, usedUp, before) : Duration.ZERO;
    database.update(
        """
        insert into work (step, subject, trigger, traceparent, attempt, due_at, last_error)
        values (?, ?, ?, ?, ?, now() + ? * interval '1 millisecond', ?)
        on conflict (step, subject) do update set attempt = excluded.attempt, due_at = excluded.due_at,
          waiting = false, last_error = excluded.last_error, generation = work.generation + 1,
          claimed_by = case when work.token is distinct from ? then work.claimed_by end,
          key = case when work.token = ? then coalesce(?, excluded.key) else work.key end,
          token = case when work.token is distinct from ? then work.token end, trigger =
        """
            + JOINED,
        wakeUp.step(),
        wakeUp.subject(),
        wakeUp.trigger(),
        wakeUp.trace(),
        attempts,
        pause.toMillis(),
        why.getMessage(),
        claim.token(),
        claim.token(),
        awaited,
        claim.token());
    return new Next(attempts, pause, usedUp, attempt && attempts == policy.attempts());
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

  /**
   * Makes the next attempts of these steps due now: what they need answers again. With what has
   * become due meanwhile it is done after what happens from now on.
   *
   * @return how many those are
   */
  public int retryNow(Collection<String> steps) {
    return told(
        database.update(
            """
        update work set due_at = least(due_at, now()), bulk = true
        where token is null and not waiting and (due_at > now() or not bulk) and step = any(?)
        """,
            (Object) steps.toArray(String[]::new)));
  }

  /**
   * As {@link #retryNow(Collection)}, for the returns of one store.
   *
   * @return how many those are
   */
  public int retryNow(Collection<String> steps, String store) {
    return told(
        database.update(
            """
        update work set due_at = least(due_at, now()), bulk = true
        where token is null and not waiting and (due_at > now() or not bulk) and step = any(?)
          and starts_with(subject, ? || '/')
        """,
            steps.toArray(String[]::new),
            store));
  }

  /**
   * Makes everything due now that waits for its next attempt, or for an order or a return to
   * appear.
   *
   * @return how much that is
   */
  public int retryNow() {
    return told(
        database.update(
            """
        update work set due_at = now(), waiting = false
        where token is null and due_at > now() and (not waiting or trigger ~ '^(also:)?(order|return)-awaited$')
        """));
  }

  /**
   * Makes everything due now that waits for its batch.
   *
   * @return how much that is
   */
  public int flushBatches() {
    return told(
        database.update(
            """
        update work set due_at = now(), waiting = false
        where token is null and waiting and trigger ~ '^(also:)?batch:'
        """));
  }

  /**
   * Makes everything due now that waits for a batch of another schedule: no row of the tables names
   * it any more.
   *
   * @return how much that is
   */
  public int flushBatchesBut(Collection<String> schedules) {
    return told(
        database.update(
            """
        update work set due_at = now(), waiting = false
        where token is null and waiting and trigger ~ '^(also:)?batch:'
          and not (regexp_replace(trigger, '^(also:)?batch:', '') = any(?))
        """,
            (Object) schedules.toArray(String[]::new)));
  }

  /** What a step was to look at later has been dealt with by then; what is due stays. */
  public void dropWaiting(String step, String subject) {
    database.update(
        "delete from work where step = ? and subject = ? and waiting and token is null",
        step,
        subject);
  }

  /** Nothing more is to be tried: a person decides now. */
  public void drop(String step, String subject) {
    database.update("delete from work where step = ? and subject = ?", step, subject);
  }
}
