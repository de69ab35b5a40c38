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

  /** Something happened to a return, or was made because of that. */
  record Event(String id) implements Reason {}

  /** A person decided. */
  record Decided(String caseId) implements Reason {}

  /** There is nothing to read: what was recorded in the name of the step is to be told. */
  record ToTell() implements Reason {}

  /** The clock. */
  record Scheduled(String due) implements Reason {}

  /** The clock again, after a report that was not complete. */
  record OnceMore() implements Reason {}

  /** What is outside differs from what was written there: the step looks there. */
  record Differs() implements Reason {}

  /** Several at once: the step looks. */
  record Several(Reason latest) implements Reason {}

  /** All else: the step looks. */
  record Look() implements Reason {}

  /** Begins the trigger of {@link ToTell}; why that was recorded follows. */
  String TO_TELL = "told:";

  /** Begins the trigger of {@link Scheduled}; when it was due follows, or what was. */
  String SCHEDULED = "schedule:";

  /** Begins the trigger of {@link OnceMore}; the report's day follows. */
  String ONCE_MORE = "schedule-again:";

  /** Begins the trigger of an {@link Event} that something was made for; its id follows. */
  String FOLLOWS = "follows:";

  /** Itself, but the last of several. */
  default Reason latest() {
    return this;
  }

  static Reason of(String trigger) {
    int end = trigger.indexOf(':') + 1;
    String rest = trigger.substring(end);
    return switch (trigger.substring(0, end)) {
      case "webhook:" -> new Webhook(List.of(trigger.split(" ")));
      case "event:", FOLLOWS -> new Event(rest);
      case "case:" -> new Decided(rest);
      case TO_TELL -> new ToTell();
      case "reconcile:" -> new Differs();
      case SCHEDULED -> new Scheduled(rest);
      case ONCE_MORE -> new OnceMore();
      case "also:" -> new Several(of(rest));
      default -> new Look();
    };
  }
}
