package io.returnbridge.sandbox;

import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.Webhook;
import io.returnbridge.sandbox.reveni.WebhookSender;
import io.returnbridge.sandbox.reveni.WebhookSender.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A day of returns in a {@link Shop}. Each story plays by itself, in any order, but once a shop. It
 * waits for the program where the order of things is its point, and at its end.
 */
public final class Day {
  /** A case of an order that is not found opens within two minutes. */
  private static final Duration UNTIL_A_CASE_OPENS = Duration.ofSeconds(150);

  private final Actors actors;

  public Day(Actors actors) {
    this.actors = actors;
  }

  /**
   * The whole day.
   *
   * @param told is given each story when it is over
   */
  public List<Story> play(Consumer<Story> told) {
    List<Supplier<Story>> day =
        List.of(
            this::instantRefundBeforeReceipt,
            this::refundOnReceipt,
            this::mixedRefundAndExchange,
            this::twoReturnsOnOneOrder,
            this::threeUnitsWithDifferentGrades,
            this::faultyGoods,
            this::unmappedReason,
            this::duplicate,
            this::outOfOrderPair,
            this::unknownOrder,
            this::parcelToInspect);
    List<Story> stories = new ArrayList<>();
    for (Supplier<Story> next : day) {
      Story story = next.get();
      told.accept(story);
      stories.add(story);
    }
    return List.copyOf(stories);
  }

