package io.returnbridge.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.reveni.NewRefund;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A difference that a test makes behind the program's back, and what is to be found of it. */
enum Seeded {
  CREDIT_DELETED("CREDIT_MISSING", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      unlink(shop, id);
      shop.commercetools.delete("payments", payment(shop, id).path("id").asText());
    }
  },
  CREDIT_TAKEN_OFF("CREDIT_UNLINKED", true) {
    @Override
    void make(ReconciledShop shop, String id) {
      unlink(shop, id);
    }
  },
  CREDIT_CHARGED("CREDIT_MISMATCH", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "payments",
          payment(shop, id).path("id").asText(),
          """
          [{"action":"addTransaction","transaction":{"type":"Charge","state":"Success",
            "amount":{"centAmount":1,"currencyCode":"EUR"}}}]""");
    }
  },
  PAYMENT_EDITED("FOREIGN_CHANGE", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "payments",
          payment(shop, id).path("id").asText(),
          "[{\"action\":\"setCustomField\",\"name\":\"reveniPaidBy\",\"value\":\"nobody\"}]");
    }
  },
  CREDIT_BY_SOMEBODY("CREDIT_UNEXPECTED", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      var made =
          shop.commercetools.create(
              "payments",
              """
              {"key":"manual-%s","amountPlanned":{"centAmount":0,"currencyCode":"EUR"},
               "paymentMethodInfo":{"paymentInterface":"Reveni"},
               "transactions":[{"type":"Refund","state":"Success","amount":{"centAmount":2495,"currencyCode":"EUR"}}],
               "custom":{"type":{"typeId":"type","id":"%s"},
                 "fields":{"reveniReturnId":"%s","reveniRefundId":"rf-9","reveniRmaNumber":"RMA-%s"}}}"""
                  .formatted(id, payment(shop, id).at("/custom/type/id").asText(), id, id));
      if (made.path("id").asText().isEmpty()) {
        throw new AssertionError(made);
      }
    }
  },
  ORDER_EDITED("FOREIGN_CHANGE", true) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "orders",
          order(shop, id).path("id").asText(),
          "[{\"action\":\"setCustomField\",\"name\":\"reveniReturnStatus\",\"value\":\"rejected\"}]");
    }
  },
  WEBHOOK_LOST("STATUS_BEHIND", true) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.status(id, "accepted");
    }
  },
  REFUND_LOST("CREDIT_MISSING", true) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.completeRefund(id, NewRefund.instant("rf-2", "0.0100"));
    }

    @Override
    List<String> codes() {
      return List.of("CREDIT_MISSING", "STATUS_BEHIND");
    }
  },
  EXCHANGE_DELETED("EXCHANGE_MISSING", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.delete(
          "orders", shop.commercetools.order("EX-RMA-" + id).orElseThrow().path("id").asText());
    }

    @Override
    boolean isOfExchange() {
      return true;
    }
  },
  EXCHANGE_BY_SOMEBODY("EXCHANGE_UNEXPECTED", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      ObjectNode draft = Json.MAPPER.createObjectNode();
      draft.put("orderNumber", "EX-RMA-" + id + "-2");
      draft.putObject("totalPrice").put("centAmount", 0).put("currencyCode", "EUR");
      ObjectNode line = draft.putArray("lineItems").addObject();
      line.putObject("name").put("en", "Shirt");
      line.putObject("variant").put("sku", ReconciledShop.SKU);
      line.put("quantity", 1);
      line.putObject("price").putObject("value").put("centAmount", 0).put("currencyCode", "EUR");
      shop.commercetools.create("orders/import", draft);
    }

    @Override
    boolean isOfExchange() {
      return true;
    }
  },
  EXCHANGE_CANCELLED("FOREIGN_CHANGE", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "orders",
          shop.commercetools.order("EX-RMA-" + id).orElseThrow().path("id").asText(),
          "[{\"action\":\"changeOrderState\",\"orderState\":\"Cancelled\"}]");
    }

    @Override
    boolean isOfExchange() {
      return true;
    }
  },
  RETURN_FORGOTTEN("RETURN_NOT_FOUND", false) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.forget(id);
    }
  };

  private final String code;
  final boolean healed;

  Seeded(String code, boolean healed) {
    this.code = code;
    this.healed = healed;
  }

  abstract void make(ReconciledShop shop, String id);

  List<String> codes() {
    return List.of(code);
  }

  boolean isOfExchange() {
    return false;
  }

  /** One difference, or two that can be together. */
  static List<Seeded> some(boolean exchange, RandomGenerator random) {
    List<Seeded> possible =
        new ArrayList<>(
            List.of(values()).stream().filter(s -> s.isOfExchange() == exchange).toList());
    Seeded first = possible.get(random.nextInt(possible.size()));
    List<List<Seeded>> pairs =
        List.of(
            List.of(CREDIT_TAKEN_OFF, ORDER_EDITED),
            List.of(CREDIT_CHARGED, CREDIT_TAKEN_OFF),
            List.of(ORDER_EDITED, WEBHOOK_LOST),
            List.of(CREDIT_BY_SOMEBODY, REFUND_LOST),
            List.of(CREDIT_DELETED, ORDER_EDITED, REFUND_LOST));
    return !exchange && random.nextInt(3) == 0
        ? pairs.get(random.nextInt(pairs.size()))
        : List.of(first);
  }

  static Map<String, Boolean> expected(String id, List<Seeded> seeded) {
    Map<String, Boolean> expected = new TreeMap<>();
    seeded.forEach(
        s -> s.codes().forEach(c -> expected.merge(id + " " + c, s.healed, (a, b) -> a && b)));
    return expected;
  }

  private static JsonNode order(ReconciledShop shop, String id) {
    return shop.commercetools.order("ORD-" + id).orElseThrow();
  }

  private static JsonNode payment(ReconciledShop shop, String id) {
    return shop.commercetools.payment("reveni-credit-" + id + "-rf-1").orElseThrow();
  }

  private static void unlink(ReconciledShop shop, String id) {
    shop.commercetools.update(
        "orders",
        order(shop, id).path("id").asText(),
        "[{\"action\":\"removePayment\",\"payment\":{\"typeId\":\"payment\",\"id\":\"%s\"}}]"
            .formatted(payment(shop, id).path("id").asText()));
  }
}
