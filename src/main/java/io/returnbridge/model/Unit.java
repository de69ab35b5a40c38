package io.returnbridge.model;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of goods of a return. Units are counted from 1 within their item, since each can have
 * its own outcome.
 *
 * @param sku empty while it is not known: Reveni named only the line, and that has not been found
 * @param allocation the order line that this unit is a return of; chosen once, then kept
 * @param sellingChannel the channel that sold it: the line's supply channel, else its distribution
 *     channel, else the store's default; null while the order is unknown and the store has no
 *     default
 * @param reasonCode approved code, or null while the reason is missing or unmapped
 * @param outcome what inspection decided, null before it
 * @param location where the unit is, in the words of {@code channels.csv}: null before receipt and
 *     for custom line items
 * @param released the return or the item was cancelled before a ReturnInfo was written: the line is
 *     free again
 * @param settled the payment state that finance chose, where refunds cannot be matched to units;
 *     null while nobody had to
 */
public record Unit(
    String itemId,
    int n,
    String sku,
    @Nullable Allocation allocation,
    @Nullable String sellingChannel,
    @Nullable String reasonCode,
    boolean received,
    @Nullable Outcome outcome,
    @Nullable String location,
    boolean released,
    @Nullable String settled) {

  /** One of which nothing is known but what it is. */
  public static Unit of(String itemId, int n, String sku) {
    return new Unit(itemId, n, sku, null, null, null, false, null, null, false, null);
  }

  /** A custom line item: no stock. */
  public boolean isCustom() {
    return allocation != null && allocation.custom();
  }

  public boolean neverCame() {
    return outcome != null && outcome.grade().equals(NEVER_CAME);
  }

  /** The grade of goods that never come, or that the shopper keeps: no stock, so it is named. */
  public static final String NEVER_CAME = "not_received";

  /**
   * @param orderNumber the original order, or one of its exchange orders
   * @param custom whether the line is a custom line item: no stock
   * @param place which of the line's units it is, from 1; no two units are the same one. 0 where it
   *     was given before that was counted
   */
  public record Allocation(String orderNumber, String lineItemId, boolean custom, int place) {

    public Allocation(String orderNumber, String lineItemId, boolean custom) {
      this(orderNumber, lineItemId, custom, 0);
    }

    /** The line, which units share that have their own places on it. */
    public Allocation line() {
      return new Allocation(orderNumber, lineItemId, custom);
    }
  }

  /**
   * What a warehouse scan decided about one unit.
   *
   * @param scan {@code source/scanId} of the scan that counts
   * @param location of {@code channels.csv}, or {@code none}
   * @param shipmentState {@code BackInStock}, {@code Unusable}, or null for unchanged
   * @param verdict {@code accepted}, {@code rejected}, or null for none
   */
  public record Outcome(
      String scan,
      String grade,
      String location,
      @Nullable String shipmentState,
      @Nullable String verdict,
      @Nullable String rejectReason) {}

  /** Natural key of the unit's return item in commercetools. */
  public String key(ReturnId id) {
    return Keys.returnItem(id.id(), itemId, n);
  }

  /**
   * Whether what stands under the unit's key on an order is the unit's return item: its return and
   * its line agree. Anything else under that key is another's, and is left alone.
   */
  public boolean isShownBy(OrderView.ReturnItem item, ReturnId id) {
    return new FieldValue.Text(id.id()).equals(item.custom().get("reveniReturnId"))
        && (allocation == null || allocation.lineItemId().equals(item.lineItemId()));
  }

  /**
   * Whether the order has not the line that the unit was allocated to, as when it was created anew
   * under its number, and shows no return item of it either.
   */
  public boolean hasLostItsLine(OrderView order, ReturnId id) {
    return allocation != null
        && allocation.orderNumber().equals(order.orderNumber())
        && order.lines().stream().noneMatch(l -> l.id().equals(allocation.lineItemId()))
        && order.returnItem(key(id)).isEmpty();
  }

  /** What people call it: its SKU, or its item while Reveni names only the line. */
  public String goods() {
    return sku.isEmpty() ? "item " + itemId : sku;
  }

  /** Whether the goods have that SKU, whoever names it: blanks around it say nothing. */
  public boolean hasSku(String named) {
    return isSameSku(sku, named);
  }

  static boolean isSameSku(String one, String other) {
    return one.strip().equals(other.strip());
  }

  public boolean is(String item, int number) {
    return n == number && itemId.equals(item);
  }

  /**
   * Whether one of these scans has decided it.
   *
   * @param scans {@code source/scanId}
   */
  public boolean isBy(Set<String> scans) {
    return outcome != null && scans.contains(outcome.scan());
  }

  public Unit withSku(String s) {
    return with(u -> u.sku = s);
  }

  public Unit withAllocation(@Nullable Allocation a, @Nullable String channel) {
    return with(
        u -> {
          u.allocation = a;
          u.sellingChannel = channel;
        });
  }

  public Unit withReasonCode(@Nullable String code) {
    return with(u -> u.reasonCode = code);
  }

  public Unit withReceived(boolean r) {
    return with(u -> u.received = r);
  }

  public Unit withOutcome(@Nullable Outcome o) {
    return with(u -> u.outcome = o);
  }

  public Unit withLocation(@Nullable String l) {
    return with(u -> u.location = l);
  }

  public Unit withReleased(boolean r) {
    return with(u -> u.released = r);
  }

  public Unit withSettled(String paymentState) {
    return with(u -> u.settled = paymentState);
  }

  private Unit with(Consumer<Changed> change) {
    Changed changed = new Changed(this);
    change.accept(changed);
    return new Unit(
        itemId,
        n,
        changed.sku,
        changed.allocation,
        changed.sellingChannel,
        changed.reasonCode,
        changed.received,
        changed.outcome,
        changed.location,
        changed.released,
        changed.settled);
  }

  /** What of a unit can change, while it does. */
  private static final class Changed {
    private String sku;
    private @Nullable Allocation allocation;
    private @Nullable String sellingChannel;
    private @Nullable String reasonCode;
    private boolean received;
    private @Nullable Outcome outcome;
    private @Nullable String location;
    private boolean released;
    private @Nullable String settled;

    Changed(Unit from) {
      sku = from.sku;
      allocation = from.allocation;
      sellingChannel = from.sellingChannel;
      reasonCode = from.reasonCode;
      received = from.received;
      outcome = from.outcome;
      location = from.location;
      released = from.released;
      settled = from.settled;
    }
  }
}
