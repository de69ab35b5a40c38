package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What paid refunds in the return's currency say of its items, with their fees, and what was taken
 * back of it. Sums are exact, and have no bound. A refund that names items pays for these alone:
 *
 * <ul>
 *   <li>An amount of an item counts with the refund's fees, as far as the refund does not come to
 *       all of it already.
 *   <li>An item that is named without an amount counts by its quantity, as far as the refund has
 *       money for it.
 *   <li>What is taken back is first that of rejected units, then of all items alike.
 * </ul>
 */
final class RefundMoney {

  /**
   * What is said of one item. The amounts are times the item's quantity, so that nothing is
   * divided: n units are worth n times the item's amount then.
   *
   * @param paid with fees
   * @param taken back of it
   * @param units that paid refunds name
   * @param kept those of them that were not taken back with the whole refund
   */
  record OfItem(BigDecimal paid, BigDecimal taken, long units, long kept) {
    private static final OfItem NOTHING = new OfItem(BigDecimal.ZERO, BigDecimal.ZERO, 0, 0);

    BigDecimal net() {
      return paid.subtract(taken);
    }

    private OfItem plus(OfItem other) {
      return new OfItem(
          paid.add(other.paid),
          taken.add(other.taken),
          Math.addExact(units, other.units),
          Math.addExact(kept, other.kept));
    }
  }

  private final ReturnSnapshot snapshot;
  private final ToLongFunction<Item> rejected;
  private final Map<String, Item> items = new HashMap<>();
  private final Map<String, OfItem> named = new HashMap<>();
  private final Set<String> uncounted = new HashSet<>();
  private BigDecimal unnamed = BigDecimal.ZERO;
  private BigDecimal unnamedTaken = BigDecimal.ZERO;
  private BigDecimal net = BigDecimal.ZERO;
  private boolean anyUncounted;

  /**
   * @param rejected how many units of the item are
   */
  RefundMoney(ReturnSnapshot snapshot, ToLongFunction<Item> rejected) {
    this.snapshot = snapshot;
    this.rejected = rejected;
    snapshot.items().forEach(i -> items.put(i.itemId(), i));
    snapshot.refunds().stream().filter(r -> r.status().wasPaid()).forEach(this::add);
  }

  OfItem of(String itemId) {
    return named.getOrDefault(itemId, OfItem.NOTHING);
  }

  /** How many units of the item the refunds that name it come to. */
  long paid(Item item) {
    BigDecimal amount = item.amount();
    return amount == null ? of(item.itemId()).units() : units(of(item.itemId()).paid(), amount);
  }

  /** The same, less what was taken back. */
  long kept(Item item) {
    BigDecimal amount = item.amount();
    return amount == null ? of(item.itemId()).kept() : units(of(item.itemId()).net(), amount);
  }

  /** How many units of the item were paid and are so no more. */
  long takenBack(Item item) {
    BigDecimal amount = item.amount();
    return amount == null ? paid(item) - kept(item) : units(of(item.itemId()).taken(), amount);
  }

  /** None of what is worth nothing. */
  private static long units(BigDecimal scaled, BigDecimal amount) {
    return amount.signum() <= 0
        ? 0
        : scaled
            .divideToIntegralValue(amount)
            .min(BigDecimal.valueOf(Integer.MAX_VALUE))
            .longValue();
  }

  /**
   * What is still to be paid for so many units of an item that is worth something.
   *
   * @param named what refunds that name it say, times its quantity
   */
  BigDecimal lacking(Item item, long units, BigDecimal named) {
    BigDecimal amount = Objects.requireNonNull(item.amount());
    BigDecimal scaled = amount.multiply(BigDecimal.valueOf(units)).subtract(named);
    return divided(scaled.max(BigDecimal.ZERO), item.quantity());
  }

  /** Of refunds that name no items. */
  BigDecimal unnamed() {
    return unnamed;
  }

  BigDecimal unnamedTaken() {
    return unnamedTaken;
  }

  BigDecimal unnamedNet() {
    return unnamed.subtract(unnamedTaken);
  }

  /** Of all refunds that count. */
  BigDecimal net() {
    return net;
  }

  /**
   * Whether money was paid that may be for the item and that nothing can be said of: in another
   * currency, not to be held by the currency, or for items that the return does not have.
   */
  boolean isAnyUncounted(String itemId) {
    return anyUncounted || uncounted.contains(itemId);
  }

  /** The part of a minor unit that a currency cannot divide is left out. */
  BigDecimal worth(Item item, long units) {
    BigDecimal amount = item.amount();
    return amount == null
        ? BigDecimal.ZERO
        : divided(amount.multiply(BigDecimal.valueOf(units)), item.quantity());
  }

  BigDecimal divided(BigDecimal amount, int by) {
    return by == 0
        ? BigDecimal.ZERO
        : amount.divide(BigDecimal.valueOf(by), digits(), RoundingMode.FLOOR);
  }

  private int digits() {
    return Money.digits(snapshot.currency()).orElse(0);
  }

