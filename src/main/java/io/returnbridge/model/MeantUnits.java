package io.returnbridge.model;

import io.returnbridge.model.RefundMoney.OfItem;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which units are meant where Reveni names an item and how many of it: the one place that decides
 * which unit is exchanged, which is refunded, and which one a scan is of. What a unit's return item
 * shows for good, or what finance has settled, stays.
 *
 * <ul>
 *   <li>Refunds take units that came first, else the lowest n; exchanges take the others.
 *   <li>Refunds that name an item cover n of its units when what they say of it, times its
 *       quantity, comes to n times its amount. Refunds that name none cover all that is left, or
 *       nothing. A unit that is worth nothing, or of which Reveni does not say it, is refunded with
 *       the last one of the others.
 *   <li>What does not come, cannot be sold or is rejected are units that are not refunded, what can
 *       be sold are units that are.
 * </ul>
 */
public final class MeantUnits {

  public static final String REFUNDED = "Refunded";
  public static final String NOT_REFUNDED = "NotRefunded";

  private final ReturnState state;
  private final RefundableUnits debts;
  private final RefundMoney money;
  private final Map<String, Goods> goods = new LinkedHashMap<>();
  private final Map<String, String> decided = new HashMap<>();
  private final Set<String> refunded = new HashSet<>();
  private final Map<String, Integer> exchanged = new HashMap<>();
  private final Map<String, Unit> untaken = new LinkedHashMap<>();

  /**
   * @param shown the payment state that a unit's return item has on its order; empty for none
   */
  public MeantUnits(ReturnState state, Function<Unit, Optional<String>> shown) {
    this.state = state;
    this.debts = new RefundableUnits(state);
    state.snapshot().items().forEach(i -> goods.put(i.itemId(), new Goods(i)));
    for (Unit unit : state.units()) {
      Goods of = goods.get(unit.itemId());
      shown
          .apply(unit)
          .filter(s -> s.equals(REFUNDED) || s.equals(NOT_REFUNDED))
          .or(() -> Optional.ofNullable(unit.settled()))
          .ifPresent(s -> decided.put(id(unit), s));
      if (of != null && !debts.isCancelled(unit)) {
        (debts.isRejected(unit) ? of.rejected : of.owed).add(unit);
      }
    }
    this.money = new RefundMoney(state.snapshot(), i -> goodsOf(i.itemId()).rejected.size());
    goods.values().forEach(this::exchange);
    goods.values().forEach(this::refund);
    refundUnnamed();
    refundWorthless();
    goods.values().forEach(this::keepUntaken);
    keepUntakenUnnamed();
  }

  /** By the state alone, where nothing that an order shows can change what is asked. */
  public MeantUnits(ReturnState state) {
    this(state, unit -> Optional.empty());
  }

  /**
   * What orders show of units.
   *
   * @param orders by order number, as last seen; empty for one that shows nothing
   */
  public static Function<Unit, Optional<String>> shownOn(
      ReturnId id, Function<String, Optional<OrderView>> orders) {
    Map<String, Optional<OrderView>> seen = new HashMap<>();
    return unit -> {
      Unit.Allocation allocation = unit.allocation();
      return allocation == null
          ? Optional.empty()
          : seen.computeIfAbsent(allocation.orderNumber(), orders)
              .flatMap(o -> o.returnItem(unit.key(id)))
              .filter(item -> unit.isShownBy(item, id))
              .map(OrderView.ReturnItem::paymentState);
    };
  }

  /** {@code Refunded}, {@code NotRefunded}, or nothing while it is open. */
  public Optional<String> paymentState(Unit unit) {
    String said = decided.get(id(unit));
    if (said != null) {
      return Optional.of(said);
    }
    Goods of = goods.get(unit.itemId());
    if (of == null || debts.isCancelled(unit)) {
      return Optional.of(NOT_REFUNDED);
    }
    Integer place = exchanged.get(id(unit));
    if (place != null) {
      return place < ordered(of.item) ? Optional.of(NOT_REFUNDED) : Optional.empty();
    }
    if (debts.isRejectionOpen(unit) || untaken.containsKey(id(unit))) {
      return Optional.empty();
    }
    if (debts.isRejected(unit)) {
      return Optional.of(NOT_REFUNDED);
    }
    return refunded.contains(id(unit)) ? Optional.of(REFUNDED) : Optional.empty();
  }

