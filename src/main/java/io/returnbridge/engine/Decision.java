package io.returnbridge.engine;

import io.returnbridge.cases.Origin;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What follows from what a step knows. */
public sealed interface Decision {

  /** Nothing is missing, and all of that was recorded before. It resolves no case. */
  record Nothing() implements Decision {}

  /** One write outside. */
  record Send(Write write) implements Decision {}

  /**
   * All that can be done is done. It is recorded in one transaction. Made by {@link #record}.
   *
   * @param origin where the troubles were met
   * @param state to be saved; null when it is as it was
   * @param also what else the tables are to say, such as a plan or a deadline that is met; it asks
   *     nothing outside
   * @param told records for Kafka
   * @param troubles that the step has now
   * @param resolves whether those are all: then its other cases of the subject are resolved
   * @param wakes steps that have something to do now
   */
  record Record(
      Origin origin,
      @Nullable ReturnState state,
      List<Runnable> also,
      List<OutboxRecord> told,
      List<Trouble> troubles,
      boolean resolves,
      List<WakeUp> wakes)
      implements Decision {

    public Record state(@Nullable ReturnState now) {
      return new Record(origin, now, also, told, troubles, resolves, wakes);
    }

    /** One table more. */
    public Record also(Runnable change) {
      return new Record(
          origin,
          state,
          Stream.concat(also.stream(), Stream.of(change)).toList(),
          told,
          troubles,
          resolves,
          wakes);
    }

    public Record told(List<OutboxRecord> records) {
      return new Record(origin, state, also, records, troubles, resolves, wakes);
    }

    public Record troubles(List<Trouble> met) {
      return new Record(origin, state, also, told, met, resolves, wakes);
    }

    /** Of what else was wrong, nothing can be said. */
    public Record resolvesNone() {
      return new Record(origin, state, also, told, troubles, false, wakes);
    }

    public Record wakes(List<WakeUp> steps) {
      return new Record(origin, state, also, told, troubles, resolves, steps);
    }
  }

  /**
   * What must be durable before the next write is sent: a plan, that something is sent, or what was
   * done so far. A transaction of its own, under the compared claim; then it is known and decided
   * anew, with what was seen outside. It opens cases, and resolves none. Who finds it in another
   * run looks whether the write came to pass.
   *
   * @param what is remembered; the same is not remembered for ever in one run
   */
  record Remember(String what, Record first) implements Decision {}

  static Decision nothing() {
    return new Nothing();
  }

  static Decision send(Write write) {
    return new Send(write);
  }

  static Decision remember(Record first) {
    return new Remember("what it remembers", first);
  }

  static Decision remember(String what, Record first) {
    return new Remember(what, first);
  }

  /** That nothing is missing any more; what is to be recorded with that is added to it. */
  static Record record(Origin origin) {
    return new Record(origin, null, List.of(), List.of(), List.of(), true, List.of());
  }
}
