package io.returnbridge.stock;

import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes inspected items back to Reveni: once an item, when all its units have a verdict and have
 * arrived where it puts them. What is sent is stored before the request; each attempt looks first,
 * and an item that is no longer pending counts as told.
 */
@ApplicationScoped
public class Verdicts {

  private final Database database;
  private final Inspections inspections;

  public Verdicts(Database database, Inspections inspections) {
    this.database = database;
    this.inspections = inspections;
  }

  List<SentVerdict> sent(ReturnId id) {
    return database.query(
        """
        select item_id, unit, scan, grade, verdict, reject_reason, confirmed_at is not null from verdict
        where store = ? and return_id = ? order by item_id, unit
        """,
        r ->
            new SentVerdict(
                r.getString(1),
                r.getInt(2),
                r.getString(3),
                r.getString(4),
                r.getString(5),
                r.getString(6),
                r.getBoolean(7)),
        id.store(),
        id.id());
  }

  /** Tells Reveni what it has not been told. */
  void tell(ReturnState state) {
    Map<String, List<SentVerdict>> open = new LinkedHashMap<>(due(state, sent(state.id())));
    open.forEach((item, verdicts) -> store(state.id(), verdicts));
    for (SentVerdict v : sent(state.id())) {
      if (!v.confirmed() && !open.containsKey(v.itemId())) {
        open.put(v.itemId(), ofItem(sent(state.id()), v.itemId()));
      }
    }
    open.forEach(
        (item, verdicts) -> {
          if (inspections.statusOf(state.id(), item) == ItemStatus.PENDING) {
            inspections.validate(state.id(), grouped(verdicts));
          }
          database.update(
              "update verdict set confirmed_at = now() where store = ? and return_id = ? and item_id = ?",
              state.id().store(),
              state.id().id(),
              item);
        });
  }

  /** Items that are complete and that Reveni has not been told; by item id. */
  static Map<String, List<SentVerdict>> due(ReturnState state, List<SentVerdict> sent) {
    Map<String, List<SentVerdict>> due = new LinkedHashMap<>();
    state.snapshot().items().stream()
        .filter(i -> i.status() == ItemStatus.PENDING && ofItem(sent, i.itemId()).isEmpty())
        .forEach(
            i -> {
              List<SentVerdict> verdicts = new ArrayList<>();
              boolean complete = true;
              for (Unit u : state.units()) {
                if (u.itemId().equals(i.itemId()) && !u.released()) {
                  Unit.Outcome o = u.outcome();
                  String verdict = o == null ? null : o.verdict();
                  if (o == null || verdict == null || !InspectionChanges.isSettled(u)) {
                    complete = false;
                  } else {
                    verdicts.add(
                        new SentVerdict(
                            u.itemId(),
                            u.n(),
                            o.scan(),
                            o.grade(),
                            verdict,
                            o.rejectReason(),
                            false));
                  }
                }
              }
              if (complete && !verdicts.isEmpty()) {
                due.put(i.itemId(), verdicts);
              }
            });
    return due;
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

  private void store(ReturnId id, List<SentVerdict> verdicts) {
    database.inTransaction(
        () ->
            verdicts.forEach(
                v ->
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
                        v.rejectReason())));
  }

  private static List<SentVerdict> ofItem(List<SentVerdict> all, String itemId) {
    return all.stream().filter(v -> v.itemId().equals(itemId)).toList();
  }
}
