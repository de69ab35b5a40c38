package io.returnbridge.decisions;

import io.returnbridge.cases.CaseChanges;
import io.returnbridge.cases.CaseChanges.Audit;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.CountedReceipt;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Reason;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Counts the goods of a scan that waits for its receipt as received, on our side. Neither Reveni
 * nor commercetools is asked.
 */
@ApplicationScoped
public class Receipts {

  private final UnitsDesk units;
  private final CaseChanges changes;
  private final ReturnStates states;
  private final Scans scans;
  private final Mappings mappings;
  private final Outbox outbox;
  private final WorkList work;
  private final String topic;

  Receipts(
      UnitsDesk units,
      CaseChanges changes,
      ReturnStates states,
      Scans scans,
      Mappings mappings,
      Outbox outbox,
      WorkList work,
      @ConfigProperty(name = "topics.returns-events") String topic) {
    this.units = units;
    this.changes = changes;
    this.states = states;
    this.scans = scans;
    this.mappings = mappings;
    this.outbox = outbox;
    this.work = work;
    this.topic = topic;
  }

  /**
   * As many units of the scan's SKU become received as the scan still lacks, those that {@link
   * MeantUnits} says it means; then the scan is looked at before others of the return.
   */
  public Decided count(String id, Person who, @Nullable String note) {
    return units.decide(
        Decision.COUNT_AS_RECEIVED,
        id,
        who,
        (target, known, shown) -> count(target, known, who, shown, note));
  }

  private Optional<Refused> count(
      Target target,
      Optional<ReturnState> known,
      Person who,
      Function<Unit, Optional<String>> shown,
      @Nullable String note) {
    Optional<Scan> scan = scan(target);
    if (known.isEmpty() || scan.isEmpty()) {
      return Desk.conflict(
          target, "The return or the scan of case " + target.id() + " is not known");
    }
    ReturnState state = known.get();
    List<Unit> free =
        state.units().stream()
            .filter(u -> u.hasSku(scan.get().sku()) && !u.released() && u.outcome() == null)
            .toList();
    List<Unit> lacking =
        new MeantUnits(state, shown)
                .scanned(
                    free,
                    scan.get().grade(),
                    scan.get().quantity(),
                    u -> mappings.dispositions().fate(u, scan.get().grade()))
                .stream()
                .filter(u -> !u.received())
                .toList();
    if (lacking.isEmpty() || free.size() < scan.get().quantity()) {
      long here = free.stream().filter(Unit::received).count();
      return Desk.conflict(
          target,
          "Return "
              + state.rmaNumber()
              + " has "
              + here
              + " of "
              + scan.get().sku()
              + " received and not inspected, and "
              + (free.size() - here)
              + " to be received; the scan names "
              + scan.get().quantity());
    }
    CountedReceipt counted = CountedReceipt.of(state, lacking, Instant.now());
    states.saveAll(List.of(counted.state()));
    outbox.add(
        WakeUp.ACCEPT_RETURN,
        state.id().subject(),
        counted.events().stream().map(e -> OutboxRecord.of(e, topic)).toList());
    changes.apply(
        new Audit(
            who.name(),
            "counted-as-received",
            note,
            lacking.size() + " × " + scan.get().sku() + " of scan " + scan.get().scanId()),
        "status = 'resolved', resolved_at = now(), snoozed_until = null",
        List.of(),
        List.of(target.id()));
    wake(state.id().subject(), scan.get(), "case:" + target.id());
    return Optional.empty();
  }

  /** Its subject is the scan, as {@code source/scanId}. */
  private Optional<Scan> scan(Target target) {
    Optional<Scans.Stored> stored =
        Subject.of(target.workSubject()) instanceof Subject.OfScan of
            ? scans.find(of.source(), of.scanId())
            : scans.find(target.subject());
    return stored.map(Scans.Stored::scan);
  }

  private void wake(String subject, Scan scan, String trigger) {
    work.wakeAll(
        List.of(
            new WakeUp(WakeUp.HOLD_FOR_INSPECTION, subject, trigger),
            new WakeUp(WakeUp.MIRROR_STATUS, subject, trigger),
            new WakeUp(WakeUp.MOVE_INSPECTED_STOCK, scan.subject(), trigger),
            new WakeUp(WakeUp.ACCEPT_RETURN, subject, Reason.TO_TELL + trigger)));
  }
}
