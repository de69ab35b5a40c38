package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.commercetools.InProcess.Sending;
import io.returnbridge.json.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the way of one thing, however often it is tried, until a person mends it: all else
 * goes on, and of this one there is a case.
 */
final class Obstacle {

  enum Kind {
    NONE,
    /** commercetools refuses the Payment of one refund. */
    CREDIT_REFUSED,
    /** Another's Payment has its key. */
    CREDIT_FOREIGN,
    /** What Reveni says was paid has a fraction of a cent. */
    CREDIT_INEXACT,
    /** commercetools refuses the exchange orders of a return. */
    EXCHANGE_REFUSED,
    /** Another's order has the number. */
    EXCHANGE_FOREIGN,
    /** commercetools refuses every change of an order. */
    ORDER_REFUSED,
    /** commercetools refuses every change of one stock of a store. */
    STOCK_REFUSED
  }

  private static final String REFUND = "rf-1";

  final Kind kind;
  final SimulatedReturn of;
  private final World world;
  private boolean stands;
  private boolean met;
  private @Nullable String foreign;

  private Obstacle(Kind kind, SimulatedReturn of, World world) {
    this.kind = kind;
    this.of = of;
    this.world = world;
    this.stands = kind != Kind.NONE;
    if (kind == Kind.CREDIT_INEXACT) {
      of.inexact = true;
    }
    if (stands) {
      world.story.tell("OBSTACLE %s of %s", kind, of.id);
    }
  }

  static Obstacle drawn(World world, List<SimulatedReturn> returns) {
    Chance chance = world.chance;
    if (!chance.misfortune(0.6)) {
      return new Obstacle(Kind.NONE, returns.get(0), world);
    }
    SimulatedReturn of = chance.badly(returns);
    List<Kind> kinds = new ArrayList<>(List.of(Kind.ORDER_REFUSED, Kind.STOCK_REFUSED));
    if (of.refunded()) {
      kinds.addAll(
          List.of(
              Kind.CREDIT_REFUSED, Kind.CREDIT_REFUSED, Kind.CREDIT_FOREIGN, Kind.CREDIT_FOREIGN));
    }
    if (of.kind == SimulatedReturn.Kind.REFUND) {
      kinds.add(Kind.CREDIT_INEXACT);
    }
    if (of.kind == SimulatedReturn.Kind.EXCHANGE) {
      kinds.addAll(List.of(Kind.EXCHANGE_REFUSED, Kind.EXCHANGE_FOREIGN));
    }
    return new Obstacle(chance.badly(kinds), of, world);
  }

  boolean stands() {
    return stands;
  }

  /** Whether anything has come to it. */
  boolean wasMet() {
    return met || kind == Kind.CREDIT_INEXACT;
  }

  boolean isOfCredit() {
    return stands
        && (kind == Kind.CREDIT_REFUSED
            || kind == Kind.CREDIT_FOREIGN
            || kind == Kind.CREDIT_INEXACT);
  }

  boolean isOfExchange() {
    return stands && (kind == Kind.EXCHANGE_REFUSED || kind == Kind.EXCHANGE_FOREIGN);
  }

  boolean isInTheWayOf(SimulatedReturn r) {
    return isOfExchange() && r == of;
  }

  boolean isOfOrder() {
    return stands && kind == Kind.ORDER_REFUSED;
  }

  /** Whether its goods wait for their stock. */
  boolean isInStockOf(SimulatedReturn r) {
    return isOfStock() && r.store.equals(of.store);
  }

  boolean isOfStock() {
    return stands && kind == Kind.STOCK_REFUSED;
  }

  String credit() {
    return "reveni-credit-" + of.id + "-" + REFUND;
  }

  /** What cannot be done is a case. */
  void isSaid(Set<String> cases) {
    String code =
        switch (kind) {
          case CREDIT_FOREIGN, EXCHANGE_FOREIGN -> "KEY_CONFLICT";
          case CREDIT_INEXACT -> "REFUND_AMOUNT_INEXACT";
          case EXCHANGE_REFUSED -> "EXCHANGE_FAILED";
          default -> "COMMERCETOOLS_REJECTED";
        };
    if (wasMet() && !of.isWithdrawn() && cases.stream().noneMatch(c -> c.startsWith(code))) {
      throw new Broken("no case " + code + " among " + cases);
    }
  }

  /** Whether it is another's, of the same name as ours. */
  boolean isForeign(JsonNode resource) {
    return resource.path("id").asText().equals(foreign);
  }

  /** Whether commercetools refuses the request; another's write comes before it, once. */
  boolean refuses(String method, URI uri, String body, Sending send) {
    boolean hit = stands && method.equals("POST") && isMeant(uri.getPath(), body);
    met |= hit;
    if (hit && (kind == Kind.CREDIT_FOREIGN || kind == Kind.EXCHANGE_FOREIGN)) {
      if (foreign == null) {
        String other = kind == Kind.CREDIT_FOREIGN ? payment(body) : order(body);
        JsonNode made = Json.read(send.with(other).body(), JsonNode.class);
        foreign = made.path("id").asText();
        world.story.tell("another makes %s before us", other);
      }
      return false;
    }
    return hit;
  }

  private boolean isMeant(String path, String body) {
    return switch (kind) {
      case NONE, CREDIT_INEXACT -> false;
      case CREDIT_REFUSED, CREDIT_FOREIGN ->
          path.endsWith("/payments") && body.contains("\"" + credit() + "\"");
      case EXCHANGE_REFUSED ->
          path.endsWith("/orders/import") && body.contains("\"EX-RMA-" + of.id);
      case EXCHANGE_FOREIGN ->
          path.endsWith("/orders/import") && body.contains("\"EX-RMA-" + of.id + "\"");
      case ORDER_REFUSED ->
          world
              .commercetools
              .order(of.order)
              .filter(o -> path.endsWith("/orders/" + o.path("id").asText()))
              .isPresent();
      case STOCK_REFUSED -> isStock(path);
    };
  }

  private boolean isStock(String path) {
    String channel = world.shop.stockChannel(of.store, "awaiting-inspection");
    return world.commercetools.inventoryEntries().stream()
        .filter(e -> path.endsWith("/inventory/" + e.path("id").asText()))
        .anyMatch(
            e ->
                world
                    .commercetools
                    .channel(channel)
                    .filter(c -> c.path("id").equals(e.at("/supplyChannel/id")))
                    .isPresent());
  }

  /** As ours, but of another return, or of another amount. */
  private String payment(String ours) {
    ObjectNode draft = (ObjectNode) Json.read(ours, JsonNode.class);
    if (of.units == 1) {
      ((ObjectNode) draft.at("/custom/fields")).put("reveniReturnId", "another");
    } else {
      List.of(draft.path("amountPlanned"), draft.at("/transactions/0/amount"))
          .forEach(a -> ((ObjectNode) a).put("centAmount", a.path("centAmount").asLong() - 1));
    }
    return draft.toString();
  }

  /** As ours, but of other goods. */
  private String order(String ours) {
    return ours.replace(SimulatedReturn.NEW_SKU, SimulatedReturn.OTHER_SKU);
  }

  /** What Reveni should have said is said, or what was made by another is taken away. */
  void mend() {
    stands = false;
    world.story.tell("MENDED");
    switch (kind) {
      case CREDIT_INEXACT -> of.correct();
      case CREDIT_FOREIGN -> delete("payments");
      case EXCHANGE_FOREIGN -> delete("orders");
      default -> {}
    }
  }

  private void delete(String path) {
    if (foreign != null) {
      world.commercetools.delete(path, foreign);
    }
  }
}
