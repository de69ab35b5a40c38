package io.returnbridge.replay;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Subject;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Says what the steps would write about one return, without writing anything: they run in one
 * transaction that is rolled back, while the return's work is claimed, with the wake-ups that they
 * give each other. What commercetools would refuse cannot be foreseen.
 */
@ApplicationScoped
class DryRun {

  private static final Logger LOG = Logger.getLogger(DryRun.class);

  /** Others wait for its work so long at most. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  /** A step that wakes itself for ever is a defect, and shall not hang a dry run. */
  private static final int MOST = 5;

  /**
   * @param problems of steps that would end in a case or a dead letter
   */
  record Result(List<Rehearsal.Write> writes, List<String> problems) {}

  private final Steps steps;
  private final Function<WakeUp, List<OutboxRecord>> engine;
  private final Topics topics;
  private final Database database;
  private final WorkList work;

  @Inject
  DryRun(Steps steps, StepRunner engine, Topics topics, Database database, WorkList work) {
    this(steps, wakeUp -> engine.run(Claim.none(wakeUp)), topics, database, work);
  }

  DryRun(
      Steps steps,
      Function<WakeUp, List<OutboxRecord>> engine,
      Topics topics,
      Database database,
      WorkList work) {
    this.steps = steps;
    this.engine = engine;
    this.topics = topics;
    this.database = database;
    this.work = work;
  }

  /**
   * Throws {@link Unavailable} when it cannot be said now.
   *
   * @param first the wake-ups of the replay, in the order of travel
   */
  Result of(Subject subject, List<WakeUp> first) {
    List<WakeUp> due =
        first.stream().filter(w -> !work.waitsForBatch(w.step(), w.subject())).toList();
    Run rehearsal = new Run(subject, due);
    return database.rehearse(rehearsal.rehearsal, rehearsal::toTheEnd);
  }

  private final class Run {
    private final Rehearsal rehearsal = new Rehearsal();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> runs = new HashMap<>();
    private final Deque<WakeUp> due;
    private final Subject subject;
    private final Instant until = Instant.now().plus(LONGEST);

    Run(Subject subject, List<WakeUp> first) {
      this.subject = subject;
      this.due = new ArrayDeque<>(first);
    }

    Result toTheEnd() {
      WakeUp next = due.poll();
      while (next != null) {
        if (Instant.now().isAfter(until)) {
          throw new Unavailable("dry run", "It took longer than " + LONGEST, null, null);
        }
        if (runs.merge(next.step() + " " + next.subject(), 1, Integer::sum) <= MOST) {
          run(next);
          collect();
        }
        next = due.poll();
      }
      return new Result(rehearsal.writes(), List.copyOf(problems));
    }

    private void run(WakeUp wakeUp) {
      if (steps.isAbout(wakeUp.step(), About.RECORD)) {
        Rehearsal.write(
            new Cause(wakeUp.step(), wakeUp.subject(), wakeUp.trigger()),
            "own-step",
            wakeUp.subject(),
            "its route runs with the records of the key");
        return;
      }
      try {
        database.inTransaction(() -> engine.apply(wakeUp));
      } catch (Unavailable e) {
        throw e;
      } catch (Conflict e) {
        throw new Unavailable("commercetools", String.valueOf(e.getMessage()), null, e);
      } catch (NeedsDecision e) {
        problems.add(wakeUp.step() + " would wait for a decision: " + e.trouble().code());
      } catch (RuntimeException e) {
        LOG.warnf(e, "Dry run: %s of %s fails", wakeUp.step(), wakeUp.subject());
        problems.add(wakeUp.step() + " would fail: " + e.getMessage());
      }
    }

    /** What the step has woken, directly or by a record; about other returns others say it. */
    private void collect() {
      for (WakeUp w = rehearsal.nextWoken(); w != null; w = rehearsal.nextWoken()) {
        add(w);
      }
      for (OutboxRecord record : rehearsal.takeTold()) {
        topics
            .inputs()
            .forEach(
                (step, topic) -> {
                  if (topic.equals(record.topic()) && !steps.isAbout(step, About.RECORD)) {
                    add(new WakeUp(step, subject.text(), "event:" + record.id()));
                  }
                });
      }
    }

    private void add(WakeUp woken) {
      boolean ours =
          woken.subject().equals(subject.text()) || steps.isAbout(woken.step(), About.ENTRY);
      boolean queued =
          due.stream()
              .anyMatch(d -> d.step().equals(woken.step()) && d.subject().equals(woken.subject()));
      if (ours && !queued) {
        due.add(woken);
      }
    }
  }
}
