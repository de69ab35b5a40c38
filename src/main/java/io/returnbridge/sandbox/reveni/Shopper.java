package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.reveni.WebhookSender.Style;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays one store's shoppers and the people who work in Reveni. Each call changes one return, moves
 * its {@code updated_at} on, and sends one webhook, until it is stored, unless this is a {@link
 * #quiet()} one. Unknown returns, items and refunds are an {@link IllegalArgumentException}.
 */
public final class Shopper {
  private final ReturnBook book;
  private final SandboxClock clock;
  private final WebhookSender webhooks;
  private final @Nullable Style style;

  Shopper(ReturnBook book, SandboxClock clock, WebhookSender webhooks, @Nullable Style style) {
    this.book = book;
    this.clock = clock;
    this.webhooks = webhooks;
    this.style = style;
  }

  /** The same, without webhooks, as when all are lost. */
  public Shopper quiet() {
    return new Shopper(book, clock, webhooks, null);
  }

  /** The same, with webhooks of this style. */
  public Shopper telling(Style webhookStyle) {
    return new Shopper(book, clock, webhooks, webhookStyle);
  }

  /** Makes the return and answers its id. */
  public String create(ReturnBuilder draft) {
    String id = book.add(draft).get("id").asText();
    if (style != null) {
      webhooks.announceUntilStored(id, WebhookSender.CREATED, style);
    }
    return id;
  }

  /** Finishes a draft. */
  public void submit(String id) {
    change(id, found -> found.status("in_progress"));
  }

  /** The parcel is on its way, with a tracking number made of the RMA number. */
  public void ship(String id) {
    change(
        id,
        found -> {
          String number = "TRK-" + found.json().get("rma_number").asText();
          found
              .shipments()
              .addObject()
              .put("carrier", "SEUR")
              .put("tracking_number", number)
              .put("tracking_url", "https://track.example/" + number)
              .put("status", "in_transit");
          found.status("shipped");
        });
  }

  /** The goods are at the warehouse. */
  public void receive(String id) {
    change(
        id,
        found -> {
          deliver(found);
          found.status("received");
        });
  }

  public void review(String id) {
    change(
        id,
        found -> {
          deliver(found);
          found.status("for_review");
        });
  }

  public void acceptItem(String id, String itemId) {
    change(id, found -> found.decide(itemId, "accepted"));
  }

  public void rejectItem(String id, String itemId) {
    change(id, found -> found.decide(itemId, "rejected"));
  }

  /** Any status text, known or not. */
  public void status(String id, String status) {
    change(id, found -> found.status(status));
  }

  public void cancel(String id) {
    status(id, "cancelled");
  }

  /** Adds a refund that is {@code pending}. */
  public void requestRefund(String id, NewRefund refund) {
    change(id, found -> found.addRefund(refund));
  }

  /** Adds a refund that is {@code approved}. */
  public void approveRefund(String id, NewRefund refund) {
    change(id, found -> found.addRefund(refund).put("status", "approved"));
  }

  public void approveRefund(String id, String refundId) {
    refundStatus(id, refundId, "approved");
  }

  /** Adds a refund that is {@code completed} at once. */
  public void completeRefund(String id, NewRefund refund) {
    change(id, found -> complete(found.addRefund(refund)));
  }

  public void completeRefund(String id, String refundId) {
    change(id, found -> complete(found.refund(refundId)));
  }

  public void failRefund(String id, String refundId) {
    refundStatus(id, refundId, "failed");
  }

  /** Takes money back from the shopper; all of it when the amount is null. */
  public void reverseRefund(String id, String refundId, @Nullable String amount) {
    takeBack(id, refundId, "reversed", amount);
  }

  /** Recovers an instant refund from the shopper; all of it when the amount is null. */
  public void recoverRefund(String id, String refundId, @Nullable String amount) {
    takeBack(id, refundId, "recovered", amount);
  }

  /** Says which items, with which quantity, a refund is for: item id → quantity and amount. */
  public void allocateRefund(String id, String refundId, Map<String, Share> shares) {
    change(
        id,
        found -> {
          var items = found.refund(refundId).putArray("items");
          shares.forEach(
              (itemId, share) ->
                  items
                      .addObject()
                      .put("item_id", itemId)
                      .put("quantity", share.quantity())
                      .put("amount", share.amount()));
        });
  }

  /** Part of a refund. The amount has four decimal places. */
  public record Share(int quantity, String amount) {}

  /** The item is to be exchanged for as many units of another variant. */
  public void agreeExchange(String id, String itemId, String newSku, String priceDifference) {
    change(
        id,
        found -> {
          ObjectNode item = found.item(itemId);
          int quantity = item.get("quantity").asInt();
          item.set("exchange", ReturnBuilder.exchangeOf(newSku, quantity, priceDifference));
          found.retype();
        });
  }

  /** The shopper, or customer service, picks another reason. */
  public void reason(String id, String itemId, @Nullable String reason) {
    change(id, found -> found.item(itemId).put("return_reason", reason));
  }

  /** Names another order. */
  public void setOrder(String id, String orderNumber) {
    change(id, found -> ((ObjectNode) found.json().get("order")).put("external_id", orderNumber));
  }

  /** Any other change of the JSON, for what has no name here. */
  public void edit(String id, Consumer<ObjectNode> edit) {
    change(id, found -> edit.accept(found.json()));
  }

  /** Forgets the return: reads answer 404 from now on. */
  public void forget(String id) {
    book.remove(id);
  }

  private void change(String id, Consumer<SandboxReturn> change) {
    book.change(id, change);
    if (style != null) {
      webhooks.announceUntilStored(id, WebhookSender.UPDATED, style);
    }
  }

  private void refundStatus(String id, String refundId, String status) {
    change(id, found -> found.refund(refundId).put("status", status));
  }

  private void takeBack(String id, String refundId, String status, @Nullable String amount) {
    change(
        id,
        found -> {
          ObjectNode refund = found.refund(refundId).put("status", status);
          if (amount != null) {
            refund.put("reversed_amount", amount);
          }
        });
  }

  private void complete(ObjectNode refund) {
    refund.put("status", "completed").put("completed_at", clock.tick().toString());
  }

  private static void deliver(SandboxReturn found) {
    found.shipments().forEach(parcel -> ((ObjectNode) parcel).put("status", "delivered"));
  }
}