  /**
   * The units whose money cannot be matched: paid in part, or not taken back although they are
   * rejected. Finance settles them when nothing more is to come.
   */
  public List<Unit> unallocated() {
    List<Unit> found = new ArrayList<>();
    for (Goods of : goods.values()) {
      if (isPaidInPart(of)) {
        of.open.stream().filter(u -> !refunded.contains(id(u))).forEach(found::add);
      }
    }
    found.addAll(untaken.values());
    return List.copyOf(found);
  }

  /** What was paid, and what the units that it is for come to. */
  public String sums() {
    BigDecimal worth = BigDecimal.ZERO;
    for (Goods of : goods.values()) {
      long units =
          of.owed.stream().filter(u -> !NOT_REFUNDED.equals(decided.get(id(u)))).count()
              + untaken.values().stream().filter(u -> u.itemId().equals(of.item.itemId())).count();
      worth = worth.add(money.worth(of.item, units));
    }
    String currency = state.snapshot().currency();
    return "they come to %s, the units to %s"
        .formatted(Money.text(money.net(), currency), Money.text(worth, currency));
  }

  /** The units of the item that are to be exchanged: those that have their order come first. */
  public List<Unit> exchanged(String itemId) {
    Goods of = goods.get(itemId);
    return of == null ? List.of() : List.copyOf(of.exchanged);
  }

  /**
   * Whether the item's exchange is to become an order: agreed, and none of its units cancelled or
   * rejected; of a return that is rejected, and on a merchant that waits for inspection, they are
   * accepted as well.
   */
  public boolean releases(Item item, ExchangeRelease release) {
    ReturnStage stage = state.snapshot().stage();
    boolean mustBeAccepted = release == ExchangeRelease.ACCEPTED || stage == ReturnStage.REJECTED;
    List<Unit> units = exchanged(item.itemId());
    return item.exchange() != null
        && !item.exchangesTooMany()
        && stage != ReturnStage.CANCELLED
        && item.exchange().quantity() > 0
        && units.stream().noneMatch(u -> debts.isRejected(u) && !debts.isRejectionOpen(u))
        && (!mustBeAccepted || units.stream().allMatch(debts::isAccepted));
  }

  /**
   * The units that a scan takes of those that it may be of: such as came first, unless it says that
   * they never did. Sorting is stable: of what is alike, items and n keep their order.
   */
  public List<Unit> scanned(
      List<Unit> free, String grade, int quantity, Function<Unit, Fate> fate) {
    boolean came = !grade.equals(Unit.NEVER_CAME);
    return free.stream()
        .sorted(Comparator.comparing((Unit u) -> u.received() != came).thenComparing(inTurn(fate)))
        .limit(quantity)
        .toList();
  }

  public Comparator<Unit> inTurn(Function<Unit, Fate> fate) {
    return Comparator.comparingInt(
        unit -> {
          int rank = isRefunded(unit) ? 2 : isExchanged(unit) ? 1 : 0;
          return switch (fate.apply(unit)) {
            case LOST -> rank;
            case UNDECIDED -> 0;
            case KEPT -> 2 - rank;
          };
        });
  }

  private boolean isRefunded(Unit unit) {
    return REFUNDED.equals(decided.get(id(unit))) || refunded.contains(id(unit));
  }

  private boolean isExchanged(Unit unit) {
    return exchanged.containsKey(id(unit));
  }

  /** How many units of the item have their exchange order. One that is over is none. */
  private long ordered(Item item) {
    return state.exchanges().stream()
        .filter(e -> e.orderId() != null && !e.isOver())
        .flatMap(e -> e.lines().stream())
        .filter(l -> l.itemId().equals(item.itemId()))
        .mapToLong(ExchangePlan.Line::quantity)
        .sum();
  }

