package io.returnbridge.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.json.Json;
import io.returnbridge.model.Money;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A difference that a test makes behind the program's back, and what is to be found of it. */
enum Seeded {
  CREDIT_DELETED("CREDIT_MISSING", Refunds.FIRST, false, ReconciledShop.CENTS, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      unlink(shop, id);
      shop.commercetools.delete("payments", payment(shop, id).path("id").asText());
    }
  },
  CREDIT_TAKEN_OFF(
      "CREDIT_UNLINKED", Refunds.FIRST, true, ReconciledShop.CENTS, ReconciledShop.CENTS) {
    @Override
    void make(ReconciledShop shop, String id) {
      unlink(shop, id);
    }
  },
  CREDIT_CHARGED(
      "CREDIT_MISMATCH", Refunds.FIRST, false, ReconciledShop.CENTS, ReconciledShop.CENTS - 1) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "payments",
          payment(shop, id).path("id").asText(),
          """
          [{"action":"addTransaction","transaction":{"type":"Charge","state":"Success",
            "amount":{"centAmount":1,"currencyCode":"%s"}}}]"""
              .formatted(ReconciledShop.currency(id)));
    }
  },
  PAYMENT_EDITED("FOREIGN_CHANGE", Refunds.FIRST, false, null, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "payments",
          payment(shop, id).path("id").asText(),
          "[{\"action\":\"setCustomField\",\"name\":\"reveniPaidBy\",\"value\":\"nobody\"}]");
    }
  },
  CREDIT_BY_SOMEBODY("CREDIT_UNEXPECTED", "rf-9", false, null, ReconciledShop.CENTS) {
    @Override
    void make(ReconciledShop shop, String id) {
      var made =
          shop.commercetools.create(
              "payments",
              """
              {"key":"manual-%1$s","amountPlanned":{"centAmount":0,"currencyCode":"%4$s"},
               "paymentMethodInfo":{"paymentInterface":"Reveni"},
               "transactions":[{"type":"Refund","state":"Success","amount":{"centAmount":2495,"currencyCode":"%4$s"}}],
               "custom":{"type":{"typeId":"type","id":"%2$s"},
                 "fields":{"reveniReturnId":"%1$s","reveniRefundId":"rf-9","reveniRmaNumber":"RMA-%1$s"}}}"""
                  .formatted(
                      id,
                      payment(shop, id).at("/custom/type/id").asText(),
                      null,
                      ReconciledShop.currency(id)));
      if (made.path("id").asText().isEmpty()) {
        throw new AssertionError(made);
      }
    }
  },
  ORDER_EDITED("FOREIGN_CHANGE", Refunds.NONE, true, null, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.commercetools.update(
          "orders",
          order(shop, id).path("id").asText(),
          "[{\"action\":\"setCustomField\",\"name\":\"reveniReturnStatus\",\"value\":\"rejected\"}]");
    }
  },
  /** A step has read the order since, for something else. */
  ORDER_EDITED_AND_READ("FOREIGN_CHANGE", Refunds.NONE, true, null, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      ORDER_EDITED.make(shop, id);
      shop.reads("ORD-" + id);
    }
  },
  WEBHOOK_LOST("STATUS_BEHIND", Refunds.NONE, true, null, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.status(id, "accepted");
    }
  },
  REFUND_LOST("CREDIT_MISSING", "rf-2", true, 1L, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.completeRefund(id, NewRefund.instant("rf-2", ReconciledShop.amount(id, 1)));
    }

    @Override
    List<Seeded> with() {
      return List.of(this, WEBHOOK_LOST);
    }
  },
  /** Somebody has put another one in its place. */
  CREDIT_IN_OTHER_CURRENCY("CREDIT_MISMATCH", Refunds.FIRST, false, ReconciledShop.CENTS, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      JsonNode old = payment(shop, id);
      unlink(shop, id);
      shop.commercetools.delete("payments", old.path("id").asText());
      ObjectNode draft = Json.MAPPER.createObjectNode();
      draft.set("key", old.path("key"));
      draft.putObject("amountPlanned").put("centAmount", 0).put("currencyCode", "USD");
      draft.set("paymentMethodInfo", old.path("paymentMethodInfo"));
      ObjectNode refund = draft.putArray("transactions").addObject();
      refund.put("type", "Refund").put("state", "Success");
      refund.putObject("amount").put("centAmount", ReconciledShop.CENTS).put("currencyCode", "USD");
      draft.set("custom", old.path("custom"));
      ObjectNode made = shop.commercetools.create("payments", draft);
      shop.commercetools.update(
          "orders",
          order(shop, id).path("id").asText(),
          "[{\"action\":\"addPayment\",\"payment\":{\"typeId\":\"payment\",\"id\":\"%s\"}}]"
              .formatted(made.path("id").asText()));
    }
  },
  /** The refund was taken in, and nobody has ever made its credit. */
  CREDIT_NEVER_MADE("CREDIT_MISSING", "rf-3", true, 2L, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.completeRefund(id, NewRefund.instant("rf-3", ReconciledShop.amount(id, 2)));
      shop.losing(WakeUp.LINK_CREDIT, id);
    }
  },
  /** The status was taken in, and nobody has ever shown it. */
  STATUS_NEVER_SHOWN("STATUS_BEHIND", Refunds.NONE, true, null, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.status(id, "accepted");
      shop.losing(WakeUp.MIRROR_STATUS, id);
    }
  },
  EXCHANGE_NEVER_MADE("EXCHANGE_MISSING", Refunds.NONE, true, null, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.opened(subject(id), true);
      shop.losing(WakeUp.CREATE_EXCHANGE_ORDER, subject(id));
    }

    @Override
    boolean isOfExchange() {
      return true;
    }

    @Override
    String subject(String id) {
      return id + "x";
    }
  },
  EXCHANGE_DELETED("EXCHANGE_MISSING", Refunds.NONE, false, null, null) {
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
  EXCHANGE_BY_SOMEBODY("EXCHANGE_UNEXPECTED", Refunds.NONE, false, null, null) {
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
  EXCHANGE_CANCELLED("FOREIGN_CHANGE", Refunds.NONE, false, null, null) {
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
  RETURN_FORGOTTEN("RETURN_NOT_FOUND", Refunds.FIRST, false, ReconciledShop.CENTS, null) {
    @Override
    void make(ReconciledShop shop, String id) {
      shop.shopper.forget(id);
    }
  };

  private final String code;
  private final String refundId;
  private final boolean healed;
  private final @Nullable Long owed;
  private final @Nullable Long actual;

  /**
   * @param refundId empty where it is about the return
   * @param owed what Reveni says, in minor units; null for no amount
   * @param actual what commercetools has
   */
  Seeded(String code, String refundId, boolean healed, @Nullable Long owed, @Nullable Long actual) {
    this.code = code;
    this.refundId = refundId;
    this.healed = healed;
    this.owed = owed;
    this.actual = actual;
  }

  abstract void make(ReconciledShop shop, String id);

  /** What is seeded with it. */
  List<Seeded> with() {
    return List.of(this);
  }

  boolean isOfExchange() {
    return false;
  }

  /** The return that it is found of. */
  String subject(String id) {
    return id;
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
            List.of(CREDIT_DELETED, ORDER_EDITED, REFUND_LOST),
            List.of(CREDIT_IN_OTHER_CURRENCY, ORDER_EDITED),
            List.of(CREDIT_NEVER_MADE, CREDIT_CHARGED, PAYMENT_EDITED),
            List.of(STATUS_NEVER_SHOWN, CREDIT_TAKEN_OFF));
    return !exchange && random.nextInt(3) == 0
        ? pairs.get(random.nextInt(pairs.size()))
        : List.of(first);
  }

  static Map<String, Said> expected(String id, List<Seeded> seeded) {
    Map<String, Said> expected = new TreeMap<>();
    String currency = ReconciledShop.currency(id);
    for (Seeded all : seeded) {
      for (Seeded one : all.with()) {
        boolean charged = seeded.contains(CREDIT_CHARGED) && one == CREDIT_TAKEN_OFF;
        expected.put(
            Said.of(one.subject(id), one.code, one.refundId),
            new Said(
                one.healed,
                money(one.owed, currency),
                money(charged ? CREDIT_CHARGED.actual : one.actual, currency)));
      }
    }
    return expected;
  }

  private static @Nullable Money money(@Nullable Long cents, String currency) {
    return cents == null ? null : new Money(cents, currency);
  }

  /** What is said of a difference: whether it is right by now, and the amounts. */
  record Said(boolean healed, @Nullable Money owed, @Nullable Money actual) {

    static String of(String subject, String code, @Nullable String refundId) {
      return subject + " " + code + " " + (refundId == null ? Refunds.NONE : refundId);
    }

    Said and(Said other) {
      return new Said(healed && other.healed, owed, actual);
    }
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

  private interface Refunds {
    String FIRST = "rf-1";
    String NONE = "";
  }
}
