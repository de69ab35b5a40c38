package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.OwnRecord;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Trouble;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.store.KeyText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record that a step of one's own has not done: it is tried again, or is the case
 * STEP_FAILED and a dead letter. Until that is written this waits for the database.
 */
@Named("ownStepFailures")
@ApplicationScoped
@Unremovable
public class OwnStepFailures {

  private static final Logger LOG = Logger.getLogger(OwnStepFailures.class);
  private static final String WHY = "whyNotDone";

  /** What a case says behind the answer, while nobody needs to press Retry. */
  private static final String GOES_ON =
      "; it goes on being tried by itself, and this case closes when it is done";

  private final OwnWork work;
  private final Patience patience;
  private final Meters meters;

  public OwnStepFailures(OwnWork work, Patience patience, Meters meters) {
    this.work = work;
    this.patience = patience;
    this.meters = meters;
  }

  /** Which of the two it is, in the property {@code failure}. */
  public void classify(Exchange exchange) {
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    String endpoint = exchange.getProperty(Exchange.FAILURE_ENDPOINT, "", String.class);
    NotDone why = NotDone.of(thrown, endpoint);
    if (OwnSteps.of(exchange) == null) {
      why = why.notYetBegun(thrown);
    }
    exchange.setProperty(WHY, why);
    exchange.setProperty(
        Failures.FAILURE, why.later() == null ? Failures.NEEDS_DECISION : Failures.UNAVAILABLE);
    // Among them are the endpoint's own, and perhaps the key to it.
    exchange.getMessage().removeHeaders("*");
  }

  /** The next attempt is recorded; with the last before a person is told, the case. */
  public void retry(Exchange exchange) {
    Claim claim = DueWork.claimed(exchange);
    NotDone why = why(exchange);
    Unavailable later = Objects.requireNonNull(why.later());
    meters.retried(claim.wakeUp().step(), kind(later));
    OwnRecord record = OwnSteps.of(exchange);
    patience.untilDone(
        "the next attempt of " + about(claim),
        () -> {
          WorkList.Next next =
              work.unavailable(claim, later, trouble(claim, record, why.what() + GOES_ON));
          if (!(later instanceof NotTried)) {
            LOG.infof(
                "%s is tried again (%s%s): %s",
                about(claim), next, next.usedUp() ? ", it is a case" : "", later.getMessage());
          }
          if (next.justNow()) {
            exchange.setProperty(Failures.FAILURE, Failures.NEEDS_DECISION);
          }
        });
  }

  private static String kind(Unavailable later) {
    if (later instanceof NotTried) {
      return Meters.NOT_TRIED;
    }
    return FineSettings.KINDS.contains(later.system()) ? later.system() : FineSettings.OWN;
  }

  /** A person decides. */
  public void hold(Exchange exchange) {
    Claim claim = DueWork.claimed(exchange);
    String what = why(exchange).what();
    OwnRecord record = Objects.requireNonNull(OwnSteps.of(exchange));
    patience.untilDone(
        "a case of " + about(claim),
        () -> work.failed(claim, record, trouble(claim, record, what)));
    LOG.warnf("%s is not done with record %s: %s", about(claim), record.id(), what);
  }

  private static String about(Claim claim) {
    return claim.wakeUp().step() + " of " + KeyText.of(claim.wakeUp().subject());
  }

  private static NotDone why(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(WHY, NotDone.class));
  }

  private static Trouble trouble(Claim claim, @Nullable OwnRecord record, String what) {
    Map<String, String> values = new TreeMap<>();
    values.put("detail", what);
    if (record != null) {
      values.put("subject", "record " + record.id());
      values.putAll(record.about());
    }
    return new Trouble(
        OwnWork.FAILED, record == null ? claim.wakeUp().subject() : record.place(), null, values);
  }
}
