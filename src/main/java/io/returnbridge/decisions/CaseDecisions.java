package io.returnbridge.decisions;

import io.returnbridge.cases.CaseChanges;
import io.returnbridge.cases.CaseChanges.Audit;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.engine.WorkList;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decisions that need nothing but the case. Each works on many cases like on one. */
@ApplicationScoped
public class CaseDecisions {

  private static final Set<String> LOOKED_AT_AGAIN = Set.of("EXCHANGE_TO_CANCEL", OwnWork.FAILED);

  private final Desk desk;
  private final CaseChanges changes;
  private final WorkList work;

  CaseDecisions(Desk desk, CaseChanges changes, WorkList work) {
    this.desk = desk;
    this.changes = changes;
    this.work = work;
  }

  /**
   * Runs exactly the step that failed once more. Pressed again before that run has ended, it runs
   * once.
   */
  public Decided retry(List<String> ids, Person who, @Nullable String note) {
    return desk.decide(
        Decision.RETRY,
        ids,
        who,
        targets -> {
          List<Target> pressed = targets.stream().filter(t -> !t.retrying()).toList();
          changes.apply(
              new Audit(who.name(), "retried", note, null),
              "status = 'retrying', snoozed_until = null",
              List.of(),
              ids(pressed));
          work.wakeAll(
              pressed.stream()
                  .map(t -> new WakeUp(t.step(), t.workSubject(), "case:" + t.id()))
                  .toList());
          return List.of();
        });
  }

  /**
   * A person has dealt with it. While the step meets the same trouble again, the case stays closed;
   * what has changed opens a new one. Of an exchange order that was cancelled the step looks what
   * is agreed instead; a record that a step of one's own has failed on is given up, and the next of
   * its key goes on.
   */
  public Decided resolve(List<String> ids, Person who, String note) {
    return desk.decide(
        Decision.RESOLVE,
        ids,
        who,
        targets -> {
          changes.apply(
              new Audit(who.name(), "resolved", note, null),
              "status = 'resolved', resolved_at = now(), snoozed_until = null, accepted = true",
              List.of(),
              ids(targets));
          work.wakeAll(
              targets.stream()
                  .filter(t -> LOOKED_AT_AGAIN.contains(t.code()))
                  .map(t -> new WakeUp(t.step(), t.workSubject(), "case:" + t.id()))
                  .toList());
          return List.of();
        });
  }

  /**
   * @param to who looks after it from now on
   */
  public Decided assign(List<String> ids, Person who, String to, @Nullable String note) {
    return desk.decide(
        Decision.ASSIGN,
        ids,
        who,
        targets -> {
          changes.apply(
              new Audit(who.name(), "assigned", note, null),
              "assigned_to = ?",
              List.of(to),
              ids(targets));
          return List.of();
        });
  }

  /** Nobody needs to look until then; it opens again by itself. */
  public Decided snooze(List<String> ids, Person who, Instant until, @Nullable String note) {
    return desk.decide(
        Decision.SNOOZE,
        ids,
        who,
        targets -> {
          changes.apply(
              new Audit(who.name(), "snoozed", note, "until " + until),
              "status = 'snoozed', snoozed_until = ?",
              List.of(until),
              ids(targets));
          return List.of();
        });
  }

  private static List<String> ids(List<Target> targets) {
    return targets.stream().map(Target::id).toList();
  }
}