  /**
   * While Reveni names more than there are, any may be meant. A rejected unit is exchanged only
   * when refunds leave too few others.
   */
  private void exchange(Goods of) {
    Exchange exchange = of.item.exchange();
    if (exchange != null) {
      int wanted = Math.min(exchange.quantity(), of.item.quantity());
      long lacking = wanted + money.kept(of.item) - of.owed.size();
      long ofRejected = Math.max(0, Math.min(Math.min(wanted, of.rejected.size()), lacking));
      Comparator<Unit> last =
          Comparator.comparingInt(this::turnOfExchange)
              .thenComparing(u -> u.allocation() == null)
              .thenComparing(asRefunded().reversed());
      List<Unit> others =
          of.owed.stream().sorted(last).limit(Math.max(0, wanted - ofRejected)).toList();
      of.exchanged.addAll(others);
      of.exchanged.addAll(of.rejected.stream().sorted(last).limit(ofRejected).toList());
      for (int place = 0; place < of.exchanged.size(); place++) {
        exchanged.put(id(of.exchanged.get(place)), place);
      }
      of.owed.removeIf(u -> exchanged.containsKey(id(u)));
      of.rejected.removeIf(u -> exchanged.containsKey(id(u)));
    }
    of.owed.stream()
        .filter(u -> !decided.containsKey(id(u)))
        .sorted(asRefunded())
        .forEach(of.open::add);
  }

  private int turnOfExchange(Unit unit) {
    String said = decided.get(id(unit));
    return NOT_REFUNDED.equals(said) ? 0 : said == null ? 1 : 2;
  }

  /** In the order in which refunds take units. */
  private static Comparator<Unit> asRefunded() {
    return Comparator.comparing((Unit unit) -> !hasCome(unit)).thenComparingInt(Unit::n);
  }

  private static boolean hasCome(Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    return unit.received() && (outcome == null || !outcome.grade().equals(Unit.NEVER_CAME));
  }

  private void refund(Goods of) {
    of.covered = money.kept(of.item);
    long spent =
        count(of.owed, REFUNDED)
            + count(of.exchanged, REFUNDED)
            + Math.max(0, count(of.rejected, REFUNDED) - money.takenBack(of.item));
    of.open.stream().limit(Math.max(0, of.covered - spent)).forEach(u -> refunded.add(id(u)));
  }

  private long count(List<Unit> units, String said) {
    return units.stream().filter(u -> said.equals(decided.get(id(u)))).count();
  }

  /** What cannot be read may be worth a part of the money. */
  private void refundUnnamed() {
    ReturnSnapshot snapshot = state.snapshot();
    BigDecimal kept = money.unnamedNet();
    BigDecimal lacking = BigDecimal.ZERO;
    BigDecimal ofRejected = BigDecimal.ZERO;
    List<Unit> left = new ArrayList<>();
    for (Goods of : goods.values()) {
      if (of.isValued()) {
        long owed = of.owed.size() + count(of.exchanged, REFUNDED) - count(of.owed, NOT_REFUNDED);
        BigDecimal net = money.of(of.item.itemId()).net();
        BigDecimal alone = money.lacking(of.item, owed, net);
        BigDecimal together = money.lacking(of.item, owed + count(of.rejected, REFUNDED), net);
        lacking = lacking.add(together);
        ofRejected = ofRejected.add(together.subtract(alone));
        of.open.stream().filter(u -> !refunded.contains(id(u))).forEach(left::add);
      }
    }
    lacking = lacking.subtract(ofRejected.min(money.unnamedTaken()));
    if (!snapshot.holdsBack(Part.ITEM) && kept.signum() > 0 && kept.compareTo(lacking) >= 0) {
      left.forEach(u -> refunded.add(id(u)));
    }
  }

