package io.returnbridge.decisions;

import io.returnbridge.commerce.Orders;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A decision about units of one return, given what its orders show of them. */
@ApplicationScoped
class UnitsDesk {

  /** What is decided, unless the case is refused after all. */
  @FunctionalInterface
  interface Act {

    /**
     * @param state of the case's return, locked; empty when it is not known
     * @param shown what the return's orders say of a unit
     */
    Optional<Refused> on(
        Target target, Optional<ReturnState> state, Function<Unit, Optional<String>> shown);
  }

  private final Database database;
  private final Desk desk;
  private final ReturnStates states;
  private final Orders orders;

  UnitsDesk(Database database, Desk desk, ReturnStates states, Orders orders) {
    this.database = database;
    this.desk = desk;
    this.states = states;
    this.orders = orders;
  }

  Decided decide(Decision decision, String id, Person who, Act act) {
    Target target = desk.look(id);
    Refused refused = Desk.refusal(decision, id, target, who);
    if (refused != null || target == null) {
      return Decided.refusing(Objects.requireNonNull(refused));
    }
    ReturnId returnId = target.returnId();
    return returnId == null
        ? decide(decision, id, who, unit -> Optional.empty(), act)
        : decide(decision, id, who, shown(returnId), act);
  }

  private Decided decide(
      Decision decision, String id, Person who, Function<Unit, Optional<String>> shown, Act act) {
    return database.inTransaction(
        () -> {
          Optional<ReturnState> locked =
              states
                  .lock(
                      desk.look(List.of(id)).stream()
                          .flatMap(t -> Optional.ofNullable(t.returnId()).stream())
                          .toList())
                  .stream()
                  .findFirst();
          return desk.decide(
              decision,
              List.of(id),
              who,
              targets -> targets.stream().flatMap(t -> act.on(t, locked, shown).stream()).toList());
        });
  }

  /** Before the transaction: an order may have to be asked for. */
  private Function<Unit, Optional<String>> shown(ReturnId id) {
    Map<String, Optional<OrderView>> seen = new HashMap<>();
    states.find(id).stream()
        .flatMap(state -> state.units().stream())
        .flatMap(unit -> Stream.ofNullable(unit.allocation()))
        .forEach(line -> seen.computeIfAbsent(line.orderNumber(), orders::lastSeen));
    return MeantUnits.shownOn(id, number -> seen.getOrDefault(number, Optional.empty()));
  }
}
