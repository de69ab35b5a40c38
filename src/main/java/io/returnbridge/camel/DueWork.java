package io.returnbridge.camel;

import io.returnbridge.cases.Cases;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Claims due work, never more than there are free workers for it. */
@Named("dueWork")
@ApplicationScoped
public class DueWork {

  private static final Logger LOG = Logger.getLogger(DueWork.class);
  private static final String CLAIMED = "claimedWork";

  /** The route that claims. */
  private static final String CLOCK = "claim-due-work";

  private final WorkList work;
  private final Cases cases;
  private final NextAttempts attempts;
  private final Circuits circuits;
  private final Standstill standstill;
  private final RecordAgain records;
  private final int workers;
  private final long every;
  private final AtomicInteger busy = new AtomicInteger();

  /** Whether it is likely that more can be claimed than could just now. */
  private final AtomicBoolean soon = new AtomicBoolean(true);

  /** When, on the clock of {@link System#nanoTime}. */
  private final AtomicLong asked = new AtomicLong(System.nanoTime());

  public DueWork(
      WorkList work,
      Cases cases,
      NextAttempts attempts,
      Circuits circuits,
      Standstill standstill,
      RecordAgain records,
      @ConfigProperty(name = "due-work.every") long everyMillis,
      @ConfigProperty(name = "workers") int workers) {
    this.work = work;
    this.cases = cases;
    this.attempts = attempts;
    this.circuits = circuits;
    this.standstill = standstill;
    this.records = records;
    this.every = TimeUnit.MILLISECONDS.toNanos(everyMillis);
    this.workers = workers;
  }

  /**
   * Asks the database every {@code due-work.every} milliseconds; at once after wake-ups have come,
   * after as much as asked for was found, and after work has ended: other work may have waited for
   * it.
   *
   * @return what is due now and not paused; nothing while all workers are busy or the database is
   *     away
   */
  public List<WorkList.Claimed> claim() {
    standstill.alive(CLOCK, this);
    int free = workers - busy.get();
    if (free <= 0 || !isTime()) {
      return List.of();
    }
    try {
      List<WorkList.Claimed> claimed = work.claim(free, circuits.paused());
      busy.addAndGet(claimed.size());
      if (claimed.size() == free) {
        soon.set(true);
      }
      return claimed;
    } catch (Unavailable away) {
      LOG.debugf("No work is claimed: %s", away.getMessage());
      return List.of();
    }
  }

  private boolean isTime() {
    long now = System.nanoTime();
    boolean time = soon.getAndSet(false) || now - asked.get() >= every;
    if (time) {
      asked.set(now);
    }
    return time;
  }

  /** The row of the work list that an exchange works on; null when it was woken otherwise. */
  static WorkList.@Nullable Claimed claimed(Exchange exchange) {
    return exchange.getProperty(CLAIMED, WorkList.Claimed.class);
  }

  /** There is work that the database was not asked for yet. */
  void comes() {
    soon.set(true);
  }

  /**
   * Unpacks the claim: the body becomes the wake-up. Of a record that could not be read it is what
   * the record says now.
   */
  public WakeUp begin(Exchange exchange) {
    WorkList.Claimed claimed = exchange.getMessage().getBody(WorkList.Claimed.class);
    exchange.setProperty(CLAIMED, claimed);
    WakeUps.begin(claimed.wakeUp(), exchange);
    standstill.alive(claimed.wakeUp().step(), claimed);
    WakeUp wakeUp = records.read(claimed.wakeUp());
    WakeUps.begin(wakeUp, exchange);
    return wakeUp;
  }

  /**
   * The step has finished without a failure; a failure has written the row's next attempt already.
   * The row goes last: while it is there somebody comes again, and the cases end then.
   */
  public void done(Exchange exchange) {
    done(exchange.getProperty(CLAIMED, WorkList.Claimed.class));
  }

  void done(WorkList.Claimed claimed) {
    attempts.answered(claimed);
    if (work.isLast(claimed)) {
      cases.ended(claimed.wakeUp());
    }
    var unused = work.done(claimed);
  }

  /** Everything that waits for its next attempt is tried now, and who is away is asked anew. */
  public void retryAll() {
    var unused = work.retryNow();
    circuits.all().forEach(Circuit::askNow);
  }

  /** Whatever came of it, the worker is free. */
  public void free(Exchange exchange) {
    busy.decrementAndGet();
    WorkList.Claimed claimed = claimed(exchange);
    if (claimed != null) {
      standstill.ended(claimed);
      soon.set(true);
    }
    WakeUps.forget();
  }
}
