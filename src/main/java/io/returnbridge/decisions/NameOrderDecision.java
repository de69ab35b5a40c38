package io.returnbridge.decisions;

import io.returnbridge.cases.CaseChanges;
import io.returnbridge.cases.CaseChanges.Audit;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Shoppers;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names the order of a return whose order, or a line of it, is not found. The return moves there as
 * a whole, but for what is written in a ReturnInfo already; Reveni's number does not move it back.
 */
@ApplicationScoped
public class NameOrderDecision {

  /** They look again at where the return belongs; the others follow accept-return. */
  private static final List<String> WOKEN =
      List.of(WakeUp.ACCEPT_RETURN, WakeUp.MIRROR_STATUS, WakeUp.LINK_CREDIT);

  /**
   * An order as it is looked at before it is named.
   *
   * @param email whose order it is, as commercetools says it now; null for an order without one
   * @param lacking goods of the return that it does not have
   */
  public record Candidate(
      String orderNumber, @Nullable String email, List<Goods> goods, List<String> lacking) {}

  /**
   * @param returned whether the return has some of it
   */
  public record Goods(String sku, long quantity, boolean returned) {}

  private final Database database;
  private final Desk desk;
  private final CaseChanges changes;
  private final ReturnStates states;
  private final Orders orders;
  private final Shoppers shoppers;
  private final WorkList work;
  private final Mappings mappings;

  NameOrderDecision(
      Database database,
      Desk desk,
      CaseChanges changes,
      ReturnStates states,
      Orders orders,
      Shoppers shoppers,
      WorkList work,
      Mappings mappings) {
    this.database = database;
    this.desk = desk;
    this.changes = changes;
    this.states = states;
    this.orders = orders;
    this.shoppers = shoppers;
    this.work = work;
    this.mappings = mappings;
  }

  /** Throws {@link io.returnbridge.failure.Unavailable} while commercetools is away. */
  public Decided name(String id, Person who, String orderNumber, @Nullable String note) {
    Found found = find(id, who, orderNumber);
    if (found.refused() != null) {
      return Decided.refusing(found.refused());
    }
    ReturnState known = Objects.requireNonNull(found.state());
    // Goods that came with an exchange order were paid with the original.
    String original = states.originalOf(orderNumber);
    Optional<OrderView> former =
        Optional.ofNullable(known.orderNumber())
            .filter(n -> known.orderFound() && !n.equals(original))
            .flatMap(orders::read);
    return decide(id, known, who, original, former, note);
  }

  /**
   * What {@link #name} would take, for a person to look at; nothing is decided.
   *
   * @return the order, or why it is none for the case
   */
  public Looked look(String id, Person who, String orderNumber) {
    Found found = find(id, who, orderNumber);
    if (found.refused() != null) {
      return new Looked(null, found.refused());
    }
    ReturnState known = Objects.requireNonNull(found.state());
    List<Goods> goods =
        found.lines().stream()
            .map(line -> new Goods(line.sku(), line.quantity(), isReturned(known, line)))
            .toList();
    return new Looked(
        new Candidate(
            orderNumber,
            shoppers.ofOrder(orderNumber).map(Shoppers.Shopper::email).orElse(null),
            goods,
            skus(known).stream()
                .filter(sku -> found.lines().stream().noneMatch(l -> l.sku().strip().equals(sku)))
                .toList()),
        null);
  }

  /**
   * @param candidate null when it is refused
   */
  public record Looked(@Nullable Candidate candidate, @Nullable Refused refused) {}

  /**
   * @param lines of the order and of its exchange orders
   */
  private record Found(
      @Nullable ReturnState state, List<OrderView.Line> lines, @Nullable Refused refused) {

    static Found refusing(Optional<Refused> refused) {
      return new Found(null, List.of(), refused.orElseThrow());
    }
  }

