package io.returnbridge.engine;

import io.returnbridge.store.WakeUp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One business step: what it needs to know, and what follows from it. Everything else is the {@link
 * StepRunner}'s.
 *
 * @param <K> what it knows of its subject in one run
 */
public interface BusinessStep<K> {

  /** Whether what a record says can wait: the step is then woken at that time. */
  default @Nullable Later later(WakeUp wakeUp) {
    return null;
  }

  /**
   * Reads the tables. What is outside is asked through {@code seen}, when {@link #decide} comes to
   * it, and once in a run.
   *
   * @return null where there is nothing to do, and nothing is known
   */
  @Nullable K know(WakeUp wakeUp, Seen seen);

  /**
   * The next write that is missing outside, or the record of all that is done. It changes nothing,
   * and is asked again after each write: the answer is in what was seen then. What commercetools
   * has refused is said by {@link Seen#refusalOfPayment}, {@link Seen#refusalsOfOrder} and {@link
   * Seen#whyNoExchangeOrder}; its siblings go on.
   */
  Decision decide(K known);

  /**
   * What the work is found to be about, where its subject does not say so; null for nothing else.
   */
  default @Nullable Belonging turnsOutToBeOf(K known) {
    return null;
  }

  /**
   * A time to look at the subject.
   *
   * @param trigger what the step is woken with then
   */
  record Later(Instant at, String trigger) {}

  /** What its class says of itself as {@link Step}. */
  default Step definition() {
    Class<?> type = getClass();
    Step step = type.getAnnotation(Step.class);
    while (step == null) {
      // The container's proxy is a subclass.
      type = type.getSuperclass();
      step = type.getAnnotation(Step.class);
    }
    return step;
  }

  default String name() {
    return definition().name();
  }
}
