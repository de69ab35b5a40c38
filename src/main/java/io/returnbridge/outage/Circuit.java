package io.returnbridge.outage;

import dev.failsafe.CircuitBreaker;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.settings.BreakerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The breaker in front of one outside system. A run of failures opens it; from then on no call is
 * made, and the system is asked a harmless question after growing delays. When that is answered it
 * is half-open: a few calls go through, the others wait for what becomes of them. When most are
 * answered it is closed.
 *
 * <p>It is the question that is asked again, and not a piece of work that failed, so that one
 * request which the system cannot answer does not keep it from all others.
 */
public final class Circuit {

  /** With its word in health and its number in metrics. */
  public enum State {
    CLOSED("closed"),
    HALF_OPEN("half-open"),
    OPEN("open");

    private final String word;

    State(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * @param since when this state began
   * @param awaySince when the system stopped answering; null while it is closed
   * @param lastFailure for people; empty when there was none
   */
  public record Status(
      State state, Instant since, @Nullable Instant awaySince, String lastFailure) {}

  private static final Logger LOG = Logger.getLogger(Circuit.class);
  private static final Duration NOT_BY_ITSELF = Duration.ofDays(3650);
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final String system;
  private final BreakerSettings settings;
  private final ObjLongConsumer<Reply.Kind> counter;
  private final CircuitBreaker<Object> breaker;
  private final List<Runnable> whenClosed = new ArrayList<>();
  private final ScheduledExecutorService clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile Status status =
      new Status(State.CLOSED, Instant.now().truncatedTo(ChronoUnit.SECONDS), null, "");
  private volatile boolean answered;
  private @Nullable Supplier<Reply> how;
  private @Nullable ScheduledFuture<?> next;

  /** A call that began before the latest change of state says nothing about this one. */
  private long era;

  private boolean asking;
  private int openings;
  private long lastFailureAt;
  private long askedUntil = System.nanoTime();

  /**
   * @param counter is told what became of each call, and after how many nanoseconds
   */
  public Circuit(String system, BreakerSettings settings, ObjLongConsumer<Reply.Kind> counter) {
    this.system = system;
    this.settings = settings;
    this.counter = counter;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "breaker-" + system);
              thread.setDaemon(true);
              return thread;
            });
    this.breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(settings.failures())
            .withSuccessThreshold(settings.probes() / 2 + 1, settings.probes())
            .withDelay(NOT_BY_ITSELF)
            .onOpen(event -> entered(State.OPEN))
            .onHalfOpen(event -> entered(State.HALF_OPEN))
            .onClose(event -> entered(State.CLOSED))
            .build();
  }

  /** Lets every call through, whatever becomes of it. */
  public static Circuit neverOpen(String system) {
    Duration second = Duration.ofSeconds(1);
    return new Circuit(
        system, new BreakerSettings(1000, second, second, second, 1, second), (kind, nanos) -> {});
  }

  public String system() {
    return system;
  }

  public Status status() {
    return status;
  }

  public boolean isClosed() {
    return status.state() == State.CLOSED;
  }

  /** Whether it is of no use to begin work that needs the system. */
  public boolean isOpen() {
    return status.state() == State.OPEN;
  }

  /** Whether the system has answered since this process started. */
  public boolean hasAnswered() {
    return answered;
  }

  /**
   * How the system is asked whether it is there: something harmless that costs it little. Of a
   * system that cannot be asked the next calls tell, once the delay is over.
   *
   * @param ask may throw what a call throws
   */
  public void askBy(Supplier<Reply> ask) {
    lock.lock();
    try {
      how = ask;
    } finally {
      lock.unlock();
    }
  }

  /** Runs, on a thread of its own, each time when the system answers again. */
  public void whenClosed(Runnable listener) {
    lock.lock();
    try {
      whenClosed.add(listener);
    } finally {
      lock.unlock();
    }
  }

  /** Asks the system at once, unless it is closed and has answered, or is being asked. */
  public void askNow() {
    lock.lock();
    try {
      if (!(isClosed() && answered) && !asking) {
        ask(Duration.ZERO);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Throws {@link NotTried} when a call would not be made now. */
  public void check() {
    lock.lock();
    try {
      long until = System.nanoTime() + settings.patience().toNanos();
      while (isOpen()) {
        await(until);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the call, or throws {@link NotTried}.
   *
   * @param request throws {@link Unavailable} when no answer came
   * @param meaning what an answer tells about the system
   */
  public <T> T call(Supplier<T> request, Function<T, Reply> meaning) {
    Progress.made();
    long began = enter();
    long sent = System.nanoTime();
    Reply reply = Reply.ANSWERED;
    try {
      T answer = request.get();
      reply = meaning.apply(answer);
      return answer;
    } catch (Unavailable away) {
      reply = Reply.failed(String.valueOf(away.getMessage()), away.retryAfter());
      throw away;
    } finally {
      leave(began, sent, reply);
    }
  }

  private long enter() {
    lock.lock();
    try {
      long until = System.nanoTime() + settings.patience().toNanos();
      while (!breaker.tryAcquirePermit()) {
        await(until);
      }
      return era;
    } finally {
      lock.unlock();
    }
  }

  /** While the outcome of a probe is awaited, a call waits for it; else it is put off. */
  private void await(long until) {
    long left = until - System.nanoTime();
    boolean soon = asking || status.state() == State.HALF_OPEN;
    if (!soon || left <= 0) {
      throw putOff(null);
    }
    try {
      changed.awaitNanos(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw putOff(e);
    }
  }

  private NotTried putOff(@Nullable InterruptedException interrupted) {
    counter.accept(Reply.Kind.NOT_TRIED, 0);
    ScheduledFuture<?> asked = next;
    Duration left =
        asked == null ? LEAST : Duration.ofMillis(asked.getDelay(TimeUnit.MILLISECONDS));
    return new NotTried(
        system,
        system
            + " has not answered since "
            + status.awaySince()
            + " and is left alone until it does",
        left.compareTo(LEAST) < 0 ? LEAST : left,
        interrupted);
  }

  private void leave(long began, long sent, Reply reply) {
    counter.accept(reply.kind(), System.nanoTime() - sent);
    lock.lock();
    try {
      if (began == era) {
        record(reply);
      }
    } finally {
      lock.unlock();
    }
  }

  private void record(Reply reply) {
    if (reply.kind() != Reply.Kind.FAILED) {
      answered = true;
      breaker.recordSuccess();
      changed.signalAll();
      return;
    }
    failed(reply);
    long now = System.nanoTime();
    if (isClosed() && now - lastFailureAt > settings.window().toNanos()) {
      breaker.recordSuccess();
    }
    lastFailureAt = now;
    breaker.recordFailure();
    changed.signalAll();
  }

  private void failed(Reply reply) {
    status = new Status(status.state(), status.since(), status.awaySince(), reply.what());
    Duration asked = reply.retryAfter();
    if (asked != null) {
      askedUntil = Math.max(askedUntil, System.nanoTime() + asked.toNanos());
    }
  }

  /** Called by the breaker, under the lock. */
  private void entered(State state) {
    era++;
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    boolean goneNow = status.awaySince() == null;
    Instant away = goneNow ? now : status.awaySince();
    status = new Status(state, now, state == State.CLOSED ? null : away, status.lastFailure());
    switch (state) {
      case OPEN -> {
        if (goneNow) {
          LOG.warnf(
              "%s does not answer, and what needs it waits: %s", system, status.lastFailure());
        }
        ask(delay());
      }
      case HALF_OPEN -> ask(settings.firstDelay());
      case CLOSED -> {
        LOG.infof("%s answers again, after %d s", system, Duration.between(away, now).toSeconds());
        openings = 0;
        cancel();
        whenClosed.forEach(clock::execute);
      }
    }
    changed.signalAll();
  }

  /** Doubles with each time that the system did not answer. */
  private Duration delay() {
    double factor = Math.pow(2, Math.min(openings++, 30));
    long nanos =
        (long)
            Math.min(settings.firstDelay().toNanos() * factor, settings.longestDelay().toNanos());
    return Duration.ofNanos(Math.max(nanos, askedUntil - System.nanoTime()));
  }

  private void ask(Duration after) {
    cancel();
    next = clock.schedule(this::question, after.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void cancel() {
    ScheduledFuture<?> known = next;
    if (known != null) {
      known.cancel(false);
      next = null;
    }
  }

  private void question() {
    Supplier<Reply> put;
    lock.lock();
    try {
      if (isClosed() && answered) {
        return;
      }
      put = how;
      next = null;
      if (put == null) {
        letTheNextCallsTell();
        return;
      }
      asking = true;
    } finally {
      lock.unlock();
    }
    long sent = System.nanoTime();
    Reply reply = reply(put);
    counter.accept(reply.kind(), System.nanoTime() - sent);
    lock.lock();
    try {
      asking = false;
      learn(reply);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Where there is nothing harmless to ask. */
  private void letTheNextCallsTell() {
    if (isOpen()) {
      breaker.halfOpen();
    }
  }

  private void learn(Reply reply) {
    State state = status.state();
    if (reply.kind() == Reply.Kind.NOT_TRIED) {
      if (state != State.CLOSED) {
        ask(settings.firstDelay());
      }
    } else if (state == State.OPEN && reply.kind() == Reply.Kind.FAILED) {
      failed(reply);
      ask(delay());
    } else {
      if (state == State.OPEN) {
        breaker.halfOpen();
      }
      if (breaker.tryAcquirePermit()) {
        record(reply);
      }
      if (status.state() == State.HALF_OPEN) {
        ask(settings.firstDelay());
      }
    }
  }

  /** A refusal is an answer. */
  private static Reply reply(Supplier<Reply> how) {
    try {
      return how.get();
    } catch (NotTried later) {
      return new Reply(
          Reply.Kind.NOT_TRIED, later.retryAfter(), String.valueOf(later.getMessage()));
    } catch (Unavailable away) {
      return Reply.failed(String.valueOf(away.getMessage()), away.retryAfter());
    } catch (RuntimeException refused) {
      return Reply.ANSWERED;
    }
  }
}
