package io.returnbridge.replay;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A replay, and how far it is.
 *
 * @param dryRun whether it only says what it would write
 * @param who login name
 * @param problem why it failed
 */
public record Replay(
    String id,
    Scope scope,
    boolean dryRun,
    String who,
    Instant askedAt,
    State state,
    Counts counts,
    @Nullable String problem,
    @Nullable Instant endedAt) {

  public enum State {
    /** Reads what it is about. */
    FINDING,
    /** Wakes the steps, some returns at a time, or rehearses them. */
    RUNNING,
    DONE,
    /** By a defect; its case can be retried, and then it goes on. */
    FAILED
  }

  /**
   * @param records that were read of a topic
   * @param unreadable of these, records that nobody could read then either
   * @param returns how many it is about
   * @param looked how many of these it has looked at
   * @param changes that a dry run would have written
   * @param effects on these returns and their stock, and records that steps of one's own have done,
   *     from their waking to the end of it
   * @param events that became known by it
   * @param cases that were opened by it
   */
  public record Counts(
      long records,
      long unreadable,
      long returns,
      long looked,
      long changes,
      long effects,
      long events,
      long cases) {}

  /** As the API has it. */
  public String stateWord() {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing more will come of it by itself. */
  public boolean ended() {
    return state == State.DONE || state == State.FAILED;
  }
}
