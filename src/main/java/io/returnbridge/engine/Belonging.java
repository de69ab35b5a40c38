package io.returnbridge.engine;

import io.returnbridge.model.ReturnId;

/** With what else a piece of work has its key. */
public sealed interface Belonging {

  /**
   * @param root not an exchange order, but its original
   */
  record ToOrder(String root) implements Belonging {
    String key() {
      return "order/" + root;
    }
  }

  record ToReturn(ReturnId id) implements Belonging {}
}
