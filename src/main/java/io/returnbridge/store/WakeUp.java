package io.returnbridge.store;

/**
 * What every step is woken with, by whatever: an event, a retry, a replay, a decision. It says what
 * to look at, never what to do.
 *
 * @param step route id of the step
 * @param subject {@code store/returnId}; for {@code apply-stock-movements} {@code channel/sku}; for
 *     a scan of a return that is not known {@code scan/source/scanId}; for an unreadable webhook
 *     {@code webhook/store/eventId}
 * @param trigger {@code event:<id>}, {@code retry:<n>}, {@code case:<id>}, {@code replay:<id>} and
 *     so on
 */
public record WakeUp(String step, String subject, String trigger) {

  /** The subject of a job, which looks at all there is. */
  public static final String INSTALLATION = "all";

  /** The step that reads a return anew; whoever asks for that wakes it. */
  public static final String ACCEPT_RETURN = "accept-return";

  /** What planned goods, a scan or a movement has changed is looked at by these. */
  public static final String HOLD_FOR_INSPECTION = "hold-for-inspection";

  public static final String MOVE_INSPECTED_STOCK = "move-inspected-stock";
  public static final String APPLY_STOCK_MOVEMENTS = "apply-stock-movements";

  public Reason reason() {
    return Reason.of(trigger);
  }

  /** Whether a person's decision is behind it. */
  public boolean isByPerson() {
    return reason() instanceof Reason.Decided;
  }
}
