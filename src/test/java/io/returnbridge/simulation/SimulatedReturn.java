package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One return as it is drawn, what happens to it in its order, and what must come of it. */
final class SimulatedReturn {

  static final String SKU = "TSHIRT-RED-M";
  static final String NEW_SKU = "JEANS-34";
  static final String NEWER_SKU = "JEANS-32";
  static final String OTHER_SKU = "SNEAKERS-40";
  static final long CENTS = 2495;

  enum Kind {
    REFUND,
    REVERSED,
    EXCHANGE,
    CANCELLED,
    UNMAPPED
  }

  final String id;
  final String store;
  final String order;
  final Kind kind;
  final int units;
  final List<String> grades = new ArrayList<>();
  final boolean instant;

  /** Whether a person has said which reason an unmapped one is. */
  boolean classified;

  /** Whether Reveni says first of its refund what no currency can hold. */
  boolean inexact;

  private final boolean inTwo;

  /** Whether the exchange of its second item is agreed when the first has perhaps its order. */
  private final boolean agreedLater;

  /** Whether the last exchange is withdrawn, when it has perhaps its order. */
  private final boolean withdrawn;

  private final World world;
  private final Deque<Runnable> rest = new ArrayDeque<>();
  private final Shopper shopper;

  /** Scans that the warehouse has to send until they are taken. */
  final Deque<byte[]> scans = new ArrayDeque<>();

  private final Runnable announce;

  SimulatedReturn(String id, String store, String order, World world, Runnable announce) {
    this.id = id;
    this.store = store;
    this.order = order;
    this.world = world;
    this.announce = announce;
    Chance chance = world.chance;
    int draw = chance.below(100);
    kind =
        draw < 10
            ? Kind.CANCELLED
            : draw < 28
                ? Kind.EXCHANGE
                : draw < 42 ? Kind.REVERSED : draw < 48 ? Kind.UNMAPPED : Kind.REFUND;
    units = 1 + chance.below(2);
    for (int u = 0; u < units; u++) {
      grades.add(String.valueOf("abc".charAt(chance.below(3))));
    }
    instant = chance.in(0.5);
    inTwo = units == 2 && chance.in(0.5);
    agreedLater = kind == Kind.EXCHANGE && inTwo && chance.in(0.6);
    withdrawn = kind == Kind.EXCHANGE && chance.in(0.35);
    shopper = world.reveni.shopper(store).quiet();
    draw(chance);
  }

  boolean refunded() {
    return kind == Kind.REFUND || kind == Kind.REVERSED || kind == Kind.UNMAPPED;
  }

  boolean received() {
    return kind != Kind.CANCELLED;
  }

  boolean written() {
    return received() && (kind != Kind.UNMAPPED || classified);
  }

  /** Refund id → cents. */
  Map<String, Long> refunds() {
    Map<String, Long> refunds = new TreeMap<>();
    if (refunded()) {
      if (inTwo) {
        refunds.put("rf-1", CENTS);
        refunds.put("rf-2", CENTS);
      } else {
        refunds.put("rf-1", CENTS * units);
      }
    }
    return refunds;
  }

  static String location(String grade) {
    return switch (grade) {
      case "a" -> "saleable";
      case "b" -> "outlet";
      default -> "defective";
    };
  }

  static String shipmentState(String grade) {
    return grade.equals("c") ? "Unusable" : "BackInStock";
  }

  private static String amount(long cents) {
    return BigDecimal.valueOf(cents, 2).setScale(4).toPlainString();
  }

  private void draw(Chance chance) {
    String reason = kind == Kind.UNMAPPED ? "regalo" : "too_small";
    then(
        () -> {
          ReturnBuilder draft =
              ReturnBuilder.ofOrder(order)
                  .id(id)
                  .rmaNumber("RMA-" + id)
                  .currency(store.equals("es") ? "EUR" : "GBP");
          if (instant) {
            draft = draft.instant();
          }
          shopper.create(goods(draft, reason));
        });
    if (kind == Kind.CANCELLED) {
      then(() -> shopper.cancel(id));
      return;
    }
    if (instant) {
      refund();
    }
    int agreed = agreedLater ? chance.below(3) : -1;
    agree(agreed == 0);
    then(() -> shopper.ship(id));
    boolean early = chance.in(0.25);
    if (early) {
      scan(chance);
    }
    agree(agreed == 1);
    then(() -> shopper.receive(id));
    if (!instant) {
      refund();
    }
    if (!early) {
      scan(chance);
    }
    agree(agreed == 2);
    if (withdrawn) {
      then(this::withdraw);
    }
    if (kind == Kind.REVERSED) {
      refunds().keySet().forEach(r -> then(() -> shopper.reverseRefund(id, r, null)));
    }
  }

