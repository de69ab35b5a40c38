package io.returnbridge.reconciliation;

import io.returnbridge.commerce.Holdings;
import io.returnbridge.commerce.Holdings.NamingOrder;
import io.returnbridge.commerce.Payments;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.json.Json;
import io.returnbridge.model.Credit;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.reconciliation.Compared.Looked;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Payments of Reveni's and orders with returns in commercetools that no return here explains:
 * somebody else has made them, or this program has forgotten why.
 */
@ApplicationScoped
class StrangeHoldings {

  private final Holdings holdings;
  private final Payments payments;
  private final Database database;

  StrangeHoldings(Holdings holdings, Payments payments, Database database) {
    this.holdings = holdings;
    this.payments = payments;
    this.database = database;
  }

  /** By the Payments' ids. */
  List<Looked> payments(Collection<PaymentView> found) {
    Map<String, List<ReturnState>> states =
        states(found.stream().map(p -> text(p, "reveniReturnId")).collect(Collectors.toSet()));
    return found.stream()
        .filter(p -> !isExplained(p, states.getOrDefault(text(p, "reveniReturnId"), List.of())))
        .map(StrangeHoldings::unexpected)
        .toList();
  }

  /** As {@link #payments}, of those with these ids as they are now. */
  List<Looked> paymentsNow(Collection<String> ids) {
    return withoutStrangers(ids, payments(payments.read(ids)));
  }

  /** Its return's own comparison says whether it agrees. */
  private static boolean isExplained(PaymentView payment, List<ReturnState> returns) {
    return returns.stream()
        .anyMatch(
            r ->
                Stream.concat(
                        r.snapshot().refunds().stream().map(Refund::refundId),
                        r.credits().stream().map(Credit::refundId))
                    .anyMatch(id -> Keys.credit(r.id().id(), id).equals(payment.key())));
  }

  private static Looked unexpected(PaymentView payment) {
    String name = payment.key() == null ? payment.id() : payment.key();
    String returnId = text(payment, "reveniReturnId");
    String refundId = text(payment, "reveniRefundId");
    Finding finding =
        new Finding(
            Codes.UNEXPECTED,
            refundId.isEmpty() ? null : refundId,
            name,
            null,
            CreditCheck.kept(payment, payment.planned().currencyCode()),
            null,
            "Payment %s is of Reveni, and no refund of a known return explains it.".formatted(name),
            null);
    return looked(payment.id(), returnId, text(payment, "reveniRmaNumber"), null, finding);
  }

  /** By the orders' numbers. */
  List<Looked> orders(Collection<NamingOrder> found) {
    Map<String, List<ReturnState>> states =
        states(found.stream().flatMap(o -> o.returnIds().stream()).collect(Collectors.toSet()));
    List<Looked> strangers = new ArrayList<>();
    for (NamingOrder order : found) {
      List<String> unexplained =
          order.returnIds().stream()
              .filter(
                  id ->
                      states.getOrDefault(id, List.of()).stream()
                          .noneMatch(r -> shows(r, order.orderNumber())))
              .sorted()
              .toList();
      boolean stands = !order.orderState().equals("Cancelled");
      if (!unexplained.isEmpty() && !order.orderNumber().isEmpty() && stands) {
        strangers.add(unexpected(order.orderNumber(), unexplained, states));
      }
    }
    return strangers;
  }

  /** As {@link #orders}, of those with these numbers as they are now. */
  List<Looked> ordersNow(Collection<String> numbers) {
    List<NamingOrder> now =
        holdings.orders(numbers).values().stream().flatMap(StrangeHoldings::naming).toList();
    return withoutStrangers(numbers, orders(now));
  }

  private static Stream<NamingOrder> naming(OrderView order) {
    return order.custom().get("reveniReturnIds") instanceof FieldValue.Texts ids
        ? Stream.of(
            new NamingOrder(order.orderNumber(), Set.copyOf(ids.values()), order.orderState()))
        : Stream.empty();
  }

  private static boolean shows(ReturnState state, String number) {
    return number.equals(state.orderNumber())
        || state.formerOrders().contains(number)
        || state.exchanges().stream().map(ExchangePlan::orderNumber).anyMatch(number::equals)
        || state.units().stream()
            .map(Unit::allocation)
            .anyMatch(a -> a != null && a.orderNumber().equals(number));
  }

  private static Looked unexpected(
      String number, List<String> returnIds, Map<String, List<ReturnState>> states) {
    boolean exchange = Keys.isExchangeOrder(number);
    String returnId = returnIds.get(0);
    String rma =
        states.getOrDefault(returnId, List.of()).stream()
            .findFirst()
            .map(ReturnState::rmaNumber)
            .orElse("");
    Finding finding =
        new Finding(
            exchange ? Codes.EXCHANGE_UNEXPECTED : Codes.FOREIGN,
            null,
            number,
            null,
            null,
            null,
            exchange
                ? "Order %s is made for return %s, and no exchange of it is known."
                    .formatted(number, String.join(", ", returnIds))
                : "Order %s names return %s, which is no return of it."
                    .formatted(number, String.join(", ", returnIds)),
            null);
    return looked(number, returnId, rma, number, finding);
  }

  private static Looked looked(
      String subject, String returnId, String rma, @Nullable String order, Finding finding) {
    Look look =
        new Look(
            new ReturnId("", returnId),
            rma.isEmpty() ? null : rma,
            order,
            List.of(),
            0,
            false,
            false,
            List.of(finding),
            List.of());
    return new Looked(subject, look, null, false, List.of(finding));
  }

  private static List<Looked> withoutStrangers(Collection<String> asked, List<Looked> strangers) {
    List<Looked> all = new ArrayList<>(strangers);
    Set<String> said = new HashSet<>();
    strangers.forEach(s -> said.add(s.subject()));
    asked.stream()
        .filter(s -> !said.contains(s))
        .forEach(s -> all.add(new Looked(s, null, null, false, List.of())));
    return all;
  }

  private Map<String, List<ReturnState>> states(Set<String> returnIds) {
    Map<String, List<ReturnState>> states = new HashMap<>();
    database
        .query(
            "select document from return_state where return_id = any(?)",
            r -> Json.read(r.text(1), ReturnState.class),
            (Object) returnIds.toArray(String[]::new))
        .forEach(s -> states.computeIfAbsent(s.id().id(), id -> new ArrayList<>()).add(s));
    return states;
  }

  private static String text(PaymentView payment, String field) {
    return payment.custom().get(field) instanceof FieldValue.Text text ? text.value() : "";
  }
}
