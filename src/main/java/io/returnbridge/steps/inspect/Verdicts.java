package io.returnbridge.steps.inspect;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Leases;
import io.returnbridge.failure.Failure;
import io.returnbridge.failure.NotTried;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.store.Database;
import io.returnbridge.watchdogs.MissingReturns;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes inspected items back to Reveni: once an item, when all its units have a verdict and have
 * arrived where it puts them. What is sent is stored before the request; each attempt looks first.
 * An item that is no longer pending counts as told what was stored. After a request without a clear
 * answer one that still is pending proves nothing: only a second look, {@link #SURE} later, does.
 * Then a verdict that was corrected meanwhile is replaced, and the old one is never sent. While
 * Reveni does not find the return nothing is told; when it does, move-inspected-stock is woken.
 */
@ApplicationScoped
public class Verdicts {

  /** A request that was taken shows after this. */
  static final Duration SURE = Duration.ofSeconds(10);

  private final Database database;
  private final Inspections inspections;
  private final Leases leases;
  private final MissingReturns missing;

  public Verdicts(
      Database database, Inspections inspections, Leases leases, MissingReturns missing) {
    this.database = database;
    this.inspections = inspections;
    this.leases = leases;
    this.missing = missing;
  }

  List<SentVerdict> sent(ReturnId id) {
    return database.query(
        """
        select item_id, unit, scan, grade, verdict, reject_reason, confirmed_at is not null from verdict
        where store = ? and return_id = ? order by item_id, unit
        """,
        r ->
            new SentVerdict(
                r.text(1), r.integer(2), r.text(3), r.text(4), r.text(5), r.text(6), r.flag(7)),
        id.store(),
        id.id());
  }

  /**
   * A unit of which Reveni was told another verdict than the one that counts now.
   *
   * @param scan {@code source/scanId} that decided it, or that told the verdict when none does now
   * @param told grade of what Reveni was told
   * @param now grade that counts, null for a unit that is not inspected any more
   */
  record Corrected(String scan, String itemId, String told, @Nullable String now) {}

  /**
   * Tells Reveni what it has not been told; of a cancelled return it wants no verdict, and of an
   * item that cannot be read nobody knows what it has.
   *
   * @param corrected is told, with what is stored, what a person has to decide
   */
  void tell(ReturnState state, Consumer<Corrected> corrected) {
    if (state.snapshot().stage() == ReturnStage.CANCELLED) {
      return;
    }
    List<SentVerdict> sent = sent(state.id());
    Set<String> items = new LinkedHashSet<>(due(state, sent).keySet());
    sent.stream().filter(v -> !v.confirmed()).forEach(v -> items.add(v.itemId()));
    items.removeIf(item -> state.snapshot().holdsBack(Part.ITEM, item));
    Duration left = Duration.ZERO;
    for (String item : items) {
      Optional<Duration> ofItem =
          leases.holding(
              "verdict/" + state.id().subject() + "/" + item,
              () -> tell(state, item, ofItem(sent(state.id()), item), corrected));
      if (ofItem.isEmpty()) {
        missing.missed(state.id());
        return;
      }
      left = ofItem.get().compareTo(left) > 0 ? ofItem.get() : left;
    }
    if (!left.isZero()) {
      throw new NotTried("reveni", "whether Reveni took a verdict is looked at again", left, null);
    }
  }

  /**
   * The look and the request that depends on it have a lease of their own: the return's may have
   * run out by now, and two requests would move money twice.
   *
   * @return after how long it is to be looked at again, zero when all is told; empty when Reveni
   *     does not find the return
   */
  private Optional<Duration> tell(
      ReturnState state, String item, List<SentVerdict> stored, Consumer<Corrected> corrected) {
    List<SentVerdict> wanted = complete(state, item);
    Optional<ItemStatus> status = inspections.statusOf(state.id(), item);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    if (status.get() != ItemStatus.PENDING) {
      if (stored.isEmpty()) {
        replace(state.id(), item, wanted);
      }
      database.inTransaction(
          () -> {
            confirm(state.id(), item);
            stored.forEach(told -> changed(state, told).ifPresent(corrected));
          });
      return Optional.of(Duration.ZERO);
    }
    Duration left = inDoubt(state.id(), item);
    if (left.isZero()) {
      if (!stored.equals(wanted)) {
        replace(state.id(), item, wanted);
      }
      if (!wanted.isEmpty() && !send(state.id(), item, wanted)) {
        return Optional.empty();
      }
    }
    return Optional.of(left);
  }

  /** Whether Reveni has taken it; else it does not find the return. */
  private boolean send(ReturnId id, String item, List<SentVerdict> wanted) {
    doubt(id, item, true);
    try {
      if (!inspections.validate(id, grouped(wanted))) {
        doubt(id, item, false);
        return false;
      }
    } catch (WriteOutcomeUnknown mayBeTaken) {
      throw mayBeTaken;
    } catch (Failure notTaken) {
      doubt(id, item, false);
      throw notTaken;
    }
    confirm(id, item);
    return true;
  }

  private void doubt(ReturnId id, String item, boolean doubtful) {
    database.update(
        """
        update verdict set doubtful = ?, pending_since = null, sent_at = now()
        where store = ? and return_id = ? and item_id = ?
        """,
        doubtful,
        id.store(),
        id.id(),
        item);
  }

  /**
   * The item is pending now.
   *
   * @return how long it is not certain yet that what was sent was not taken; zero when it is
   */
  private Duration inDoubt(ReturnId id, String item) {
    List<Duration> since =
        database.query(
            """
            update verdict set pending_since = coalesce(pending_since, now())
            where store = ? and return_id = ? and item_id = ? and doubtful and confirmed_at is null
            returning extract(epoch from now() - pending_since) * 1000
            """,
            r -> Duration.ofMillis((long) r.decimal(1)),
            id.store(),
            id.id(),
            item);
    return since.stream()
        .map(SURE::minus)
        .filter(left -> left.compareTo(Duration.ZERO) > 0)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private static Optional<Corrected> changed(ReturnState state, SentVerdict told) {
    Unit.Outcome outcome =
        state.units().stream()
            .filter(u -> u.is(told.itemId(), told.unit()))
            .findFirst()
            .map(Unit::outcome)
            .orElse(null);
    if (outcome == null) {
      return Optional.of(new Corrected(told.scan(), told.itemId(), told.grade(), null));
    }
    return told.verdict().equals(outcome.verdict())
        ? Optional.empty()
        : Optional.of(new Corrected(outcome.scan(), told.itemId(), told.grade(), outcome.grade()));
  }

  private void confirm(ReturnId id, String item) {
    database.update(
        "update verdict set confirmed_at = now() where store = ? and return_id = ? and item_id = ?",
        id.store(),
        id.id(),
        item);
  }

  /** Items that are complete and that Reveni has not been told; by item id. */
  static Map<String, List<SentVerdict>> due(ReturnState state, List<SentVerdict> sent) {
    Map<String, List<SentVerdict>> due = new LinkedHashMap<>();
    state.snapshot().items().stream()
        .filter(i -> i.status() == ItemStatus.PENDING && ofItem(sent, i.itemId()).isEmpty())
        .forEach(
            i -> {
              List<SentVerdict> verdicts = complete(state, i.itemId());
              if (!verdicts.isEmpty()) {
                due.put(i.itemId(), verdicts);
              }
            });
    return due;
  }

  /**
   * The verdicts of an item's units; none while a unit has none, or is still on its way. Units that
   * Reveni has taken off the item meanwhile have none that it would take.
   */
  private static List<SentVerdict> complete(ReturnState state, String itemId) {
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
                u.itemId(), u.n(), o.scan(), o.grade(), verdict, o.rejectReason(), false));
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

  private void replace(ReturnId id, String item, List<SentVerdict> verdicts) {
    database.inTransaction(
        () -> {
          database.update(
              "delete from verdict where store = ? and return_id = ? and item_id = ? and confirmed_at is null",
              id.store(),
              id.id(),
              item);
          verdicts.forEach(v -> store(id, v));
        });
  }

  private void store(ReturnId id, SentVerdict v) {
    database.update(
        """
        insert into verdict (store, return_id, item_id, unit, scan, grade, verdict, reject_reason)
        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
        """,
        id.store(),
        id.id(),
        v.itemId(),
        v.unit(),
        v.scan(),
        v.grade(),
        v.verdict(),
        v.rejectReason());
  }

  private static List<SentVerdict> ofItem(List<SentVerdict> all, String itemId) {
    return all.stream().filter(v -> v.itemId().equals(itemId)).toList();
  }
}
