package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Item;
import java.util.ArrayList;
import java.util.List;

/** An item with its units, and what is to become of them. Cancelled units are none. */
final class Goods {

  final Item item;
  final List<Unit> rejected = new ArrayList<>();

  /** Those that have their exchange order come first. */
  final List<Unit> exchanged = new ArrayList<>();

  /** Neither rejected nor exchanged. */
  final List<Unit> owed = new ArrayList<>();

  /** The owed ones that nobody has decided for good, in the order in which refunds take them. */
  final List<Unit> open = new ArrayList<>();

  /** So many units are covered by refunds that name the item. */
  long covered;

  Goods(Item item) {
    this.item = item;
  }

  boolean isValued() {
    return RefundMoney.isWorthSomething(item);
  }
}
