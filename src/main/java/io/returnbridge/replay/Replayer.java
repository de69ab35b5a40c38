package io.returnbridge.replay;

import static java.util.Collections.disjoint;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Progress;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The step replay: goes on with a replay for some seconds, and is due again until it has ended.
 * Whatever it has done is stored with it, so that after a crash it goes on where it was. It wakes
 * steps and does nothing else; that nothing is done twice is the steps' own affair.
 */
@Step(
    name = Replayer.STEP,
    about = About.REPLAY,
    needs = {Circuits.REVENI, Circuits.COMMERCETOOLS})
@Named("replayer")
@ApplicationScoped
public class Replayer {

  public static final String STEP = "replay";

  private static final String FAILED = "REPLAY_FAILED";
  private static final Logger LOG = Logger.getLogger(Replayer.class);

  /** Below the time for which a piece of work is claimed. */
  private static final Duration TURN = Duration.ofSeconds(8);

  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * Returns that are under way at a time, so that the work of the day does not wait behind them.
   */
  private static final int AT_A_TIME = 50;

  /**
   * How often a dry run of a return is tried while commercetools or Reveni is away, or others work
   * on it.
   */
  private static final int ATTEMPTS = 5;

  private final Replays replays;
  private final Parts parts;
  private final ScopeFinder finder;
  private final DryRun dryRun;
  private final Steps steps;
  private final Topics topics;
  private final Database database;
  private final Claims claims;
  private final WorkList work;
  private final Cases cases;
  private final Semaphore rehearsal = new Semaphore(1);

  Replayer(
      Replays replays,
      Parts parts,
      ScopeFinder finder,
      DryRun dryRun,
      Steps steps,
      Topics topics,
      Database database,
      Claims claims,
      WorkList work,
      Cases cases) {
    this.replays = replays;
    this.parts = parts;
    this.finder = finder;
    this.dryRun = dryRun;
    this.steps = steps;
    this.topics = topics;
    this.database = database;
    this.claims = claims;
    this.work = work;
    this.cases = cases;
  }

  /**
   * @param claim with the replay's id as its subject
   * @return nothing: the steps that are woken tell
   */
  public List<OutboxRecord> replay(Claim claim) {
    replays
        .find(claim.wakeUp().subject())
        .filter(r -> r.state() != Replay.State.DONE)
        .ifPresent(r -> goOn(r, claim));
    return List.of();
  }

  private void goOn(Replay replay, Claim claim) {
    Instant until = Instant.now().plus(TURN);
    try {
      boolean found = replay.state() == Replay.State.RUNNING;
      if (!found) {
        found = finder.find(replay, until);
        replays.state(replay.id(), found ? Replay.State.RUNNING : Replay.State.FINDING, null);
      }
      boolean done =
          found && (replay.dryRun() ? rehearseAlone(replay, claim, until) : wake(replay));
      if (done) {
        database.inTransaction(
            () -> {
              parts.end(replay.id());
              cases.settle(Origin.of(claim.wakeUp()), List.of());
            });
      } else {
        work.again(claim.wakeUp(), Instant.now().plus(PAUSE));
      }
    } catch (Unavailable later) {
      throw later;
    } catch (RuntimeException defect) {
      String why = String.valueOf(defect.getMessage());
      LOG.errorf(defect, "The replay %s has failed", replay.id());
      replays.state(replay.id(), Replay.State.FAILED, why);
      throw new NeedsDecision(Trouble.of(FAILED, Map.of("detail", why)));
    }
  }

