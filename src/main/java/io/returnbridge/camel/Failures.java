package io.returnbridge.camel;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.KeyText;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of work that failed: a row with its next attempt, a case, or a dead letter with a
 * case. Until that is written nothing may be committed, so while the database is away this waits
 * for it.
 */
@Named("failures")
@ApplicationScoped
public class Failures {

  /** The property of an exchange that says which of the three kinds its failure is of. */
  static final String FAILURE = "failure";

  static final String UNAVAILABLE = "unavailable";
  static final String NEEDS_DECISION = "needs-decision";
  private static final String REJECTED = "rejected";

  private static final Logger LOG = Logger.getLogger(Failures.class);

  private final NextAttempts attempts;
  private final Cases cases;
  private final KeptWebhooks webhooks;
  private final Patience patience;
  private final Meters meters;

  public Failures(
      NextAttempts attempts, Cases cases, KeptWebhooks webhooks, Patience patience, Meters meters) {
    this.attempts = attempts;
    this.cases = cases;
    this.webhooks = webhooks;
    this.patience = patience;
    this.meters = meters;
  }

  /**
   * Which of the three kinds it is, in the property {@code failure}. What was thrown is often
   * wrapped, and has causes of its own: a lost answer stays one whatever has lost it.
   */
  public void classify(Exchange exchange) {
    exchange.setProperty(FAILURE, kind(cause(exchange)));
  }

  /** What became of work that has not been done. */
  static Meters.Work outcome(Exchange exchange) {
    return switch (exchange.getProperty(FAILURE, "", String.class)) {
      case UNAVAILABLE -> Meters.Work.UNAVAILABLE;
      case NEEDS_DECISION -> Meters.Work.NEEDS_DECISION;
      case REJECTED -> Meters.Work.REJECTED;
      default -> Meters.Work.LEFT;
    };
  }

