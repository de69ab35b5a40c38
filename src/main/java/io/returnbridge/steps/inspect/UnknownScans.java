package io.returnbridge.steps.inspect;

import io.returnbridge.engine.Decision;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Scans of no known return. First Reveni is asked; after the time that {@code exceptions.csv} gives
 * it is a case. So is at once one that fits several returns.
 */
@ApplicationScoped
public class UnknownScans {

  private static final String CODE = "SCAN_UNKNOWN_RETURN";

  /** For Reveni's answer to be accepted. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final ReturnFinder finder;
  private final Mappings mappings;
  private final Scans scans;
  private final WorkList work;

  public UnknownScans(ReturnFinder finder, Mappings mappings, Scans scans, WorkList work) {
    this.finder = finder;
    this.mappings = mappings;
    this.scans = scans;
    this.work = work;
  }

  Decision.Record decide(InspectionKnown.OfNoReturn known) {
    Scan scan = known.stored().scan();
    Decision.Record record = Decision.record(InspectionRecords.origin(scan));
    if (known.stored().status() == Scans.Status.DONE) {
      return record;
    }
    if (!known.matching().isEmpty()) {
      String fits =
          known.matching().stream().map(s -> s.id().subject()).collect(Collectors.joining(" and "));
      return unresolved(record, scan, "it fits " + fits);
    }
    boolean first = known.stored().status() == Scans.Status.ACCEPTED || known.wakeUp().isByPerson();
    List<ReturnId> found = first ? ask(known) : List.of();
    Instant until = until(known, first);
    if (!until.isAfter(known.at())) {
      return unresolved(record, scan, name(scan));
    }
    return record
        .resolvesNone()
        .also(() -> whileUnknown(scan, Scans.Status.WAITING, Scans.WaitsFor.RETURN))
        .also(
            () ->
                work.wakeAt(
                    MoveInspectedStock.NAME, scan.subject(), "watchdog:" + scan.ref(), until))
        .wakes(
            found.stream()
                .map(id -> new WakeUp(WakeUp.ACCEPT_RETURN, id.subject(), known.wakeUp().trigger()))
                .toList());
  }

  private List<ReturnId> ask(InspectionKnown.OfNoReturn known) {
    Scan scan = known.stored().scan();
    String returnId = scan.returnId();
    return returnId == null
        ? List.of()
        : known.seen().ask("stores of " + returnId, () -> finder.find(scan.store(), returnId));
  }

  private Instant until(InspectionKnown.OfNoReturn known, boolean first) {
    Duration patience =
        mappings.exceptions().find(CODE).map(ExceptionRow::opensAfter).orElse(Duration.ZERO);
    Instant until = known.stored().acceptedAt().plus(patience);
    Instant answer = known.at().plus(ANSWER);
    return first && until.isBefore(answer) ? answer : until;
  }

  private Decision.Record unresolved(Decision.Record record, Scan scan, String detail) {
    return record
        .troubles(List.of(trouble(scan, detail)))
        .also(() -> whileUnknown(scan, Scans.Status.CASE, null));
  }

  private static Trouble trouble(Scan scan, String detail) {
    return Troubles.unknownReturn(scan, detail);
  }

  private static String name(Scan scan) {
    return Objects.requireNonNullElse(scan.returnId(), String.valueOf(scan.rmaNumber()));
  }

  /** Of a return that is not known there is no state whose version would tell. */
  private void whileUnknown(Scan scan, Scans.Status status, Scans.@Nullable WaitsFor waitsFor) {
    if (!scans.whileUnknown(scan, status, waitsFor)) {
      throw new ChangedMeanwhile("Scan " + scan.ref() + " was decided meanwhile");
    }
  }
}
