package io.returnbridge.steps.inspect;

import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Decision;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What has become of the inspections of a return, with all that is to be recorded of it. What one
 * system does not take, or an order refuses, keeps no other from being told: the goods are where
 * they are.
 */
final class InspectionFindings {

  private final InspectionKnown.OfReturn known;
  private final InspectionRecords records;
  private final ReturnId id;
  private final List<Runnable> news = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<RuntimeException> failed = new ArrayList<>();
  private Duration inDoubt = Duration.ZERO;
  private boolean cannotBeAsked;

  InspectionFindings(InspectionKnown.OfReturn known, InspectionRecords records) {
    this.known = known;
    this.records = records;
    this.id = known.before().id();
  }

  /** Whether anything is to be recorded before a request. */
  boolean isAnyNew() {
    return known.isAnyPlanned() || !news.isEmpty();
  }

  /** Whether no item can be asked for in this run: Reveni is away, or does not find the return. */
  boolean cannotBeAsked() {
    return cannotBeAsked;
  }

  void trouble(Trouble trouble) {
    troubles.add(trouble);
  }

  void failed(RuntimeException why) {
    if (why instanceof NeedsDecision decision) {
      troubles.add(decision.trouble());
    } else {
      failed.add(why);
      cannotBeAsked |= why instanceof Unavailable;
    }
  }

  /**
   * Reveni has decided the item.
   *
   * @param unsent its verdicts if none was sent: they are not sent any more
   */
  void told(String item, List<SentVerdict> unsent) {
    if (!unsent.isEmpty()) {
      news.add(() -> records.verdicts().sending(id, item, unsent));
    }
    news.add(() -> records.verdicts().confirm(id, item));
  }

  void corrected(CorrectedVerdict corrected) {
    news.add(() -> records.corrected(known.state(), corrected));
  }

  /**
   * @param doubtful whether it is stored as if it could have been taken
   */
  void notTold(String item, boolean doubtful, RuntimeException why) {
    if (doubtful) {
      news.add(() -> records.verdicts().notTaken(id, item));
    }
    failed(why);
  }

  /** Reveni does not find the return: nothing is told until it does. */
  void noReturn(String item, boolean doubtful) {
    cannotBeAsked = true;
    if (doubtful) {
      news.add(() -> records.verdicts().notTaken(id, item));
    }
    if (!known.seen().isNoted("missing")) {
      news.add(() -> records.missing(id));
      news.add(() -> known.seen().note("missing"));
    }
  }

  /** To be looked at again. */
  void inDoubt(String item, Duration left, boolean noted) {
    if (!noted) {
      news.add(() -> records.verdicts().pending(id, item));
    }
    inDoubt = left.compareTo(inDoubt) > 0 ? left : inDoubt;
  }

  void notWanted(String item) {
    news.add(() -> records.verdicts().drop(id, item));
  }

  /** Stored as sent, with all that was found before; what is stored is sent next. */
  Decision sending(String item, List<SentVerdict> verdicts) {
    news.add(() -> records.verdicts().sending(id, item, verdicts));
    news.add(() -> known.items().remembered(item));
    return Decision.remember("the verdict of item " + item, record());
  }

  Decision.Record record() {
    Decision.Record record =
        known.isAnyPlanned()
            ? records.planned(known)
            : Decision.record(Origin.of(MoveInspectedStock.NAME, known.state()));
    for (Runnable table : news) {
      record = record.also(table);
    }
    return record;
  }

  /**
   * All of it is recorded. What was not tried to the end is tried again first; a refusal is met
   * again then.
   */
  Decision end() {
    if (!inDoubt.isZero()) {
      failed.add(
          new NotTried(
              "reveni", "whether Reveni took a verdict is looked at again", inDoubt, null));
    }
    if (failed.isEmpty()) {
      return records.done(known, record().troubles(troubles));
    }
    if (isAnyNew()) {
      return Decision.remember(record());
    }
    throw failed.stream()
        .min(Comparator.comparing(why -> !(why instanceof Unavailable)))
        .orElseThrow();
  }
}