  static String kind(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof NeedsDecision) {
        return NEEDS_DECISION;
      }
      if (t instanceof Unavailable || t instanceof Conflict || isKafkaAway(t)) {
        return UNAVAILABLE;
      }
      if (t instanceof Rejected) {
        return REJECTED;
      }
    }
    return REJECTED;
  }

  /** A record that Kafka can never take is a defect, and so is a right that is missing there. */
  private static boolean isKafkaAway(Throwable t) {
    return t instanceof KafkaException
        && !isNeverTakenByKafka(t)
        && !(t instanceof AuthorizationException)
        && !(t instanceof InvalidTopicException);
  }

  /** However often it is sent: that lies in the record. */
  static boolean isNeverTakenByKafka(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof RecordTooLargeException || t instanceof SerializationException) {
        return true;
      }
    }
    return false;
  }

  /**
   * What no step has caught: the step is gone, or the end of its work could not be recorded. Work
   * that the end of the program breaks off says nothing: it stays claimed, and the next start frees
   * it.
   */
  public void besideItsStep(Exchange exchange) {
    Throwable cause = cause(exchange);
    if (patience.isEnding() || within(cause, RejectedExecutionException.class).isPresent()) {
      LOG.infof("%s is left for the next start", wakeUp(exchange));
      return;
    }
    if (wakeUp(exchange).about() instanceof Subject.OfKey) {
      retryLater(exchange, cause);
      return;
    }
    classify(exchange);
    switch (kind(cause)) {
      case UNAVAILABLE -> retry(exchange);
      case NEEDS_DECISION -> park(exchange);
      default -> reject(exchange);
    }
  }

  /**
   * Of a step of one's own that this replica does not have, or no replica any more: what it has to
   * do is kept for when its file is back.
   */
  private void retryLater(Exchange exchange, Throwable cause) {
    Unavailable why =
        new Unavailable(
            FineSettings.OWN,
            wakeUp(exchange).step() + " does not run here: " + cause.getMessage(),
            null,
            cause);
    exchange.setProperty(FAILURE, UNAVAILABLE);
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, why);
    retry(exchange);
  }

  /** Unavailable: the next attempt is a row of the table {@code work}. */
  public void retry(Exchange exchange) {
    WakeUp wakeUp = wakeUp(exchange);
    Throwable cause = cause(exchange);
    Unavailable why =
        within(cause, Unavailable.class).or(() -> conflict(cause)).orElseGet(() -> kafka(cause));
    meters.retried(wakeUp.step(), why instanceof NotTried ? Meters.NOT_TRIED : why.system());
    patience.untilDone(
        "the next attempt of " + KeyText.of(wakeUp.subject()),
        () -> {
          try {
            WorkList.Next next = attempts.after(DueWork.claimed(exchange), why);
            if (!(why instanceof NotTried || why instanceof ChangedMeanwhile)) {
              LOG.infof(
                  "%s of %s is tried again (%s): %s",
                  wakeUp.step(), wakeUp.subject(), next, why.getMessage());
            }
          } catch (Unavailable away) {
            throw away;
          } catch (RuntimeException refused) {
            isNoRow(wakeUp, refused);
          }
        });
  }

  /** What the table work cannot hold is a case. */
  void isNoRow(WakeUp wakeUp, RuntimeException refused) {
    LOG.errorf(refused, "The next attempt of %s is no row", wakeUp);
    add(wakeUp, defect("its next attempt cannot be recorded: " + refused.getMessage()));
  }

  /** Needs a decision: a case; no more attempts until a person or an event asks for one. */
  public void park(Exchange exchange) {
    WakeUp wakeUp = wakeUp(exchange);
    Trouble trouble =
        within(cause(exchange), NeedsDecision.class).map(NeedsDecision::trouble).orElseThrow();
    record(exchange, wakeUp, trouble);
  }

  /** Rejected, or a defect: a case for integration. The dead letter is sent by the route. */
  public void reject(Exchange exchange) {
    WakeUp wakeUp = wakeUp(exchange);
    Throwable cause = cause(exchange);
    LOG.errorf(cause, "%s of %s is a dead letter", wakeUp.step(), wakeUp.subject());
    record(exchange, wakeUp, defect(String.valueOf(cause.getMessage())));
  }

  /**
   * The case, with the webhook that could not be read, and the end of the claimed work. A row of
   * the work list that was not claimed for this exchange stays: it may have been put there
   * meanwhile, and joins the case when it is due.
   */
  private void record(Exchange exchange, WakeUp wakeUp, Trouble trouble) {
    patience.untilDone(
        "a case of " + KeyText.of(wakeUp.subject()),
        () -> {
          KeptWebhooks.Kept webhook = WakeUps.unread(exchange);
          if (webhook != null) {
            webhooks.keep(webhook);
          }
          add(wakeUp, trouble);
          attempts.decided(DueWork.claimed(exchange));
        });
  }

  /**
   * As it is; else without what it says; else under a name that every table can hold. What fails
   * then is not the entry's fault, and is waited for.
   */
  private void add(WakeUp wakeUp, Trouble trouble) {
    Trouble said = defect(trouble.code() + " cannot be recorded; see the log");
    if (!added(wakeUp, trouble) && !added(wakeUp, said)) {
      WakeUp named =
          new WakeUp(
              wakeUp.step(),
              new Subject.OfRecord(KeyText.of(wakeUp.subject())).text(),
              wakeUp.trigger());
      cases.add(Origin.of(named), said);
    }
  }

  private boolean added(WakeUp wakeUp, Trouble trouble) {
    try {
      cases.add(Origin.of(wakeUp), trouble);
      return true;
    } catch (Unavailable away) {
      throw away;
    } catch (RuntimeException refused) {
      LOG.errorf(refused, "A case of %s cannot be recorded as it is", wakeUp);
      return false;
    }
  }

  private static Trouble defect(String detail) {
    return Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", detail));
  }

  /** A record that could not be read at all stands for itself. */
  private static WakeUp wakeUp(Exchange exchange) {
    WakeUp known = exchange.getProperty(WakeUps.PROPERTY, WakeUp.class);
    if (known != null) {
      return known;
    }
    Consumed record = Consumed.by(exchange);
    String place = record == null ? Consumed.place(exchange.getMessage()) : record.place();
    WakeUp itself =
        new WakeUp(
            exchange.getProperty("step", exchange.getFromRouteId(), String.class),
            new Subject.OfRecord(place).text(),
            "record:" + place);
    exchange.setProperty(WakeUps.PROPERTY, itself);
    return itself;
  }

  private static Optional<Unavailable> conflict(Throwable cause) {
    return within(cause, Conflict.class)
        .map(
            conflict ->
                new Unavailable("conflict", String.valueOf(conflict.getMessage()), null, conflict));
  }

  private static Unavailable kafka(Throwable cause) {
    return new Unavailable("kafka", "Kafka did not confirm: " + cause, null, cause);
  }

  /** Camel finds a handler by any cause of what was thrown. */
  private static <T extends Throwable> Optional<T> within(Throwable thrown, Class<T> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }

  private static Throwable cause(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }
}
