package io.returnbridge.engine;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Cause;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Database;
import io.returnbridge.store.Journal;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Runs a step: asks it what is missing, sends that, looks again after any doubt, and records at the
 * end, in one transaction, all that was done. A crash anywhere repeats the run, which finds what is
 * there. What goes wrong for good is left to the routes of failures.
 */
@Named("engine")
@ApplicationScoped
public class StepRunner {

  /** How often a run looks again before it gives way to others for a while. */
  private static final int LOOKS = 6;

  /** How often one thing is written in a run at most: what is written is there. */
  private static final int WRITES = 50;

  private static final Logger LOG = Logger.getLogger(StepRunner.class);

  private final Outside outside;
  private final Database database;
  private final Claims claims;
  private final ReturnStates states;
  private final Outbox outbox;
  private final WorkList work;
  private final NextAttempts attempts;
  private final Cases cases;
  final Iterable<? extends BusinessStep<?>> steps;

  @Inject
  public StepRunner(
      Outside outside,
      Database database,
      Claims claims,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      NextAttempts attempts,
      Cases cases,
      @Any Instance<BusinessStep<?>> steps) {
    this(
        outside,
        database,
        claims,
        states,
        outbox,
        work,
        attempts,
        cases,
        (Iterable<? extends BusinessStep<?>>) steps);
  }

  StepRunner(
      Outside outside,
      Database database,
      Claims claims,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      NextAttempts attempts,
      Cases cases,
      Iterable<? extends BusinessStep<?>> steps) {
    this.outside = outside;
    this.database = database;
    this.claims = claims;
    this.states = states;
    this.outbox = outbox;
    this.work = work;
    this.attempts = attempts;
    this.cases = cases;
    this.steps = steps;
  }

  /** Makes them due work, in one transaction; what its step lets wait is due at its time. */
  public void wake(List<WakeUp> wakeUps) {
    database.inTransaction(
        () -> {
          List<WakeUp> now = new ArrayList<>();
          for (WakeUp wakeUp : wakeUps) {
            BusinessStep.Later later =
                find(wakeUp.step()).map(step -> step.later(wakeUp)).orElse(null);
            if (later == null) {
              now.add(wakeUp);
            } else {
              work.wakeAt(
                  new WakeUp(wakeUp.step(), wakeUp.subject(), later.trigger(), wakeUp.trace()),
                  later.at());
            }
          }
          work.wakeAll(now);
        });
  }

  /**
   * Runs the step of the claimed work.
   *
   * @return the step's records of the subject that Kafka has not confirmed, oldest first; a repeat
   *     returns the same
   */
  public List<OutboxRecord> run(Claim claim) {
    String step = claim.wakeUp().step();
    BusinessStep<?> found =
        find(step).orElseThrow(() -> new IllegalStateException("There is no step " + step));
    try {
      return database.inOneStretch(() -> run(found, claim));
    } finally {
      MDC.remove(Journal.ORDER);
    }
  }

  /** Whether the step is run by {@link #run}: what it waits for lets go of the database. */
  public boolean runs(String step) {
    return find(step).isPresent();
  }