  /** One item, or two when they are exchanged for different goods. */
  private ReturnBuilder goods(ReturnBuilder draft, String reason) {
    if (kind != Kind.EXCHANGE) {
      return draft.item(SKU, units, reason, amount(CENTS * units));
    }
    if (!inTwo) {
      return draft.exchange(SKU, units, reason, amount(CENTS * units), NEW_SKU);
    }
    ReturnBuilder first = draft.exchange(SKU, 1, reason, amount(CENTS), NEW_SKU);
    return agreedLater
        ? first.item(SKU, 1, reason, amount(CENTS))
        : first.exchange(SKU, 1, reason, amount(CENTS), NEWER_SKU);
  }

  private void agree(boolean now) {
    if (now) {
      then(() -> shopper.agreeExchange(id, "item-2", NEWER_SKU, "0.0000"));
    }
  }

  private void withdraw() {
    shopper.edit(
        id,
        json -> {
          ArrayNode items = (ArrayNode) json.path("return_items");
          ((ObjectNode) items.get(items.size() - 1)).putNull("exchange");
          json.put("type", inTwo ? "mixed" : "refund");
        });
  }

  /** Reveni says what was paid exactly. */
  void correct() {
    inexact = false;
    shopper.edit(
        id,
        json ->
            json.path("refunds")
                .forEach(
                    r ->
                        ((ObjectNode) r)
                            .put("amount", r.path("amount").asText().replaceFirst("50$", "00"))));
    announce.run();
  }

  /** Whether what is paid for its goods can be said without the history. */
  boolean paymentIsKnown() {
    return kind != Kind.REVERSED && !withdrawn && !inexact && !world.obstacle().isInTheWayOf(this);
  }

  boolean isWithdrawn() {
    return withdrawn;
  }

  /** What was agreed and is not wanted any more. */
  String withdrawnSku() {
    return inTwo ? NEWER_SKU : NEW_SKU;
  }

  /** New goods → units. */
  Map<String, Long> exchanges() {
    if (kind != Kind.EXCHANGE) {
      return Map.of();
    }
    if (withdrawn) {
      return inTwo ? Map.of(NEW_SKU, 1L) : Map.of();
    }
    return inTwo ? Map.of(NEW_SKU, 1L, NEWER_SKU, 1L) : Map.of(NEW_SKU, (long) units);
  }

  /** How many orders they come in at most: what is agreed later may have one of its own. */
  int exchangeOrders() {
    return kind != Kind.EXCHANGE ? 0 : (agreedLater ? 2 : 1) + (withdrawn ? 1 : 0);
  }

  private void refund() {
    refunds()
        .forEach(
            (refund, cents) ->
                then(
                    () ->
                        shopper.completeRefund(
                            id,
                            instant
                                ? NewRefund.instant(refund, said(refund, cents))
                                : NewRefund.byMerchant(refund, said(refund, cents)))));
  }

  private String said(String refund, long cents) {
    return inexact && refund.equals("rf-1")
        ? amount(cents).replaceFirst("00$", "50")
        : amount(cents);
  }

  private void scan(Chance chance) {
    boolean together = units == 2 && grades.get(0).equals(grades.get(1)) && chance.in(0.5);
    for (int u = 0; u < (together ? 1 : units); u++) {
      ObjectNode scan = ProgramApi.scanOf(store, id, SKU, together ? 2 : 1, grades.get(u));
      scan.put("scanId", "scan-" + id + "-" + u);
      scan.put("scannedAt", "2026-11-20T10:00:00Z");
      byte[] body = scan.toString().getBytes(StandardCharsets.UTF_8);
      rest.add(
          () -> {
            world.story.tell("the warehouse scans %s", scan);
            scans.add(body);
          });
    }
  }

  private void then(Runnable step) {
    rest.add(
        () -> {
          step.run();
          announce.run();
        });
  }

  boolean isOver() {
    return rest.isEmpty();
  }

  void next() {
    world.story.tell("%s (%s, %d units) goes on", id, kind, units);
    rest.remove().run();
  }
}
