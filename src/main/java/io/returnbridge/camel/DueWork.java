package io.returnbridge.camel;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkComes;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Subject;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jboss.logging.Logger;

/** Claims due work, never more than there are free workers for it. */
@Named("dueWork")
@ApplicationScoped
public class DueWork {

  private static final Logger LOG = Logger.getLogger(DueWork.class);
  private static final String CLAIMED = "claimedWork";
  private static final String BEGAN = "workBegan";

  /** The route that claims. */
  private static final String CLAIMING = "claim-due-work";

  /** Gives claimed work to the workers. */
  private static final String HAND_OUT = "direct:hand-out-work";

  /** Asks it to look; one look that is still to come is enough. */
  private static final String LOOK = "seda:claim-due-work?size=1&discardWhenFull=true";

  private final Database database;
  private final Mappings mappings;
  private final StepRunner engine;
  private final WorkList work;
  private final Claims claims;
  private final NextAttempts attempts;
  private final Circuits circuits;
  private final Standstill standstill;
  private final RecordAgain records;
  private final Patience patience;
  private final ProducerTemplate looks;
  private final Meters meters;

  public DueWork(
      Database database,
      Mappings mappings,
      StepRunner engine,
      WorkList work,
      Claims claims,
      NextAttempts attempts,
      Circuits circuits,
      Standstill standstill,
      RecordAgain records,
      Patience patience,
      ProducerTemplate looks,
      WorkComes comes,
      Meters meters) {
    this.database = database;
    this.mappings = mappings;
    this.engine = engine;
    this.work = work;
    this.claims = claims;
    this.attempts = attempts;
    this.circuits = circuits;
    this.standstill = standstill;
    this.records = records;
    this.patience = patience;
    this.looks = looks;
    this.meters = meters;
    comes.tell(this::look);
  }

  /**
   * To be called every {@code due-work.every} milliseconds; and is, at once, after work was
   * recorded here, after something was found, and after a worker has become free.
   *
   * @return what is due now and not paused; nothing while all workers are busy or the database is
   *     away
   */
  public List<Claim> claim() {
    standstill.alive(CLAIMING, this);
    try {
      List<Claim> claimed = claims.claim(circuits.paused());
      if (!claimed.isEmpty()) {
        look();
      }
      return claimed;
    } catch (Unavailable away) {
      LOG.debugf("No work is claimed: %s", away.getMessage());
      return List.of();
    }
  }

  private void look() {
    if (!patience.isEnding()) {
      looks.sendBody(LOOK, null);
    }
  }

  /** What an exchange works on; of no token when it was not claimed. */
  static Claim claimed(Exchange exchange) {
    Claim claimed = exchange.getProperty(CLAIMED, Claim.class);
    return claimed == null ? Claim.none(WakeUps.of(exchange)) : claimed;
  }

  /** There is work that the database was not asked for yet. */
  void comes() {
    look();
  }

  /**
   * Records that there is work, and claims what is due, in one transaction; the workers begin when
   * it is committed.
   */
  void comes(Runnable recording) {
    List<Claim> claimed = claims.claimAfter(recording, circuits.paused());
    if (patience.isEnding()) {
      claimed.forEach(claims::giveBack);
    } else if (!claimed.isEmpty()) {
      looks.sendBody(HAND_OUT, claimed);
      look();
    }
  }

  /**
   * Begins a piece of work, with the mapping tables as they are then. Of a record that could not be
   * read it becomes what the record says now.
   */
  public Claim begin(Exchange exchange) {
    Claim row = exchange.getMessage().getBody(Claim.class);
    database.beginWork();
    mappings.beginWork();
    if (!engine.runs(row.wakeUp().step())) {
      database.letGo();
    }
    OwnSteps.forget(exchange);
    exchange.setProperty(CLAIMED, row);
    exchange.setProperty(BEGAN, System.nanoTime());
    exchange.removeProperty(Failures.FAILURE);
    WakeUps.begin(row.wakeUp(), exchange);
    if (!(row.wakeUp().about() instanceof Subject.OfKey)) {
      // A step of one's own is in the trace of the record that is next.
      TracedWork.begin(row, row.wakeUp().trace(), exchange);
    }
    standstill.alive(row.wakeUp().step(), Objects.requireNonNull(row.token()));
    if (row.wakeUp().about() instanceof Subject.OfKey of
        && exchange.getContext().getRoute(of.step()) == null) {
      throw new IllegalStateException("its file is not in the folder of routes");
    }
    WakeUp read = records.read(row.wakeUp());
    if (!read.equals(row.wakeUp())) {
      Claim claim = claims.joinReturn(row, read.subject()).of(read);
      exchange.setProperty(CLAIMED, claim);
      WakeUps.begin(read, exchange);
    }
    return claimed(exchange);
  }

  /**
   * The step has finished without a failure; a failure has written the row's next attempt already.
   * The body becomes the next piece of work that is due, or null. The worker goes on with that.
   */
  public void done(Exchange exchange) {
    Claim ended = claimed(exchange);
    List<Claim> next = attempts.done(ended, Publishing.told(exchange));
    if (patience.isEnding()) {
      next.forEach(claims::giveBack);
      next = List.of();
    }
    release(ended, exchange, Meters.Work.DONE);
    exchange.getMessage().setBody(next.isEmpty() ? null : next.get(0));
  }

  /** Everything that waits for its next attempt is tried now, and who is away is asked anew. */
  public void retryAll() {
    var unused = work.retryNow();
    circuits.all().forEach(Circuit::askNow);
  }

  /** Whatever came of it, the worker is free. */
  public void free(Exchange exchange) {
    try {
      database.rest();
    } catch (Unavailable away) {
      LOG.infof("%s is done once more: %s", claimed(exchange).wakeUp(), away.getMessage());
    }
    release(claimed(exchange), exchange, Failures.outcome(exchange));
    mappings.rest();
    WakeUps.forget();
    look();
  }

  private void release(Claim claim, Exchange exchange, Meters.Work outcome) {
    if (claims.forget(claim)) {
      long began = exchange.getProperty(BEGAN, Long.class);
      meters.worked(claim.wakeUp().step(), outcome, System.nanoTime() - began);
      TracedWork.end(outcome, exchange);
      standstill.ended(Objects.requireNonNull(claim.token()));
    }
  }
}
