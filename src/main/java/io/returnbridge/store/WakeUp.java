package io.returnbridge.store;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What every step is woken with, by whatever: an event, a retry, a replay, a decision. It says what
 * to look at, never what to do.
 *
 * @param step route id of the step
 * @param subject text of what it is {@link #about}
 * @param trigger {@code event:<id>}, {@code retry:<n>}, {@code case:<id>}, {@code replay:<id>} and
 *     so on
 * @param trace what it comes from, where that is traced ({@link
 *     io.returnbridge.tracing.Traces#current}); null for what the thread that records it does
 */
public record WakeUp(String step, String subject, String trigger, @Nullable String trace) {

  /** The subject of a job, which looks at all there is. */
  public static final String INSTALLATION = "all";

  /** The steps that others wake. None knows another: they know these names. */
  public static final String ACCEPT_RETURN = "accept-return";

  public static final String MIRROR_STATUS = "mirror-status";
  public static final String HOLD_FOR_INSPECTION = "hold-for-inspection";
  public static final String LINK_CREDIT = "link-credit";
  public static final String CREATE_EXCHANGE_ORDER = "create-exchange-order";
  public static final String MOVE_INSPECTED_STOCK = "move-inspected-stock";
  public static final String APPLY_STOCK_MOVEMENTS = "apply-stock-movements";
  public static final String SWEEP = "sweep";
  public static final String RECONCILE = "reconcile";

  public WakeUp(String step, String subject, String trigger) {
    this(step, subject, trigger, null);
  }

  public Subject about() {
    return switch (step) {
      case APPLY_STOCK_MOVEMENTS -> Subject.ofStock(subject);
      case SWEEP -> Subject.ofSweep(subject);
      case RECONCILE -> Subject.ofReconciliation(subject);
      default -> Subject.of(subject);
    };
  }

  /** Of a step that is woken about nothing else. */
  public ReturnId returnId() {
    if (about() instanceof Subject.OfReturn of) {
      return of.id();
    }
    throw new IllegalArgumentException("\"" + subject + "\" is not of the form store/returnId");
  }

  public WakeUp of(@Nullable String causes) {
    return new WakeUp(step, subject, trigger, causes);
  }

  public Reason reason() {
    return Reason.of(trigger);
  }

  /** Whether a person's decision is behind it. */
  public boolean isByPerson() {
    return reason() instanceof Reason.Decided;
  }
}