  public Story instantRefundBeforeReceipt() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            spanish(Shop.SHIRT_AND_SCARF)
                .instant()
                .item("TSHIRT-RED-M", 1, "too_small", "24.9500"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "24.9500"));
    actors.program().settle();
    ana.ship(id);
    ana.receive(id);
    actors.program().settle();
    scan("es", id, "TSHIRT-RED-M", 1, "a");
    return told(
        "instant refund before receipt",
        id,
        Shop.SHIRT_AND_SCARF,
        "the credit is there before the goods; then one return item, Refunded and BackInStock");
  }

  public Story refundOnReceipt() {
    Shopper ana = actors.shopper("es");
    String id = ana.create(spanish(Shop.DRESS).item("DRESS-BLUE-S", 1, "changed_mind", "79.0000"));
    ana.ship(id);
    actors.program().settle();
    ana.receive(id);
    ana.approveRefund(id, NewRefund.byMerchant("rf-1", "79.0000"));
    ana.completeRefund(id, "rf-1");
    actors.program().settle();
    scan("es", id, "DRESS-BLUE-S", 1, "b");
    return told(
        "refund on receipt",
        id,
        Shop.DRESS,
        "one return item, Refunded and BackInStock; the dress is in the outlet's stock");
  }

  public Story mixedRefundAndExchange() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            spanish(Shop.SHIRT_AND_JEANS)
                .item("TSHIRT-RED-M", 1, "too_small", "24.9500")
                .exchange("JEANS-32", 1, "size_change", "59.9000", "JEANS-34"));
    actors.program().settle();
    ana.ship(id);
    ana.receive(id);
    ana.completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"));
    actors.program().settle();
    scan("es", id, "TSHIRT-RED-M", 1, "a");
    scan("es", id, "JEANS-32", 1, "a");
    return told(
        "mixed refund and exchange",
        id,
        Shop.SHIRT_AND_JEANS,
        "one zero-value order for JEANS-34; the shirt Refunded, the jeans NotRefunded; the gift"
            + " message is untouched");
  }

  public Story twoReturnsOnOneOrder() {
    Shopper ana = actors.shopper("es");
    String sneakers =
        ana.create(
            spanish(Shop.SNEAKERS_AND_BELT)
                .instant()
                .item("SNEAKERS-41", 1, "too_large", "89.0000"));
    String belt =
        ana.create(
            spanish(Shop.SNEAKERS_AND_BELT)
                .item("BELT-BROWN-85", 1, "no_longer_needed", "29.5000"));
    ana.completeRefund(sneakers, NewRefund.instant("rf-1", "89.0000"));
    ana.ship(sneakers);
    ana.receive(belt);
    ana.completeRefund(belt, NewRefund.byMerchant("rf-1", "27.5000").withFee("2.0000"));
    ana.receive(sneakers);
    actors.program().settle();
    scan("es", belt, "BELT-BROWN-85", 1, "a");
    scan("es", sneakers, "SNEAKERS-41", 1, "a");
    actors.program().settle();
    return new Story(
        "two returns on one order",
        List.of(sneakers, belt),
        List.of(Shop.SNEAKERS_AND_BELT),
        "two return items and two credits; the fee is a field of the second");
  }

  public Story threeUnitsWithDifferentGrades() {
    Shopper olivia = actors.shopper("uk");
    String id =
        olivia.create(british(Shop.THREE_SHIRTS).item("TSHIRT-RED-L", 3, "too_large", "74.8500"));
    olivia.ship(id);
    olivia.receive(id);
    olivia.completeRefund(id, NewRefund.byMerchant("rf-1", "74.8500"));
    actors.program().settle();
    scan("uk", id, "TSHIRT-RED-L", 1, "a");
    scan("uk", id, "TSHIRT-RED-L", 1, "b");
    scan("uk", id, "TSHIRT-RED-L", 1, "c");
    return told(
        "three units of one line with different grades",
        id,
        Shop.THREE_SHIRTS,
        "three return items; one unit each in the saleable, the outlet's and the defective stock");
  }

  public Story faultyGoods() {
    Shopper olivia = actors.shopper("uk");
    String id =
        olivia.create(
            british(Shop.JACKET).instant().item("JACKET-RAIN-M", 1, "defective", "129.0000"));
    olivia.completeRefund(id, NewRefund.instant("rf-1", "129.0000"));
    olivia.ship(id);
    olivia.receive(id);
    actors.program().settle();
    scan("uk", id, "JACKET-RAIN-M", 1, "c");
    return told(
        "faulty goods",
        id,
        Shop.JACKET,
        "the return item is Unusable, the jacket in the store's defective stock, and Reveni is told"
            + " that the item is accepted");
  }

  public Story unmappedReason() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(spanish(Shop.BAG).instant().item("BAG-LEATHER", 1, "bad_vibes", "149.0000"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "149.0000"));
    ana.ship(id);
    ana.receive(id);
    return told(
        "unmapped reason",
        id,
        Shop.BAG,
        "a case REASON_UNMAPPED and no return item; the credit is linked, the bag awaits inspection");
  }

  public Story duplicate() {
    Shopper quiet = actors.shopper("es").quiet();
    WebhookSender webhooks = actors.reveni().webhooks("es");
    String id =
        quiet.create(spanish(Shop.BELTS).item("BELT-BROWN-95", 2, "ordered_several", "59.0000"));
    quiet.receive(id);
    quiet.completeRefund(id, NewRefund.byMerchant("rf-1", "59.0000"));
    Webhook webhook = webhooks.prepare(id, WebhookSender.UPDATED, Style.FULL);
    deliver(webhooks, webhook);
    deliver(webhooks, webhook);
    actors.program().settle();
    deliver(webhooks, webhook);
    scan("es", id, "BELT-BROWN-95", 2, "a");
    return told(
        "duplicate",
        id,
        Shop.BELTS,
        "two return items on two lines of one SKU, one credit, two units back, whatever was repeated");
  }

  public Story outOfOrderPair() {
    Shopper quiet = actors.shopper("uk").quiet();
    WebhookSender webhooks = actors.reveni().webhooks("uk");
    String id =
        quiet.create(
            british(Shop.BLUE_DRESS).item("DRESS-BLUE-M", 1, "not_as_described", "79.0000"));
    Webhook first = webhooks.prepare(id, WebhookSender.CREATED, Style.FULL);
    quiet.receive(id);
    quiet.completeRefund(id, NewRefund.byMerchant("rf-1", "79.0000"));
    deliver(webhooks, webhooks.prepare(id, WebhookSender.UPDATED, Style.THIN));
    actors.program().settle();
    deliver(webhooks, first);
    actors.program().settle();
    scan("uk", id, "DRESS-BLUE-M", 1, "a");
    return told(
        "out-of-order pair",
        id,
        Shop.BLUE_DRESS,
        "the older webhook changes nothing: one return item, Refunded and BackInStock");
  }

  public Story unknownOrder() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            spanish(Shop.UNKNOWN).instant().item("SCARF-WOOL", 1, "changed_mind", "35.0000"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "35.0000"));
    return told(
        "unknown order",
        id,
        Shop.UNKNOWN,
        "a case ORDER_NOT_FOUND; the credit exists and waits to be linked");
  }

  /** Work for a warehouse that tries its console. */
  public Story parcelToInspect() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            spanish(Shop.PARCEL)
                .item("TSHIRT-RED-S", 2, "too_small", "49.9000")
                .item("JEANS-34", 1, "defective", "59.9000")
                .item("SNEAKERS-42", 1, "too_large", "89.0000")
                .item("SCARF-WOOL", 1, "changed_mind", "35.0000"));
    ana.ship(id);
    ana.receive(id);
    return told(
        "parcel to inspect",
        id,
        Shop.PARCEL,
        "five units await inspection; nothing is refunded yet");
  }

  private void scan(String store, String returnId, String sku, int quantity, String grade) {
    var unused = actors.program().scan(store, returnId, sku, quantity, grade);
  }

  private static void deliver(WebhookSender webhooks, Webhook webhook) {
    int status = webhooks.sendUntilStored(webhook);
    if (status != 202) {
      throw new IllegalStateException("a " + webhook + " was answered " + status);
    }
  }

  private Story told(String name, String returnId, String orderNumber, String expectation) {
    actors.program().settle(UNTIL_A_CASE_OPENS);
    return new Story(name, List.of(returnId), List.of(orderNumber), expectation);
  }

  private static ReturnBuilder spanish(String orderNumber) {
    return ReturnBuilder.ofOrder(orderNumber).customer("ana@example.com", "es-ES");
  }

  private static ReturnBuilder british(String orderNumber) {
    return ReturnBuilder.ofOrder(orderNumber)
        .currency("GBP")
        .customer("olivia@example.com", "en-GB");
  }
}
