package io.returnbridge.steps.accept;

import static io.returnbridge.model.Returns.naming;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.Fate;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Refunds, receipts and scans in any order, with an order that shows for good what it was told. The
 * model knows money in cents and nothing of units.
 */
class UnitsByMoneyTest {

  private static final int RUNS = 2_000;

  /** What may happen next. */
  private interface Step {
    void in(Story story);
  }

  /** A return while it happens. */
  private static final class Story {
    private final List<Item> items;
    private final List<Refund> refunds = new ArrayList<>();
    private final Map<String, String> shown = new HashMap<>();
    private final Map<String, Long> paid = new HashMap<>();
    private long unnamed;
    private ReturnState now;

    Story(List<Item> items) {
      this.items = items;
      this.now = state(snapshot("received", 1, items, List.of()), units(items));
    }

    private static Unit[] units(List<Item> items) {
      List<Unit> units = new ArrayList<>();
      for (Item item : items) {
        for (int n = 1; n <= item.quantity(); n++) {
          units.add(unit(item.itemId(), n, item.sku(), "l1"));
        }
      }
      return units.toArray(Unit[]::new);
    }

    MeantUnits meant() {
      return new MeantUnits(now, u -> Optional.ofNullable(shown.get(id(u))));
    }

    void pays(String itemId, long cents) {
      Refund refund =
          refund(
              "rf-" + refunds.size(),
              BigDecimal.valueOf(cents, 2).toPlainString(),
              RefundStatus.COMPLETED);
      refunds.add(
          itemId.isEmpty()
              ? refund
              : naming(refund, new RefundItem(itemId, 1, BigDecimal.valueOf(cents, 2))));
      if (itemId.isEmpty()) {
        unnamed += cents;
      } else {
        paid.merge(itemId, cents, Long::sum);
      }
      now = state(snapshot("received", 1, items, refunds), now.units().toArray(Unit[]::new));
    }

    void receives(String itemId, int n) {
      now = now.mapUnits(u -> u.is(itemId, n) ? u.withReceived(true) : u);
    }

    /** Some unit that was not scanned yet, in the turn that the goods have. */
    void scans(String itemId, String grade, Fate fate) {
      now.units().stream()
          .filter(u -> u.itemId().equals(itemId) && u.outcome() == null)
          .min(
              Comparator.comparing((Unit u) -> u.received() != (fate == Fate.KEPT))
                  .thenComparing(meant().inTurn(u -> fate)))
          .ifPresent(
              chosen ->
                  now =
                      now.mapUnits(
                          u ->
                              u.is(chosen.itemId(), chosen.n())
                                  ? u.withOutcome(
                                      new Unit.Outcome("wh/s", grade, "none", null, null, null))
                                  : u));
    }

    /** What mirror-status does. */
    void mirror() {
      MeantUnits meant = meant();
      for (Unit unit : now.units()) {
        if (unit.received() && !shown.containsKey(id(unit))) {
          meant.paymentState(unit).ifPresent(s -> shown.put(id(unit), s));
        }
      }
    }

    long refunded(Item item) {
      return now.units().stream()
          .filter(u -> u.itemId().equals(item.itemId()))
          .filter(u -> meant().paymentState(u).equals(Optional.of(MeantUnits.REFUNDED)))
          .count();
    }
  }

  @Test
  void refundsReceiptsAndScansMayComeInAnyOrder() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      List<Item> items = items(random);
      List<Step> steps = steps(items, random);
      Map<String, Long> first = null;
      for (int order = 0; order < 3; order++) {
        Collections.shuffle(steps, random);
        Story story = new Story(items);
        for (Step step : steps) {
          Map<String, String> before = Map.copyOf(story.shown);
          step.in(story);
          story.mirror();
          assertThat(story.shown).as("final, seed " + seed).containsAllEntriesOf(before);
          assertPaid(story, seed);
        }
        Map<String, Long> refunded = new HashMap<>();
        items.forEach(i -> refunded.put(i.itemId(), story.refunded(i)));
        assertCovered(story, refunded, seed);
        if (first != null) {
          assertThat(refunded).as("in any order, seed " + seed).isEqualTo(first);
        }
        first = refunded;
      }
    }
  }

  private static List<Item> items(Random random) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      int quantity = 1 + random.nextInt(3);
      long cents = 1 + random.nextInt(40) * 25L;
      items.add(
          new Item(
              "i" + i,
              null,
              "A" + i,
              quantity,
              "too_small",
              BigDecimal.valueOf(cents, 2),
              ItemStatus.PENDING,
              null,
              null));
    }
    return items;
  }

  private static List<Step> steps(List<Item> items, Random random) {
    List<Step> steps = new ArrayList<>();
    for (Item item : items) {
      long cents = cents(item);
      int parts = random.nextInt(4);
      for (int part = 0; part < parts; part++) {
        long some = random.nextBoolean() ? cents / Math.max(1, parts) : 1 + random.nextInt(300);
        if (some > 0) {
          steps.add(s -> s.pays(item.itemId(), some));
        }
      }
      for (int n = 1; n <= item.quantity(); n++) {
        int unit = n;
        steps.add(s -> s.receives(item.itemId(), unit));
        if (random.nextInt(3) == 0) {
          steps.add(s -> s.scans(item.itemId(), "not_received", Fate.LOST));
        } else {
          steps.add(s -> s.scans(item.itemId(), "a", Fate.KEPT));
        }
      }
    }
    return steps;
  }

  private static long cents(Item item) {
    return item.amount().movePointRight(2).longValueExact();
  }

  /** No more units are shown as refunded than there is money for. */
  private static void assertPaid(Story story, int seed) {
    for (Item item : story.items) {
      long shown =
          story.now.units().stream()
              .filter(u -> u.itemId().equals(item.itemId()))
              .filter(u -> MeantUnits.REFUNDED.equals(story.shown.get(id(u))))
              .count();
      assertThat(shown * cents(item))
          .as("seed " + seed)
          .isLessThanOrEqualTo(
              Math.multiplyExact(
                  story.paid.getOrDefault(item.itemId(), 0L), (long) item.quantity()));
    }
  }

  private static void assertCovered(Story story, Map<String, Long> refunded, int seed) {
    for (Item item : story.items) {
      long paid = story.paid.getOrDefault(item.itemId(), 0L);
      long n = 0;
      while (n < item.quantity() && paid * item.quantity() >= (n + 1) * cents(item)) {
        n++;
      }
      assertThat(refunded.get(item.itemId())).as("seed " + seed).isEqualTo(n);
    }
  }

  @Test
  void refundsWithoutItemsAreForAllThatIsLeftOrForNone() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      List<Item> items = items(random);
      List<Step> steps = steps(items, random);
      steps.add(s -> s.pays("", 1 + random.nextInt(1500)));
      Collections.shuffle(steps, random);
      Story story = new Story(items);
      steps.forEach(step -> step.in(story));
      story.mirror();

      long lacking = 0;
      for (Item item : items) {
        long paid = story.paid.getOrDefault(item.itemId(), 0L);
        lacking += Math.max(0, cents(item) - paid);
      }
      boolean all = story.unnamed >= lacking;
      Map<String, Long> refunded = new HashMap<>();
      items.forEach(i -> refunded.put(i.itemId(), story.refunded(i)));
      if (all) {
        items.forEach(i -> assertThat(refunded.get(i.itemId())).isEqualTo((long) i.quantity()));
      } else {
        assertCovered(story, refunded, seed);
      }
    }
  }

  private static String id(Unit unit) {
    return unit.itemId() + "/" + unit.n();
  }
}
