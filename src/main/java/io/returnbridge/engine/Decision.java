package io.returnbridge.engine;

import io.returnbridge.cases.Origin;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from what a step knows. */
public sealed interface Decision {

  /** Nothing is missing, and all of that was recorded before. */
  record Nothing() implements Decision {}

  /** One write outside. */
  record Send(Write write) implements Decision {}

  /**
   * All that can be done is done. It is recorded in one transaction.
   *
   * @param origin where the troubles were met
   * @param state to be saved; null when it is as it was
   * @param told records for Kafka
   * @param troubles all that the step has now: its other cases of the subject are resolved
   * @param wakes steps that have something to do now
   */
  record Record(
      Origin origin,
      @Nullable ReturnState state,
      List<OutboxRecord> told,
      List<Trouble> troubles,
      List<WakeUp> wakes)
      implements Decision {}

  static Decision nothing() {
    return new Nothing();
  }

  static Decision send(Write write) {
    return new Send(write);
  }
}
