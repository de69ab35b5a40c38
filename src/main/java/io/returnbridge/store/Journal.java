package io.returnbridge.store;

/** Is told of what has happened, once it is durable. */
@FunctionalInterface
public interface Journal {

  /** In the log's context: the order that the work on this thread is about. */
  String ORDER = "orderNumber";

  /** Must not fail: what happened cannot be undone. */
  void happened(Happened happened);
}