  private Optional<BusinessStep<?>> find(String name) {
    for (BusinessStep<?> step : steps) {
      if (step.name().equals(name)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  private <K> List<OutboxRecord> run(BusinessStep<K> step, Claim claim) {
    WakeUp wakeUp = claim.wakeUp();
    try {
      Seen seen = outside.seen(new Cause(step.name(), wakeUp.subject(), wakeUp.trigger()));
      K known = step.know(wakeUp, seen);
      if (known == null) {
        return ended(claim);
      }
      Claim joined = joined(step.turnsOutToBeOf(known), claim);
      if (joined.order() != null) {
        MDC.put(Journal.ORDER, joined.order());
        Traces.say("order", joined.order());
      }
      return toTheEnd(step, joined, known, seen);
    } catch (ChangedMeanwhile others) {
      claims.isNotEnded(claim);
      throw others;
    } catch (RuntimeException failure) {
      claims.isNotEnded(claim);
      return toldAllTheSame(wakeUp, failure);
    }
  }

  private Claim joined(@Nullable Belonging to, Claim claim) {
    if (to instanceof Belonging.ToOrder order) {
      return claims.join(claim, order.key());
    }
    return to instanceof Belonging.ToReturn of
        ? claims.joinReturn(claim, of.id().subject())
        : claim;
  }

  /** What was recorded before the failure is true; the step is woken again, and fails by itself. */
  private List<OutboxRecord> toldAllTheSame(WakeUp wakeUp, RuntimeException failure) {
    List<OutboxRecord> untold = outbox.unpublished(wakeUp.step(), wakeUp.subject());
    if (untold.isEmpty()) {
      throw failure;
    }
    LOG.infof("%s is woken again after %s", wakeUp.subject(), failure.getMessage());
    Duration asked = failure instanceof Unavailable away ? away.retryAfter() : null;
    work.again(wakeUp, asked == null ? Instant.now() : Instant.now().plus(asked));
    return untold;
  }

  private <K> List<OutboxRecord> toTheEnd(BusinessStep<K> step, Claim claim, K first, Seen seen) {
    WakeUp wakeUp = claim.wakeUp();
    K known = first;
    int looks = 0;
    Map<String, Integer> times = new HashMap<>();
    while (true) {
      Decision decision = step.decide(known);
      if (decision instanceof Decision.Send send) {
        count(step, send.write().name(), times);
        if (!send.write().versioned()) {
          claims.confirm(claim);
        }
        if (!isSent(send.write(), seen) && ++looks > LOOKS) {
          throw new Unavailable(
              "conflict",
              "Others keep writing " + send.write().about() + ", or its answers keep getting lost",
              Duration.ofSeconds(2),
              null);
        }
      } else if (decision instanceof Decision.Remember remember) {
        count(step, remember.what(), times);
        wakesWhomItNames(step, remember.first());
        database.inTransaction(() -> record(claim, remember.first(), false));
        seen.hasRemembered();
        known = Objects.requireNonNull(step.know(wakeUp, seen));
      } else {
        return recorded(step, claim, decision, seen);
      }
    }
  }

  private List<OutboxRecord> recorded(
      BusinessStep<?> step, Claim claim, Decision decision, Seen seen) {
    RuntimeException defect = seen.defect().orElse(null);
    List<OutboxRecord> untold =
        database.inTransaction(
            () -> {
              if (decision instanceof Decision.Record done) {
                wakesWhomItNames(step, done);
                record(claim, done, done.resolves() && defect == null);
              }
              return defect == null ? ended(claim) : List.of();
            });
    if (defect != null) {
      throw defect;
    }
    return untold;
  }

  /** With nothing to tell the work ends here, in the transaction of what it has recorded. */
  private List<OutboxRecord> ended(Claim claim) {
    return database.inTransaction(
        () -> {
          WakeUp wakeUp = claim.wakeUp();
          List<OutboxRecord> untold = outbox.unpublished(wakeUp.step(), wakeUp.subject());
          if (untold.isEmpty() && claim.token() != null) {
            attempts.end(claim);
          }
          return untold;
        });
  }

  /** The picture of the routes is made from what steps say of themselves. */
  private void wakesWhomItNames(BusinessStep<?> step, Decision.Record done) {
    Step says = step.definition();
    for (WakeUp woken : done.wakes()) {
      boolean named =
          woken.step().equals(says.name()) || List.of(says.thenWakes()).contains(woken.step());
      if (!named
          && find(woken.step()).filter(other -> !isWokenByWhatItTells(other, says)).isPresent()) {
        throw new IllegalStateException(
            says.name() + " wakes " + woken.step() + ", which its @Step does not name");
      }
    }
  }

  private static boolean isWokenByWhatItTells(BusinessStep<?> other, Step says) {
    return !Collections.disjoint(List.of(other.definition().wakes()), List.of(says.tells()));
  }

  private static void count(BusinessStep<?> step, String written, Map<String, Integer> times) {
    if (times.merge(written, 1, Integer::sum) > WRITES) {
      throw new IllegalStateException(
          step.name() + " has written " + written + " and misses it all the same");
    }
  }

  private boolean isSent(Write write, Seen seen) {
    seen.failure(write)
        .ifPresent(
            before -> {
              throw before;
            });
    database.letGo();
    try {
      write.request().run();
      return true;
    } catch (Conflict somebodyWasFirst) {
      seen.doubt(write);
      return false;
    } catch (WriteOutcomeUnknown unknown) {
      if (unknown.retryAfter() != null) {
        throw unknown;
      }
      seen.doubt(write);
      return false;
    } catch (Refused refused) {
      if (write.alone()) {
        throw refused;
      }
      seen.refused(write, refused);
      return true;
    } catch (NeedsDecision | Rejected failure) {
      if (write.alone()) {
        throw failure;
      }
      seen.failed(write, failure);
      return true;
    }
  }

  /**
   * To be called in a transaction.
   *
   * @param all whether the troubles are all that there are: then the other cases are resolved
   */
  private void record(Claim claim, Decision.Record done, boolean all) {
    if (done.state() != null) {
      states.save(done.state());
    }
    done.also().forEach(Runnable::run);
    outbox.add(claim.wakeUp().step(), claim.wakeUp().subject(), done.told());
    if (all) {
      cases.settle(done.origin(), done.troubles());
    } else {
      cases.openAll(done.origin(), done.troubles());
    }
    wake(done.wakes());
    claims.confirm(claim);
  }
}
