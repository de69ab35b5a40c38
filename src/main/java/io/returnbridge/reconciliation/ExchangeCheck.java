package io.returnbridge.reconciliation;

import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a return has the exchange orders that Reveni agreed on, as they were made. */
@ApplicationScoped
class ExchangeCheck {

  private final Database database;

  ExchangeCheck(Database database) {
    this.database = database;
  }

  /** The number of the exchange order that would come next. */
  static String next(ReturnState known) {
    return Keys.exchangeOrder(known.rmaNumber(), known.exchanges().size() + 1);
  }

  /**
   * @param awaited exchange orders that a watchdog waits for
   */
  static List<Finding> of(ReturnState state, Map<String, OrderView> orders, List<String> awaited) {
    List<Finding> findings = new ArrayList<>();
    Set<String> said = new HashSet<>();
    for (ExchangePlan plan : state.exchanges()) {
      String number = plan.orderNumber();
      OrderView order = orders.get(number);
      boolean stands = order != null && !order.orderState().equals("Cancelled");
      boolean wanted = !plan.isOver() && isAgreed(state, plan);
      if (plan.orderId() != null && wanted && order == null) {
        said.add(number);
        findings.add(
            ShownCheck.finding(
                Codes.EXCHANGE_MISSING,
                number,
                "Exchange order " + number + " was made, and is not in commercetools any more.",
                null));
      } else if (stands && !wanted) {
        findings.add(
            ShownCheck.finding(
                Codes.EXCHANGE_UNEXPECTED,
                number,
                "Exchange order " + number + " stands, and Reveni does not agree on it any more.",
                null));
      } else if (order != null && plan.orderId() != null && wanted) {
        String changed = changed(state, plan, order);
        if (!changed.isEmpty()) {
          findings.add(
              ShownCheck.finding(
                  Codes.FOREIGN,
                  number,
                  "Somebody has changed exchange order " + number + ": " + changed + ".",
                  null));
        }
      }
    }
    awaited.stream()
        .filter(said::add)
        .forEach(
            number ->
                findings.add(
                    ShownCheck.finding(
                        Codes.EXCHANGE_MISSING,
                        number,
                        "An exchange was agreed, and there is no exchange order " + number + ".",
                        WakeUp.CREATE_EXCHANGE_ORDER)));
    String next = next(state);
    if (orders.containsKey(next)
        && !orders.get(next).orderState().equals("Cancelled")
        && said.add(next)) {
      findings.add(
          ShownCheck.finding(
              Codes.EXCHANGE_UNEXPECTED,
              next,
              "There is an order " + next + ", and no exchange of this return explains it.",
              null));
    }
    return findings;
  }

  private static boolean isAgreed(ReturnState state, ExchangePlan plan) {
    return plan.itemIds().stream()
        .allMatch(
            itemId ->
                state
                    .item(itemId)
                    .map(ReturnSnapshot.Item::exchange)
                    .filter(agreed -> plan.gives(itemId, agreed))
                    .isPresent());
  }

  private static String changed(ReturnState state, ExchangePlan plan, OrderView order) {
    List<String> changed = new ArrayList<>();
    if (!order.id().equals(plan.orderId())) {
      changed.add("it is another order");
    }
    if (order.orderState().equals("Cancelled")) {
      changed.add("it is cancelled");
    }
    Map<String, Long> planned = new HashMap<>();
    plan.lines().forEach(l -> planned.merge(l.sku(), (long) l.quantity(), Long::sum));
    Map<String, Long> there = new HashMap<>();
    order.lines().forEach(l -> there.merge(l.sku(), l.quantity(), Long::sum));
    if (!planned.equals(there)) {
      changed.add("its goods are " + there);
    }
    if (order.total().centAmount() != 0) {
      changed.add("it costs " + order.total());
    }
    boolean named =
        order.custom().get("reveniReturnIds") instanceof FieldValue.Texts ids
            && ids.values().contains(state.id().id());
    if (!named) {
      changed.add("it does not name the return");
    }
    return String.join(", ", changed);
  }

  /** Exchange orders that watchdogs wait for. */
  Map<ReturnId, List<String>> awaited(List<ReturnId> ids) {
    Map<ReturnId, List<String>> awaited = new HashMap<>();
    database.query(
        """
        select store, return_id, subject from watch
        where code = 'EXCHANGE_MISSING' and met_at is null
          and (store, return_id) in (select * from unnest(?::text[], ?::text[]))
        """,
        r ->
            awaited
                .computeIfAbsent(new ReturnId(r.text(1), r.text(2)), id -> new ArrayList<>())
                .add(r.text(3)),
        ids.stream().map(ReturnId::store).toArray(String[]::new),
        ids.stream().map(ReturnId::id).toArray(String[]::new));
    return awaited;
  }
}
