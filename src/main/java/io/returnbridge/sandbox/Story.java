package io.returnbridge.sandbox;

import java.util.List;

/**
 * What was played.
 *
 * @param returnIds of Reveni, in the order of their opening
 * @param orderNumbers the orders that the returns name
 * @param expectation what commercetools shows when everything is applied
 */
public record Story(
    String name, List<String> returnIds, List<String> orderNumbers, String expectation) {

  /** The first return, in most stories the only one. */
  public String returnId() {
    return returnIds.get(0);
  }

  public String orderNumber() {
    return orderNumbers.get(0);
  }
}