  /**
   * @return whether everything that was woken has come to its end
   */
  private boolean wake(Replay replay) {
    String id = replay.id();
    return database.inTransaction(
        () -> {
          List<Subject> settled = parts.settled(id, steps.working());
          List<Subject> changed =
              !disjoint(stepsOf(replay.scope()), steps.wokenBy(Topic.REVENI_WEBHOOKS))
                  ? parts.changed(id, settled)
                  : List.of();
          // Their events wake the same steps: whoever comes second finds nothing to do, and is
          // seen.
          work.wakeUnlessInBatch(wakeUps(replay, following(), changed));
          parts.woken(id, changed, true);
          parts.done(id, settled.stream().filter(s -> !changed.contains(s)).toList());
          int underWay = parts.underWay(id);
          List<Subject> next = parts.found(id, Math.max(0, AT_A_TIME - underWay));
          work.wakeUnlessInBatch(wakeUps(replay, stepsOf(replay.scope()), next));
          parts.woken(id, next, false);
          return underWay == 0 && next.isEmpty();
        });
  }

  /** One at a time, since each holds a transaction open. */
  private boolean rehearseAlone(Replay replay, Claim claim, Instant until) {
    if (!rehearsal.tryAcquire()) {
      return false;
    }
    try {
      return rehearse(replay, claim, until);
    } finally {
      rehearsal.release();
    }
  }

  /** One part after the other, each while the claim is that of its work. */
  private boolean rehearse(Replay replay, Claim claim, Instant until) {
    @Nullable Unavailable away = null;
    Claim held = claim;
    for (Subject subject : parts.found(replay.id(), AT_A_TIME)) {
      Progress.made();
      if (Instant.now().isAfter(until)) {
        return false;
      }
      try {
        held = claims.joinReturn(held, subject.text());
        DryRun.Result result =
            dryRun.of(subject, wakeUps(replay, stepsOf(replay.scope()), List.of(subject)));
        parts.rehearsed(replay.id(), subject, result.writes(), result.problems());
      } catch (Unavailable e) {
        if (e.system().equals("database")) {
          throw e;
        }
        away = e;
        if (parts.failed(replay.id(), subject) >= ATTEMPTS) {
          String why = "It could not be looked at: " + e.getMessage();
          parts.rehearsed(replay.id(), subject, List.of(), List.of(why));
        }
      }
    }
    if (away != null) {
      throw away;
    }
    return parts.found(replay.id(), 1).isEmpty();
  }

  /** Those that look at what accept-return has saved. */
  private Set<String> following() {
    Set<String> following = new HashSet<>(steps.wokenBy(Topic.RETURNS_EVENTS));
    following.addAll(steps.wokenBy(Topic.WAREHOUSE_SCANS));
    return following;
  }

  private Set<String> stepsOf(Scope scope) {
    return scope instanceof Scope.OfTopic topic
        ? topics.wokenBy(topic.topic())
        : Set.copyOf(steps.ofTheWay());
  }

  /** Step by step, so that the workers do not wait for each other at one return. */
  private List<WakeUp> wakeUps(Replay replay, Collection<String> of, Collection<Subject> subjects) {
    String trigger = "replay:" + replay.id();
    List<WakeUp> wakeUps = new ArrayList<>();
    if (subjects.isEmpty()) {
      return wakeUps;
    }
    boolean ofReturns = subjects.stream().anyMatch(s -> s instanceof Subject.OfReturn);
    for (String step : steps.names()) {
      if (!of.contains(step)) {
        continue;
      }
      if (steps.isAbout(step, About.RECORD)) {
        subjects.stream()
            .filter(s -> s instanceof Subject.OfKey ofKey && ofKey.step().equals(step))
            .forEach(s -> wakeUps.add(new WakeUp(step, s.text(), trigger)));
      } else if (steps.isAbout(step, About.ENTRY) && of.size() > 1) {
        List<String> entries = ofReturns ? parts.entries(replay.id(), subjects) : List.of();
        entries.forEach(entry -> wakeUps.add(new WakeUp(step, entry, trigger)));
      } else {
        subjects.stream()
            .filter(s -> s instanceof Subject.OfReturn || of.size() == 1 || isOfScan(step))
            .forEach(s -> wakeUps.add(new WakeUp(step, s.text(), trigger)));
      }
    }
    return wakeUps;
  }

  private boolean isOfScan(String step) {
    return steps.wokenBy(Topic.WAREHOUSE_SCANS).contains(step);
  }
}
