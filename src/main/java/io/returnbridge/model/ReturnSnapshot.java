package io.returnbridge.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A return as Reveni says that it is now, in this project's own words. No personal data.
 *
 * @param rmaNumber the Return Authorisation number that people see; the return id when Reveni has
 *     none
 * @param reveniStatus Reveni's own word
 * @param status this project's word for it, from {@code reveni-statuses.csv}
 * @param stage how far the return is: what the steps go by
 * @param attention row of {@code reveni-statuses.csv}, 0 is the most urgent
 * @param orderNumber Reveni's {@code order.external_id}; absent when Reveni does not say
 * @param received whether every unit has been received, by the rule of receipt
 * @param heldBack what could not be read: the lists have it as it was known before, if it was
 */
public record ReturnSnapshot(
    ReturnId id,
    String rmaNumber,
    String reveniStatus,
    String status,
    ReturnStage stage,
    boolean terminal,
    int attention,
    String type,
    boolean instant,
    Instant createdAt,
    Instant updatedAt,
    String currency,
    @Nullable String orderNumber,
    boolean received,
    List<Item> items,
    List<Refund> refunds,
    List<Shipment> shipments,
    List<HeldBack> heldBack) {

  public ReturnSnapshot {
    heldBack = heldBack == null ? List.of() : List.copyOf(heldBack);
  }

  /**
   * Whether the other is older. What was taken in as of a time to come, before that was refused,
   * outdates nothing.
   */
  public boolean outdates(ReturnSnapshot other, Instant latest) {
    return other.updatedAt.isBefore(updatedAt) && !updatedAt.isAfter(latest);
  }

  public ReturnSnapshot withUpdatedAt(Instant at) {
    return new ReturnSnapshot(
        id,
        rmaNumber,
        reveniStatus,
        status,
        stage,
        terminal,
        attention,
        type,
        instant,
        createdAt,
        at,
        currency,
        orderNumber,
        received,
        items,
        refunds,
        shipments,
        heldBack);
  }

  public enum Part {
    ITEM,
    REFUND,
    SHIPMENT
  }

  /**
   * An item, refund or shipment that could not be read. Nothing of it changes until it can.
   *
   * @param id null where not even that can be read, and for a shipment, which has none
   */
  public record HeldBack(Part part, @Nullable String id) {}

  public boolean holdsBack(Part part) {
    return heldBack.stream().anyMatch(h -> h.part() == part);
  }

  /** One whose id cannot be read may be any. */
  public boolean holdsBack(Part part, String id) {
    return heldBack.stream()
        .anyMatch(h -> h.part() == part && (h.id() == null || h.id().equals(id)));
  }

  public enum ItemStatus {
    PENDING,
    ACCEPTED,
    REJECTED
  }

  public enum RefundStatus {
    PENDING,
    APPROVED,
    COMPLETED,
    FAILED,
    REVERSED,
    RECOVERED;

    /** Whether the shopper has had the money, even if it was taken back afterwards. */
    public boolean wasPaid() {
      return this == COMPLETED || this == REVERSED || this == RECOVERED;
    }
  }

  /**
   * @param lineItemId the order's line, when Reveni names it
   * @param sku empty when Reveni names only the line
   * @param reason Reveni's reason as it stands
   * @param receivedQuantity units received so far, when the payload tells it by item
   */
  public record Item(
      String itemId,
      @Nullable String lineItemId,
      String sku,
      int quantity,
      @Nullable String reason,
      @Nullable BigDecimal amount,
      ItemStatus status,
      @Nullable Integer receivedQuantity,
      @Nullable Exchange exchange) {

    /** Whether it is to be exchanged for more goods than it has. */
    public boolean exchangesTooMany() {
      return exchange != null && exchange.quantity() > quantity;
    }

    public Item withStatus(ItemStatus s) {
      return new Item(
          itemId, lineItemId, sku, quantity, reason, amount, s, receivedQuantity, exchange);
    }
  }

  /**
   * @param quantity of the item's units that are exchanged, one for one
   */
  public record Exchange(String sku, int quantity, @Nullable BigDecimal priceDifference) {}

  /**
   * @param amount in major units, as Reveni says it: whether the currency can hold it is the
   *     credit's business
   * @param shipping how much of the amount is for shipping; null when Reveni does not say
   * @param reversedAmount how much was taken back; the whole when absent and the status says so
   */
  public record Refund(
      String refundId,
      RefundStatus status,
      String method,
      String paidBy,
      BigDecimal amount,
      String currency,
      BigDecimal fees,
      @Nullable BigDecimal shipping,
      @Nullable BigDecimal bonus,
      @Nullable BigDecimal reversedAmount,
      @Nullable Instant completedAt,
      List<RefundItem> items) {

    public Refund withStatus(RefundStatus s) {
      return new Refund(
          refundId,
          s,
          method,
          paidBy,
          amount,
          currency,
          fees,
          shipping,
          bonus,
          reversedAmount,
          completedAt,
          items);
    }
  }

  /**
   * @param quantity of the item's units that it is for
   * @param amount for them; null when Reveni names only how many
   */
  public record RefundItem(String itemId, int quantity, @Nullable BigDecimal amount) {}

  public record Shipment(
      String carrier, String trackingNumber, @Nullable String trackingUrl, boolean delivered) {}
}
