package io.returnbridge.watchdogs;

import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Exchange orders of which only is known whether somebody has picked them up. */
public final class Fulfilment implements ExchangeOrders {

  final Set<String> pickedUp = new HashSet<>();
  final List<String> asked = new ArrayList<>();
  boolean away;
  boolean odd;

  @Override
  public boolean isPickedUp(String orderNumber) {
    asked.add(orderNumber);
    if (away) {
      throw new Unavailable("commercetools", "503", null, null);
    }
    if (odd) {
      throw new IllegalStateException("an answer that nobody understands");
    }
    return pickedUp.contains(orderNumber);
  }

  @Override
  public ExchangeOrder create(
      ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause) {
    throw new AssertionError("The watchdogs create no order");
  }

  @Override
  public Optional<ExchangeOrder> find(String orderNumber) {
    throw new AssertionError("Only whether it is picked up is asked");
  }
}
