package io.returnbridge.camel;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.exceptions.Origin;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Trouble;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jboss.logging.Logger;

/**
 * What becomes of work that failed: a row with its next attempt, a case, or a dead letter with a
 * case. Until that is written nothing may be committed, so while the database is away this waits
 * for it, and ends when Camel stops.
 */
@Named("failures")
@ApplicationScoped
public class Failures {

  private static final Logger LOG = Logger.getLogger(Failures.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final WorkList work;
  private final Cases cases;

  public Failures(Database database, WorkList work, Cases cases) {
    this.database = database;
    this.work = work;
    this.cases = cases;
  }

  /** Unavailable: the next attempt is a row of the table {@code work}. */
  public void retry(Exchange exchange) {
    WakeUp wakeUp = wakeUp(exchange);
    Throwable cause = cause(exchange);
    Unavailable why =
        cause instanceof Unavailable unavailable
            ? unavailable
            : cause instanceof Conflict
                ? new Unavailable(
                    "commercetools",
                    String.valueOf(cause.getMessage()),
                    Duration.ofMillis(500),
                    cause)
                : new Unavailable("kafka", "Kafka did not confirm: " + cause, null, cause);
    if (!why.system().equals("lease")) {
      LOG.infof("%s of %s is tried again: %s", wakeUp.step(), wakeUp.subject(), why.getMessage());
    }
    durably(exchange, () -> work.retry(wakeUp, why));
  }

  /** Needs a decision: a case; no more attempts until a person or an event asks for one. */
  public void park(Exchange exchange) {
    WakeUp wakeUp = wakeUp(exchange);
    Trouble trouble = ((NeedsDecision) cause(exchange)).trouble();
    LOG.infof("%s of %s waits for a person: %s", wakeUp.step(), wakeUp.subject(), trouble.code());
    durably(exchange, () -> recordCase(wakeUp, trouble));
  }

  /** Rejected, or a defect: a case for integration. The dead letter is sent by the route. */
  public void reject(Exchange exchange) {
    WakeUp wakeUp = wakeUp(exchange);
    Throwable cause = cause(exchange);
    LOG.errorf(cause, "%s of %s is a dead letter", wakeUp.step(), wakeUp.subject());
    durably(
        exchange,
        () ->
            recordCase(
                wakeUp,
                Trouble.of(
                    "COMMERCETOOLS_REJECTED",
                    Map.of("detail", String.valueOf(cause.getMessage())))));
  }

  private void recordCase(WakeUp wakeUp, Trouble trouble) {
    database.inTransaction(
        () -> {
          cases.add(Origin.of(wakeUp), trouble);
          work.drop(wakeUp.step(), wakeUp.subject());
        });
  }

  private static void durably(Exchange exchange, Runnable record) {
    while (true) {
      try {
        record.run();
        return;
      } catch (Unavailable away) {
        if (exchange.getContext().isStopping()) {
          throw away;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("database", "stopped while waiting for the database", null, e);
    }
  }

  private static WakeUp wakeUp(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(WakeUps.PROPERTY, WakeUp.class), "a step began without a wake-up");
  }

  private static Throwable cause(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }
}
