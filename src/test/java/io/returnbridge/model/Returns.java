package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Returns and orders for tests, as short as they can be said. */
public final class Returns {

  public static final ReturnId ID = new ReturnId("es", "r1");
  public static final Instant T0 = Instant.parse("2026-11-02T09:14:05Z");

  private Returns() {}

  public static Item item(String id, String sku, int quantity, String reason) {
    return new Item(
        id,
        null,
        sku,
        quantity,
        reason,
        new BigDecimal("10.00").multiply(BigDecimal.valueOf(quantity)),
        ItemStatus.PENDING,
        null,
        null);
  }

  public static Item exchanged(String id, String sku, String forSku) {
    return new Item(
        id,
        null,
        sku,
        1,
        "too_small",
        new BigDecimal("10.00"),
        ItemStatus.PENDING,
        null,
        new Exchange(forSku, 1, BigDecimal.ZERO));
  }

  public static Item with(Item item, ItemStatus status) {
    return new Item(
        item.itemId(),
        item.lineItemId(),
        item.sku(),
        item.quantity(),
        item.reason(),
        item.amount(),
        status,
        item.receivedQuantity(),
        item.exchange());
  }

  /** Of which so many have arrived, by Reveni's own word. */
  public static Item arrived(Item item, int quantity) {
    return new Item(
        item.itemId(),
        item.lineItemId(),
        item.sku(),
        item.quantity(),
        item.reason(),
        item.amount(),
        item.status(),
        quantity,
        item.exchange());
  }

  /** The same refund, which names what it pays for. */
  public static Refund naming(Refund refund, RefundItem... items) {
    return new Refund(
        refund.refundId(),
        refund.status(),
        refund.method(),
        refund.paidBy(),
        refund.amount(),
        refund.currency(),
        refund.fees(),
        null,
        refund.bonus(),
        refund.reversedAmount(),
        refund.completedAt(),
        List.of(items));
  }

  public static Refund refund(String id, String amount, RefundStatus status) {
    return new Refund(
        id,
        status,
        "bank_transfer",
        "reveni",
        new BigDecimal(amount),
        "EUR",
        BigDecimal.ZERO,
        null,
        null,
        null,
        T0,
        List.of());
  }

  public static ReturnSnapshot snapshot(
      String status, int day, List<Item> items, List<Refund> refunds) {
    return new ReturnSnapshot(
        ID,
        "RMA-1",
        status,
        status,
        stage(status),
        status.equals("cancelled"),
        List.of("for_review", "received", "shipped", "in_progress", "cancelled").indexOf(status),
        "refund",
        false,
        T0,
        T0.plusSeconds(86400L * day),
        "EUR",
        "O-1",
        status.equals("received"),
        items,
        refunds,
        List.of(),
        List.of());
  }

  private static ReturnStage stage(String status) {
    return switch (status) {
      case "shipped" -> ReturnStage.SHIPPED;
      case "received", "for_review" -> ReturnStage.RECEIVED;
      case "accepted", "partly_accepted" -> ReturnStage.DECIDED;
      case "rejected" -> ReturnStage.REJECTED;
      case "cancelled" -> ReturnStage.CANCELLED;
      default -> ReturnStage.OPEN;
    };
  }

  public static ReturnState state(ReturnSnapshot snapshot, Unit... units) {
    return new ReturnState(
        snapshot.id(),
        snapshot.rmaNumber(),
        snapshot.orderNumber(),
        true,
        snapshot,
        Arrays.asList(units),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        0);
  }

  public static Unit unit(String itemId, int n, String sku, String line) {
    return new Unit(
        itemId,
        n,
        sku,
        line == null ? null : new Unit.Allocation("O-1", line, false),
        "web-es",
        "too-small",
        false,
        null,
        null,
        false,
        null);
  }

  public static OrderView.Line line(String id, String sku, int quantity) {
    return new OrderView.Line(id, sku, quantity, false, "web-es", null);
  }

  public static OrderView order(
      String number, List<OrderView.Line> lines, OrderView.ReturnItem... returned) {
    return new OrderView(
        "id-" + number,
        1,
        number,
        null,
        new Money(10000, "EUR"),
        lines,
        new ArrayList<>(Arrays.asList(returned)),
        OrderView.Fields.NO_TYPE,
        Map.of(),
        Set.of(),
        null,
        "Open",
        null);
  }

  public static OrderView.ReturnItem returned(String key, String line, String paymentState) {
    return new OrderView.ReturnItem(
        "ri-" + key,
        key,
        line,
        1,
        "Returned",
        paymentState,
        key.startsWith(ID.id() + "_")
            ? Map.of("reveniReturnId", new FieldValue.Text(ID.id()))
            : Map.of());
  }

  /** The same of another return, paid before the goods are back or not, over or not. */
  public static ReturnSnapshot with(
      ReturnSnapshot s, ReturnId id, boolean instant, boolean terminal) {
    return new ReturnSnapshot(
        id,
        "RMA-" + id.id().replace("r1", "1"),
        s.reveniStatus(),
        s.status(),
        s.stage(),
        terminal,
        s.attention(),
        s.type(),
        instant,
        s.createdAt(),
        s.updatedAt(),
        s.currency(),
        s.orderNumber(),
        s.received(),
        s.items(),
        s.refunds(),
        s.shipments(),
        List.of());
  }

  /** The same, of which some could not be read. */
  public static ReturnSnapshot holdingBack(ReturnSnapshot s, ReturnSnapshot.HeldBack... parts) {
    return new ReturnSnapshot(
        s.id(),
        s.rmaNumber(),
        s.reveniStatus(),
        s.status(),
        s.stage(),
        s.terminal(),
        s.attention(),
        s.type(),
        s.instant(),
        s.createdAt(),
        s.updatedAt(),
        s.currency(),
        s.orderNumber(),
        s.received(),
        s.items(),
        s.refunds(),
        s.shipments(),
        List.of(parts));
  }
}
