package io.returnbridge.decisions;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.decisions.Decided.Why;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every decision begins and ends with: who may, on which cases, and how they are then. */
@ApplicationScoped
class Desk {

  private final Database database;
  private final CaseBook book;

  Desk(Database database, CaseBook book) {
    this.database = database;
    this.book = book;
  }

  /**
   * Runs {@code act} with the cases that the decision may be made of, locked; the others are
   * refused. All in one transaction: a decision is written with its audit, or not at all.
   *
   * @param act answers the cases that it refuses after all
   */
  Decided decide(
      Decision decision, List<String> ids, Person who, Function<List<Target>, List<Refused>> act) {
    return database.inTransaction(
        () -> {
          Set<String> named = new LinkedHashSet<>(ids);
          // Read only once they are locked: what was decided meanwhile is seen then.
          database.query(
              "select id from exception_case where id = any(?) order by id for update",
              r -> r.text(1),
              (Object) named.toArray(String[]::new));
          Map<String, Target> targets = new HashMap<>();
          look(List.copyOf(named)).forEach(t -> targets.put(t.id(), t));
          List<Target> allowed = new ArrayList<>();
          List<Refused> refused = new ArrayList<>();
          for (String id : named) {
            Target target = targets.get(id);
            Refused why = refusal(decision, id, target, who);
            if (why != null) {
              refused.add(why);
            } else if (target != null) {
              allowed.add(target);
            }
          }
          refused.addAll(act.apply(allowed));
          refused.forEach(r -> named.remove(r.id()));
          return new Decided(book.find(List.copyOf(named)), refused);
        });
  }

  /** The case as it is, not locked; null for none of that id. */
  @Nullable Target look(String id) {
    return look(List.of(id)).stream().findFirst().orElse(null);
  }

  List<Target> look(List<String> ids) {
    return database.query(
        Target.COLUMNS + " where c.id = any(?)", Target::of, (Object) ids.toArray(String[]::new));
  }

  static @Nullable Refused refusal(
      Decision decision, String id, @Nullable Target target, Person who) {
    if (target == null) {
      return new Refused(id, Why.UNKNOWN, "There is no case " + id, null);
    }
    if (!who.mayDecide(target.owner())) {
      return new Refused(
          id,
          Why.FORBIDDEN,
          "The case " + id + " is decided by " + target.owner() + ", integration or admin",
          null);
    }
    if (target.closed()) {
      return new Refused(id, Why.CONFLICT, "The case " + id + " is closed", null);
    }
    if (!decision.fits(target.code())) {
      return new Refused(
          id,
          Why.UNFIT,
          decision.word()
              + " does not fit a case "
              + target.code()
              + "; it takes "
              + Decision.fitting(target.code()).stream().collect(Collectors.joining(", ")),
          null);
    }
    return null;
  }

  static Optional<Refused> conflict(Target target, String detail) {
    return Optional.of(new Refused(target.id(), Why.CONFLICT, detail, null));
  }

  static Optional<Refused> unfit(Target target, String field, String detail) {
    return Optional.of(new Refused(target.id(), Why.UNFIT, detail, field));
  }
}
