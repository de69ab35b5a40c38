package io.returnbridge.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each unit of a return the order line that it is a return of: once, oldest line with
 * returnable quantity first. A line's returnable quantity is what was bought less what is written
 * in anybody's ReturnInfo less what our other returns hold. A SKU that the original order lacks is
 * looked for on its exchange orders.
 */
public final class Allocator {

  private final List<OrderView> orders;
  private final ReturnId returnId;
  private final @Nullable String defaultChannel;

  private final List<Unit> own;

  /** SKU to how many units of it have a line. */
  private final Map<String, Integer> placed = new LinkedHashMap<>();

  /** Line id to what is still free on it. */
  private final Map<String, Long> free = new LinkedHashMap<>();

  /** Line id to the places that our returns hold on it. */
  private final Map<String, Set<Integer>> taken = new HashMap<>();

  /**
   * What our other returns hold on a line.
   *
   * @param unwritten units that have no return item yet; the others count as written anyway
   * @param places of all of them
   */
  public record Held(long unwritten, Set<Integer> places) {
    static final Held NOTHING = new Held(0, Set.of());
  }

  /**
   * @param orders the original first, then its exchange orders
   * @param own units of this return, which hold their lines already
   * @param heldByOthers by line id
   */
  public Allocator(
      ReturnId returnId,
      List<OrderView> orders,
      List<Unit> own,
      Map<String, Held> heldByOthers,
      @Nullable String defaultChannel) {
    this.returnId = returnId;
    this.orders = orders;
    this.own = own;
    this.defaultChannel = defaultChannel;
    own.stream()
        .filter(u -> u.allocation() != null && !u.released())
        .forEach(u -> placed.merge(u.sku(), 1, Integer::sum));
    for (OrderView order : orders) {
      for (OrderView.Line line : order.lines()) {
        long written =
            order.returnItems().stream()
                .filter(r -> r.lineItemId().equals(line.id()) && !isOf(own, r))
                .mapToLong(OrderView.ReturnItem::quantity)
                .sum();
        long ours = own.stream().filter(u -> holds(u, line)).count();
        Held others = heldByOthers.getOrDefault(line.id(), Held.NOTHING);
        free.put(line.id(), line.quantity() - written - ours - others.unwritten());
        taken.put(line.id(), new HashSet<>(others.places()));
      }
    }
  }

  private boolean isOf(List<Unit> own, OrderView.ReturnItem item) {
    return own.stream()
        .anyMatch(u -> u.key(returnId).equals(item.key()) && u.isShownBy(item, returnId));
  }

  private static boolean holds(Unit unit, OrderView.Line line) {
    Unit.Allocation a = unit.allocation();
    return a != null && !unit.released() && a.lineItemId().equals(line.id());
  }

  /** The unit with its line, or unchanged with a trouble added. */
  public Unit allocate(Unit unit, ReturnSnapshot.@Nullable Item item, List<Trouble> troubles) {
    List<Candidate> candidates = candidates(unit.sku(), item == null ? null : item.lineItemId());
    Optional<Candidate> chosen =
        candidates.stream().filter(c -> free.getOrDefault(c.line.id(), 0L) > 0).findFirst();
    if (chosen.isEmpty()) {
      troubles.add(trouble(candidates.isEmpty() ? "LINE_NOT_FOUND" : "OVER_RETURN", unit));
      return unit;
    }
    Candidate c = chosen.get();
    free.merge(c.line.id(), -1L, Long::sum);
    placed.merge(unit.sku(), 1, Integer::sum);
    String channel = c.line.sellingChannel().orElse(defaultChannel);
    boolean isLines = unit.sku().isEmpty() || unit.hasSku(c.line.sku());
    Unit named = isLines ? unit.withSku(c.line.sku()) : unit;
    return named
        .withAllocation(
            new Unit.Allocation(
                c.order.orderNumber(), c.line.id(), c.line.custom(), place(c.line.id())),
            channel)
        .withReleased(false);
  }

  /** The first that nobody holds. */
  private int place(String lineId) {
    Set<Integer> places = taken.computeIfAbsent(lineId, id -> new HashSet<>());
    own.stream()
        .map(Unit::allocation)
        .filter(a -> a != null && a.lineItemId().equals(lineId))
        .forEach(a -> places.add(a.place()));
    int place = 1;
    while (!places.add(place)) {
      place++;
    }
    return place;
  }

  /** Whether the order has a line for the unit, whatever is left on it. */
  public static boolean hasLine(OrderView order, Unit unit, ReturnSnapshot.@Nullable Item item) {
    String lineItemId = item == null ? null : item.lineItemId();
    return order.lines().stream().anyMatch(l -> l.id().equals(lineItemId) || unit.hasSku(l.sku()));
  }

  /**
   * The line that Reveni names, else every line of that SKU: the original order's first, oldest
   * first.
   */
  private List<Candidate> candidates(String sku, @Nullable String lineItemId) {
    List<Candidate> bySku = new ArrayList<>();
    for (OrderView order : orders) {
      for (OrderView.Line line : order.lines()) {
        if (line.id().equals(lineItemId)) {
          return List.of(new Candidate(order, line));
        }
        if (!sku.isEmpty() && Unit.isSameSku(line.sku(), sku)) {
          bySku.add(new Candidate(order, line));
        }
      }
    }
    return bySku;
  }

  private Trouble trouble(String code, Unit unit) {
    return Trouble.ofItem(
        code,
        unit.itemId(),
        Map.of(
            "sku", unit.goods(),
            "actual", Long.toString(own.stream().filter(u -> isLike(u, unit)).count()),
            "expected", Integer.toString(placed.getOrDefault(unit.sku(), 0))));
  }

  private static boolean isLike(Unit a, Unit b) {
    return a.sku().equals(b.sku()) && !a.released();
  }

  private record Candidate(OrderView order, OrderView.Line line) {}
}