  private void add(Refund refund) {
    if (!counts(refund)) {
      refund.items().forEach(i -> uncounted.add(i.itemId()));
      anyUncounted |= refund.items().isEmpty();
      return;
    }
    BigDecimal paid = refund.amount().add(refund.fees());
    BigDecimal taken = taken(refund, paid);
    net = net.add(paid).subtract(taken);
    if (refund.items().isEmpty()) {
      unnamed = unnamed.add(paid);
      unnamedTaken = unnamedTaken.add(taken);
    } else {
      addNamed(refund, paid, taken);
    }
  }

  /** What makes no credit makes no unit refunded either. */
  private boolean counts(Refund refund) {
    BigDecimal reversed = refund.reversedAmount();
    return RefundBounds.areKeptBy(refund)
        && refund.currency().equals(snapshot.currency())
        && isAmount(refund.amount())
        && isAmount(refund.fees())
        && (reversed == null || isAmount(reversed))
        && refund.items().stream()
            .map(RefundItem::amount)
            .allMatch(amount -> amount == null || isAmount(amount));
  }

  private boolean isAmount(BigDecimal amount) {
    return amount.signum() >= 0 && Money.exact(amount, snapshot.currency()).isPresent();
  }

  private static BigDecimal taken(Refund refund, BigDecimal paid) {
    if (refund.status() == RefundStatus.COMPLETED) {
      return BigDecimal.ZERO;
    }
    BigDecimal reversed = refund.reversedAmount();
    return reversed == null || reversed.compareTo(refund.amount()) >= 0 ? paid : reversed;
  }

  /** An item that a refund names, and the money that it has for it. */
  private record Share(Item item, long units, BigDecimal money, boolean byQuantity) {
    /** Times the item's quantity. */
    BigDecimal scaled() {
      BigDecimal amount = item.amount();
      return byQuantity && amount != null
          ? amount.multiply(BigDecimal.valueOf(units))
          : money.multiply(BigDecimal.valueOf(item.quantity()));
    }
  }

  private void addNamed(Refund refund, BigDecimal paid, BigDecimal taken) {
    List<Share> shares = shares(refund, paid);
    boolean all = taken.compareTo(paid) >= 0;
    List<BigDecimal> back = back(shares, taken);
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      BigDecimal scaled = share.scaled();
      BigDecimal gone =
          all ? scaled : back.get(i).multiply(BigDecimal.valueOf(share.item().quantity()));
      named.merge(
          share.item().itemId(),
          new OfItem(scaled, gone.min(scaled), share.units(), all ? 0 : share.units()),
          OfItem::plus);
    }
  }

  private List<Share> shares(Refund refund, BigDecimal paid) {
    BigDecimal rest = paid;
    BigDecimal byQuantity = BigDecimal.ZERO;
    for (RefundItem entry : refund.items()) {
      Item item = items.get(entry.itemId());
      BigDecimal amount = entry.amount();
      anyUncounted |= item == null;
      if (amount != null) {
        rest = rest.subtract(amount);
      } else if (item != null) {
        byQuantity = byQuantity.add(worth(item, entry.quantity()));
      }
    }
    rest = rest.max(BigDecimal.ZERO);
    BigDecimal fees =
        refund.items().stream().allMatch(i -> i.amount() != null)
            ? rest.min(refund.fees())
            : BigDecimal.ZERO;
    List<Share> shares = new ArrayList<>();
    for (RefundItem entry : refund.items()) {
      Item item = items.get(entry.itemId());
      if (item == null) {
        continue;
      }
      BigDecimal amount = entry.amount();
      if (amount == null) {
        BigDecimal worth = worth(item, entry.quantity());
        boolean enough = rest.compareTo(byQuantity) >= 0;
        BigDecimal part =
            enough ? worth : rest.multiply(worth).divide(byQuantity, digits(), RoundingMode.FLOOR);
        shares.add(new Share(item, entry.quantity(), part, enough));
      } else {
        BigDecimal lacking = worth(item, entry.quantity()).subtract(amount).max(BigDecimal.ZERO);
        BigDecimal kept = lacking.min(fees);
        fees = fees.subtract(kept);
        shares.add(new Share(item, entry.quantity(), amount.add(kept), false));
      }
    }
    if (!shares.isEmpty() && fees.signum() > 0) {
      Share first = shares.get(0);
      shares.set(0, new Share(first.item(), first.units(), first.money().add(fees), false));
    }
    return shares;
  }

  private List<BigDecimal> back(List<Share> shares, BigDecimal taken) {
    BigDecimal left = taken;
    BigDecimal others = BigDecimal.ZERO;
    List<BigDecimal> back = new ArrayList<>();
    for (Share share : shares) {
      BigDecimal ofRejected =
          worth(share.item(), Math.min(rejected.applyAsLong(share.item()), share.units()))
              .min(share.money())
              .min(left);
      left = left.subtract(ofRejected);
      others = others.add(share.money().subtract(ofRejected));
      back.add(ofRejected);
    }
    left = left.min(others);
    for (int i = 0; i < back.size() && left.signum() > 0; i++) {
      BigDecimal rest = shares.get(i).money().subtract(back.get(i));
      BigDecimal part = left.multiply(rest).divide(others, digits(), RoundingMode.CEILING);
      back.set(i, back.get(i).add(part.min(rest)));
    }
    return back;
  }

  static boolean isWorthSomething(Item item) {
    BigDecimal amount = item.amount();
    return amount != null && amount.signum() > 0;
  }
}
