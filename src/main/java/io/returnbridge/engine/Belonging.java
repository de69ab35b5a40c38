package io.returnbridge.engine;

import io.returnbridge.model.ReturnId;
import org.jspecify.annotations.Nullable;

/** With what else a piece of work has its key. */
public sealed interface Belonging {

  /**
   * @param root not an exchange order, but its original
   */
  record ToOrder(String root) implements Belonging {
    String key() {
      return KEY + root;
    }
  }

  /** What the keys of orders begin with, also in the database. */
  String KEY = "order/";

  /** The order that a key is of; null for another key. */
  static @Nullable String order(String key) {
    return key.startsWith(KEY) ? key.substring(KEY.length()) : null;
  }

  record ToReturn(ReturnId id) implements Belonging {}
}