  private void refundWorthless() {
    ReturnSnapshot snapshot = state.snapshot();
    if (snapshot.holdsBack(Part.ITEM) || snapshot.holdsBack(Part.REFUND)) {
      return;
    }
    List<Unit> worthless = new ArrayList<>();
    boolean alone = true;
    boolean last = true;
    for (Goods of : goods.values()) {
      if (isWorthless(of)) {
        worthless.addAll(of.open);
      } else {
        alone &= of.open.isEmpty() && count(of.owed, REFUNDED) == 0;
        last &= of.open.stream().allMatch(u -> refunded.contains(id(u)));
      }
    }
    if (alone ? isAllPaid() : last) {
      worthless.forEach(u -> refunded.add(id(u)));
    }
  }

  /** Or Reveni does not say what it is worth, nor names any of it. */
  private boolean isWorthless(Goods of) {
    return !of.isValued() && (of.item.amount() != null || money.of(of.item.itemId()).units() == 0);
  }

  private boolean isAllPaid() {
    return money.net().signum() > 0
        && state.snapshot().refunds().stream().allMatch(r -> r.status().wasPaid());
  }

  private void keepUntaken(Goods of) {
    long back = money.takenBack(of.item);
    long untakenUnits = Math.max(0, paidRejected(of) - back) - count(of.rejected, REFUNDED);
    undecided(of.rejected).limit(Math.max(0, untakenUnits)).forEach(u -> untaken.put(id(u), u));
  }

  /** How many rejected units of the item refunds that name it have paid. */
  private long paidRejected(Goods of) {
    return Math.min(of.rejected.size(), Math.max(0, money.paid(of.item) - of.owed.size()));
  }

  private Stream<Unit> undecided(List<Unit> units) {
    return units.stream()
        .filter(u -> !decided.containsKey(id(u)) && !untaken.containsKey(id(u)))
        .sorted(Comparator.comparingInt(Unit::n));
  }

  /** Refunds that name no items had come to the rejected units as well. */
  private void keepUntakenUnnamed() {
    BigDecimal worth = BigDecimal.ZERO;
    BigDecimal lacking = BigDecimal.ZERO;
    boolean anyOwed = false;
    boolean anyUnknown = false;
    List<Unit> units = new ArrayList<>();
    for (Goods of : goods.values()) {
      anyOwed |= !of.owed.isEmpty();
      if (of.isValued()) {
        long unpaid = of.rejected.size() - paidRejected(of);
        worth = worth.add(money.worth(of.item, unpaid));
        lacking =
            lacking.add(money.lacking(of.item, of.owed.size(), money.of(of.item.itemId()).paid()));
        if (unpaid > 0) {
          undecided(of.rejected).forEach(units::add);
        }
      } else if (of.item.amount() == null) {
        anyUnknown |= !of.rejected.isEmpty();
        undecided(of.rejected).forEach(units::add);
      }
    }
    boolean paid =
        worth.signum() > 0
            ? money.unnamed().compareTo(lacking.add(worth)) >= 0
                && money.unnamedTaken().compareTo(worth) < 0
            : anyUnknown && !anyOwed && money.unnamedNet().signum() > 0;
    if (paid) {
      units.forEach(u -> untaken.put(id(u), u));
    }
  }

  private boolean isPaidInPart(Goods of) {
    if (money.unnamedNet().signum() > 0 || money.isAnyUncounted(of.item.itemId())) {
      return true;
    }
    if (isWorthless(of)) {
      return money.net().signum() > 0
          && state.snapshot().refunds().stream().anyMatch(r -> r.status() == RefundStatus.FAILED);
    }
    if (!of.isValued()) {
      return false;
    }
    OfItem said = money.of(of.item.itemId());
    BigDecimal covered =
        Objects.requireNonNull(of.item.amount()).multiply(BigDecimal.valueOf(of.covered));
    return said.kept() > of.covered
        || money.divided(said.net().subtract(covered), of.item.quantity()).signum() > 0;
  }

  private Goods goodsOf(String itemId) {
    return Objects.requireNonNull(goods.get(itemId));
  }

  private static String id(Unit unit) {
    return unit.itemId() + "/" + unit.n();
  }
}
