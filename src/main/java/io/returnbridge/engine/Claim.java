package io.returnbridge.engine;

import io.returnbridge.store.WakeUp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work, and the right to work on what has its key: nobody else does so, in any
 * replica, until the worker gives it back or its replica is dead.
 *
 * @param attempt how often it has failed so far
 * @param generation of the row when it was claimed
 * @param key what must not be done twice at once: the root order, a return, an inventory entry
 * @param token of the claim; null where there is none: work that was not claimed excludes nobody
 */
public record Claim(WakeUp wakeUp, int attempt, long generation, String key, @Nullable UUID token) {

  /** Of work that is on its way otherwise, such as a record of Kafka. */
  public static Claim none(WakeUp wakeUp) {
    return new Claim(wakeUp, 0, 0, wakeUp.subject(), null);
  }

  /** The same right, for what the row has turned out to be. */
  public Claim of(WakeUp read) {
    return new Claim(read, attempt, generation, key, token);
  }

  /** The order that the work is known to be about; of an exchange order, its original. */
  @Nullable String order() {
    return Belonging.order(key);
  }

  Claim withKey(String joined) {
    return new Claim(wakeUp, attempt, generation, joined, token);
  }
}
