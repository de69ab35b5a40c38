package io.returnbridge.steps.inspect;

import io.returnbridge.engine.Decision;
import io.returnbridge.engine.SeenItems;
import io.returnbridge.engine.SeenItems.Look;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.reveni.Inspections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The verdicts of one item: told once, when all its units have one and have arrived where it puts
 * them. What is sent is stored before the request; each attempt looks first. An item that is no
 * longer pending counts as told what was stored. After a request without a clear answer one that
 * still is pending proves nothing: only a second look, {@link #SURE} later, does. Then a verdict
 * that was corrected meanwhile is replaced, and the old one is never sent.
 */
final class ItemVerdicts {

  /** A request that was taken shows after this. */
  static final Duration SURE = Duration.ofSeconds(10);

  private ItemVerdicts() {}

  /** What is to be stored or sent before anything else; else it is found what has become of it. */
  static Optional<Decision> missing(
      InspectionKnown.OfReturn known, String item, InspectionFindings found) {
    SeenItems items = known.items();
    List<SentVerdict> stored = known.sent(item);
    if (items.isRemembered(item)) {
      return Optional.of(Decision.send(items.validate(item, grouped(stored))));
    }
    Look look = items.look(item);
    if (look instanceof Look.Is is && is.status() == ItemStatus.PENDING) {
      return pending(known, item, stored, found);
    }
    boolean doubtful = stored.stream().anyMatch(SentVerdict::doubtful);
    if (look instanceof Look.Told) {
      found.told(item, List.of());
    } else if (look instanceof Look.Is) {
      found.told(item, stored.isEmpty() ? complete(known.state(), item) : List.of());
      stored.forEach(
          told -> CorrectedVerdict.of(known.state().units(), told).ifPresent(found::corrected));
    } else if (look instanceof Look.NotTold not) {
      found.notTold(item, doubtful, not.why());
    } else if (look instanceof Look.Unknown unknown) {
      found.failed(unknown.why());
    } else if (look instanceof Look.NoReturn no) {
      found.noReturn(item, no.told() && doubtful);
    }
    return Optional.empty();
  }

  private static Optional<Decision> pending(
      InspectionKnown.OfReturn known,
      String item,
      List<SentVerdict> stored,
      InspectionFindings found) {
    Duration left =
        known.items().isInDoubt(item)
            ? SURE
            : known.seen().ask("doubt of item " + item, () -> left(stored));
    List<SentVerdict> wanted = complete(known.state(), item);
    if (!left.isZero()) {
      found.inDoubt(item, left, stored.stream().allMatch(v -> v.pendingFor() != null));
    } else if (!wanted.isEmpty()) {
      return Optional.of(found.sending(item, wanted));
    } else {
      found.notWanted(item);
    }
    return Optional.empty();
  }

  /** How long it is not certain yet that what was sent was not taken. */
  private static Duration left(List<SentVerdict> stored) {
    Duration left = Duration.ZERO;
    for (SentVerdict v : stored) {
      if (v.doubtful()) {
        Duration more = v.pendingFor() == null ? SURE : SURE.minus(v.pendingFor());
        left = more.compareTo(left) > 0 ? more : left;
      }
    }
    return left;
  }

  /** Items that are complete and that Reveni has not been told. */
  static List<String> due(ReturnState state, List<SentVerdict> sent) {
    return state.snapshot().items().stream()
        .filter(i -> i.status() == ItemStatus.PENDING)
        .map(ReturnSnapshot.Item::itemId)
        .filter(item -> sent.stream().noneMatch(v -> v.itemId().equals(item)))
        .filter(item -> !complete(state, item).isEmpty())
        .toList();
  }

  /**
   * The verdicts of an item's units; none while a unit has none, or is still on its way. Units that
   * Reveni has taken off the item meanwhile have none that it would take.
   */
  static List<SentVerdict> complete(ReturnState state, String itemId) {
    int quantity = state.item(itemId).map(ReturnSnapshot.Item::quantity).orElse(0);
    List<SentVerdict> verdicts = new ArrayList<>();
    for (Unit u : state.units()) {
      if (u.itemId().equals(itemId) && !u.released() && u.n() <= quantity) {
        Unit.Outcome o = u.outcome();
        String verdict = o == null ? null : o.verdict();
        if (o == null || verdict == null || !InspectionChanges.isSettled(u)) {
          return List.of();
        }
        verdicts.add(
            new SentVerdict(
                u.itemId(),
                u.n(),
                o.scan(),
                o.grade(),
                verdict,
                o.rejectReason(),
                false,
                true,
                null));
      }
    }
    return verdicts;
  }

  /** One entry a verdict, with its quantity. */
  static List<Inspections.Verdict> grouped(List<SentVerdict> units) {
    Map<List<String>, List<SentVerdict>> groups = new LinkedHashMap<>();
    for (SentVerdict u : units) {
      groups
          .computeIfAbsent(
              List.of(u.verdict(), u.rejectReason() == null ? "" : u.rejectReason()),
              k -> new ArrayList<>())
          .add(u);
    }
    return groups.values().stream()
        .map(
            g -> {
              SentVerdict first = g.get(0);
              String grades =
                  String.join(", ", g.stream().map(SentVerdict::grade).distinct().toList());
              return new Inspections.Verdict(
                  first.itemId(),
                  g.size(),
                  first.verdict(),
                  first.rejectReason(),
                  "Inspected, grade " + grades);
            })
        .toList();
  }
}