  private Found find(String id, Person who, String orderNumber) {
    Target target = desk.look(id);
    Refused refused = Desk.refusal(Decision.NAME_ORDER, id, target, who);
    if (refused != null || target == null) {
      return new Found(null, List.of(), Objects.requireNonNull(refused));
    }
    ReturnId returnId = target.returnId();
    Optional<ReturnState> known = returnId == null ? Optional.empty() : states.find(returnId);
    if (known.isEmpty()) {
      return Found.refusing(
          Desk.conflict(target, "The return of case " + id + " is not known yet"));
    }
    ReturnState state = known.get();
    Optional<OrderView> order = orders.read(orderNumber);
    if (order.isEmpty()) {
      return Found.refusing(
          Desk.unfit(
              target,
              "orderNumber",
              "Order " + orderNumber + " is not in commercetools: check the number"));
    }
    String ofStore =
        mappings.stores().find(state.id().store()).map(StoreRow::commercetoolsStore).orElse(null);
    if (!order.get().fits(ofStore)) {
      return Found.refusing(
          Desk.unfit(
              target,
              "orderNumber",
              "Order "
                  + orderNumber
                  + " belongs to the Store "
                  + order.get().store()
                  + ", returns of "
                  + state.id().store()
                  + " to "
                  + ofStore));
    }
    List<OrderView.Line> lines =
        Stream.concat(
                order.stream(),
                states.exchangeOrders(orderNumber).stream().flatMap(n -> orders.read(n).stream()))
            .flatMap(o -> o.lines().stream())
            .toList();
    return lines.stream().anyMatch(line -> isReturned(state, line))
        ? new Found(state, lines, null)
        : Found.refusing(
            Desk.unfit(
                target,
                "orderNumber",
                "Order "
                    + orderNumber
                    + " has none of the goods of return "
                    + state.rmaNumber()
                    + " ("
                    + String.join(", ", skus(state))
                    + "): check the number"));
  }

  private static boolean isReturned(ReturnState state, OrderView.Line line) {
    return state.units().stream().anyMatch(u -> u.hasSku(line.sku()));
  }

  private static List<String> skus(ReturnState state) {
    return state.units().stream().map(u -> u.sku().strip()).distinct().toList();
  }

  private Decided decide(
      String id,
      ReturnState seen,
      Person who,
      String orderNumber,
      Optional<OrderView> former,
      @Nullable String note) {
    return database.inTransaction(
        () -> {
          Optional<ReturnState> locked = states.lock(List.of(seen.id())).stream().findFirst();
          return desk.decide(
              Decision.NAME_ORDER,
              List.of(id),
              who,
              targets ->
                  targets.stream()
                      .flatMap(t -> apply(t, seen, locked, who, orderNumber, former, note).stream())
                      .toList());
        });
  }

  private Optional<Refused> apply(
      Target target,
      ReturnState seen,
      Optional<ReturnState> locked,
      Person who,
      String orderNumber,
      Optional<OrderView> former,
      @Nullable String note) {
    if (locked.isEmpty() || !Objects.equals(locked.get().orderNumber(), seen.orderNumber())) {
      return Desk.conflict(
          target, "Return " + seen.rmaNumber() + " was given another order meanwhile: look again");
    }
    ReturnState state = locked.get();
    String instead =
        state.orderFound() && !orderNumber.equals(state.orderNumber())
            ? " instead of " + state.orderNumber()
            : "";
    changes.apply(
        new Audit(who.name(), "order-named", note, orderNumber + instead),
        "status = 'resolved', resolved_at = now(), snoozed_until = null, order_number = ?",
        List.of(orderNumber),
        List.of(target.id()));
    states.save(
        state
            .withOrder(orderNumber)
            .mapUnits(unit -> released(unit, state, former))
            .withTimeline(
                new TimelineEntry(
                    Instant.now(), "order-named", "Order " + orderNumber + instead + " named")));
    work.wakeAll(
        WOKEN.stream()
            .map(step -> new WakeUp(step, state.id().subject(), "case:" + target.id()))
            .toList());
    return Optional.empty();
  }

  /** A unit without a return item on the former order looks for its line anew. */
  private static Unit released(Unit unit, ReturnState state, Optional<OrderView> former) {
    Unit.Allocation allocation = unit.allocation();
    boolean moves =
        allocation != null
            && former.isPresent()
            && allocation.orderNumber().equals(former.get().orderNumber())
            && former.get().returnItem(unit.key(state.id())).isEmpty();
    return moves ? unit.withAllocation(null, unit.sellingChannel()) : unit;
  }
}
