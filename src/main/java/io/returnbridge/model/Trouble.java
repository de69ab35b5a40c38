package io.returnbridge.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person has to decide. Natural key of the case that it makes: the work that met
 * it (step and subject), code, store, return and subject; the same trouble again joins the open
 * case.
 *
 * @param code of {@code exceptions.csv}
 * @param subject what within the return it is about: an item, a refund, a scan ({@code
 *     source/scanId}), an event; empty for the return itself
 * @param values fill the placeholders of {@code cause} and {@code next_step}
 */
public record Trouble(
    String code, String subject, @Nullable String itemId, Map<String, String> values) {

  public static Trouble of(String code, Map<String, String> values) {
    return new Trouble(code, "", null, values);
  }

  public static Trouble ofItem(String code, String itemId, Map<String, String> values) {
    return new Trouble(code, itemId, itemId, values);
  }

  /** There was such an order. */
  public static Trouble orderGone(String number) {
    return of(
        "ORDER_NOT_FOUND",
        Map.of(
            "orderNumber", number, "detail", "order " + number + " is no longer in commercetools"));
  }
}
