package io.returnbridge.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be replayed. */
public sealed interface Scope {

  /**
   * One return: every step of it.
   *
   * @param store null: in all stores that have a return of this id
   */
  record OfReturn(@Nullable String store, String returnId) implements Scope {}

  /**
   * Every step of every return with an accepted webhook, a scan or a change of state in that time.
   *
   * @param to the first moment after it
   */
  record OfPeriod(Instant from, Instant to) implements Scope {}

  /** What each record of the topic has woken, or of dead letters the one step. */
  record OfTopic(String topic) implements Scope {}
}
