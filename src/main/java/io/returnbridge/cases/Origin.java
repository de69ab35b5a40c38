package io.returnbridge.cases;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Subject;
import io.returnbridge.store.WakeUp;
import org.jspecify.annotations.Nullable;

/**
 * Where a trouble was met.
 *
 * @param step route id of the step that met it; {@code retry} wakes it again
 * @param workSubject subject of the {@link WakeUp} to retry
 * @param returnId null for what is not about a known return
 */
public record Origin(
    String step,
    String workSubject,
    @Nullable ReturnId returnId,
    @Nullable String rmaNumber,
    @Nullable String orderNumber) {

  public static Origin of(String step, ReturnState state) {
    return new Origin(
        step, state.id().subject(), state.id(), state.rmaNumber(), state.orderNumber());
  }

  /** For a failure that ended the step before it had a state. */
  public static Origin of(WakeUp wakeUp) {
    ReturnId id = wakeUp.about() instanceof Subject.OfReturn of ? of.id() : null;
    return new Origin(wakeUp.step(), wakeUp.subject(), id, null, null);
  }
}
