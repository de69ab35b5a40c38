package io.returnbridge.store;

import java.util.List;

/** Why a step is woken, as the trigger of its {@link WakeUp} says. */
public sealed interface Reason {

  /**
   * Webhooks.
   *
   * @param keys one each, the same for the same webhook, however often it is delivered
   */
  record Webhook(List<String> keys) implements Reason {}

  /** Something happened to a return. */
  record Event(String id) implements Reason {}

  /** A person decided. */
  record Decided(String caseId) implements Reason {}

  /** There is nothing to read: what was recorded in the name of the step is to be told. */
  record ToTell() implements Reason {}

  /**
   * All else, and several at once: the step looks.
   *
   * @param announced whether a webhook is the latest of them
   */
  record Look(boolean announced) implements Reason {}

  /** Begins the trigger of {@link ToTell}; why that was recorded follows. */
  String TO_TELL = "told:";

  static Reason of(String trigger) {
    int end = trigger.indexOf(':') + 1;
    String rest = trigger.substring(end);
    return switch (trigger.substring(0, end)) {
      case "webhook:" -> new Webhook(List.of(trigger.split(" ")));
      case "event:" -> new Event(rest);
      case "case:" -> new Decided(rest);
      case TO_TELL -> new ToTell();
      default -> new Look(trigger.startsWith("also:webhook:"));
    };
  }
}
