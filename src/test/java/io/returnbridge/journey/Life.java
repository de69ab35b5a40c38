package io.returnbridge.journey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.Webhook;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The life of one return as it is drawn, and what must be true in commercetools when it is over.
 * What is expected follows from the draw alone; nothing of the program is asked.
 */
final class Life {

  static final String SKU = "TSHIRT-RED-M";
  static final String EXCHANGED_SKU = "JEANS-32";
  static final String NEW_SKU = "JEANS-34";
  static final long CENTS = 2495;

  enum Kind {
    REFUND,
    REVERSED,
    EXCHANGE,
    CANCELLED,
    UNMAPPED
  }

  final String name;
  final String store;
  final String orderNumber;
  final Kind kind;
  final boolean instant;
  final String grade;
  private final Random random;
  private final AtomicInteger doubles;
  private final Deque<WebhookSender.Style> late = new ArrayDeque<>();
  private Webhook last;
  String returnId = "";

  /**
   * @param name of the return, such as {@code G-17}
   */
  Life(String name, String store, String orderNumber, Random random, AtomicInteger doubles) {
    this.name = name;
    this.store = store;
    this.orderNumber = orderNumber;
    this.random = random;
    this.doubles = doubles;
    int draw = random.nextInt(100);
    this.kind =
        draw < 10
            ? Kind.CANCELLED
            : draw < 22
                ? Kind.EXCHANGE
                : draw < 30 ? Kind.REVERSED : draw < 33 ? Kind.UNMAPPED : Kind.REFUND;
    this.instant = random.nextBoolean();
    this.grade = String.valueOf("abc".charAt(random.nextInt(3)));
  }

  String sku() {
    return kind == Kind.EXCHANGE ? EXCHANGED_SKU : SKU;
  }

  String rma() {
    return "RMA-" + name;
  }

  String itemKey() {
    return returnId + "_item-1_1";
  }

  boolean refunded() {
    return kind == Kind.REFUND || kind == Kind.REVERSED || kind == Kind.UNMAPPED;
  }

  boolean received() {
    return kind != Kind.CANCELLED;
  }

  boolean written() {
    return received() && kind != Kind.UNMAPPED;
  }

  /** Of {@code channels.csv}, by dispositions.csv for "too small". */
  String location() {
    return !written()
        ? "awaiting-inspection"
        : switch (grade) {
          case "a" -> "saleable";
          case "b" -> "outlet";
          default -> "defective";
        };
  }

  String shipmentState() {
    return grade.equals("c") ? "Unusable" : "BackInStock";
  }

  /** Plays it to its end, whatever the program is doing meanwhile. */
  void play(Actors actors) {
    Shopper shopper = actors.shopper(store).quiet();
    ReturnBuilder draft =
        ReturnBuilder.ofOrder(orderNumber)
            .rmaNumber(rma())
            .currency(store.equals("es") ? "EUR" : "GBP");
    if (instant) {
      draft = draft.instant();
    }
    String reason = kind == Kind.UNMAPPED ? "regalo" : "too_small";
    draft =
        kind == Kind.EXCHANGE
            ? draft.exchange(EXCHANGED_SKU, 1, reason, "59.9000", NEW_SKU)
            : draft.item(SKU, 1, reason, "24.9500");
    returnId = shopper.create(draft);
    tell(actors);
    if (kind == Kind.CANCELLED) {
      shopper.cancel(returnId);
      settle(actors);
      return;
    }
    if (refunded() && instant) {
      shopper.completeRefund(returnId, NewRefund.instant("rf-1", "24.9500"));
      tell(actors);
    }
    shopper.ship(returnId);
    tell(actors);
    if (random.nextInt(4) == 0) {
      scan(actors);
    }
    shopper.receive(returnId);
    tell(actors);
    if (refunded() && !instant) {
      shopper.completeRefund(returnId, NewRefund.byMerchant("rf-1", "24.9500"));
      tell(actors);
    }
    scan(actors);
    if (kind == Kind.REVERSED) {
      shopper.reverseRefund(returnId, "rf-1", null);
    }
    settle(actors);
  }

  /** Some webhooks come at once, some twice or thrice, some later than those after them. */
  private void tell(Actors actors) {
    WebhookSender.Style style =
        WebhookSender.Style.values()[random.nextInt(WebhookSender.Style.values().length)];
    int draw = random.nextInt(10);
    if (draw < 2) {
      late.add(style);
      return;
    }
    int copies = draw < 5 ? 1 + random.nextInt(2) : 1;
    Webhook webhook =
        actors.reveni().webhooks(store).prepare(returnId, WebhookSender.UPDATED, style);
    for (int i = 0; i < copies; i++) {
      deliver(actors, webhook);
    }
    doubles.addAndGet(copies - 1);
    if (!late.isEmpty() && random.nextBoolean()) {
      deliver(actors, prepared(actors, late.pop()));
    }
  }

  /** The last word always arrives. */
  private void settle(Actors actors) {
    while (!late.isEmpty()) {
      deliver(actors, prepared(actors, late.pop()));
    }
    deliver(actors, prepared(actors, WebhookSender.Style.THIN));
  }

  private Webhook prepared(Actors actors, WebhookSender.Style style) {
    return actors.reveni().webhooks(store).prepare(returnId, WebhookSender.UPDATED, style);
  }

  private void deliver(Actors actors, Webhook webhook) {
    until202(
        "webhook",
        () ->
            actors
                .reveni()
                .webhooks(store)
                .post(actors.webhookUrl(store), webhook.body(), webhook.signature()));
    last = webhook;
  }

  /** The last webhook once more, signed anew, as after a redelivery. */
  void repeat(Actors actors) {
    Webhook webhook = Objects.requireNonNull(last);
    String signature = actors.reveni().webhooks(store).sign(webhook.body());
    deliver(actors, new Webhook(webhook.returnId(), webhook.body(), signature));
  }

  private void scan(Actors actors) {
    var scan = ProgramApi.scanOf(store, returnId, sku(), 1, grade);
    scan.put("scanId", "scan-" + returnId);
    scan.put("scannedAt", Instant.parse("2026-11-20T10:00:00Z").toString());
    int copies = 1 + random.nextInt(2);
    for (int i = 0; i < copies; i++) {
      until202("scan", () -> scanStatus(actors, scan));
    }
  }

  private static int scanStatus(Actors actors, ObjectNode scan) {
    try {
      return actors.program().scan(scan).status();
    } catch (RuntimeException dead) {
      return 0;
    }
  }

  private void until202(String what, IntSupplier send) {
    Instant until = Instant.now().plus(Duration.ofMinutes(5));
    while (true) {
      int status = send.getAsInt();
      if (status == 202) {
        return;
      }
      if (Instant.now().isAfter(until) || (status != 0 && status < 500)) {
        throw new IllegalStateException("A " + what + " of " + rma() + " was answered " + status);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
