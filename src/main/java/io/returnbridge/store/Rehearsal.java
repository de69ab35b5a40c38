package io.returnbridge.store;

import io.returnbridge.model.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dry run on this thread: the steps run as they are, inside {@link Database#rehearse}, whose
 * transaction is always rolled back. Adapters note here what they would have sent; due work, cases
 * and records for Kafka are noted or left out. What is noted dies with the thread's rehearsal.
 */
public final class Rehearsal {

  /**
   * One write that would have been sent.
   *
   * @param resource as {@link Effects} names it, or {@code verdict} for one to Reveni
   * @param what the actions in short
   */
  public record Write(String step, String resource, String resourceKey, String what) {}

  private static final ThreadLocal<@Nullable Rehearsal> CURRENT = new ThreadLocal<>();

  private final List<Write> writes = new ArrayList<>();
  private final Deque<WakeUp> woken = new ArrayDeque<>();
  private final List<OutboxRecord> told = new ArrayList<>();

  /** Whether nothing may be written outside of this thread's transaction. */
  public static boolean isOn() {
    return CURRENT.get() != null;
  }

  /** Notes a write instead of sending it; only while {@link #isOn}. */
  public static void write(Cause cause, String resource, String resourceKey, String what) {
    current().writes.add(new Write(cause.step(), resource, resourceKey, what));
  }

  public static void wake(WakeUp wakeUp) {
    current().woken.add(wakeUp);
  }

  static void tell(OutboxRecord record) {
    current().told.add(record);
  }

  public static Rehearsal current() {
    Rehearsal current = CURRENT.get();
    if (current == null) {
      throw new IllegalStateException("There is no dry run on this thread");
    }
    return current;
  }

  void begin() {
    if (isOn()) {
      throw new IllegalStateException("There is a dry run on this thread already");
    }
    CURRENT.set(this);
  }

  void end() {
    CURRENT.remove();
  }

  /** Everything that would have been written, in its order. */
  public List<Write> writes() {
    return List.copyOf(writes);
  }

  /** The next wake-up that a step has asked for, which this takes away; null when there is none. */
  public @Nullable WakeUp nextWoken() {
    return woken.poll();
  }

  /** The records that would have gone to Kafka since this was asked last. */
  public List<OutboxRecord> takeTold() {
    List<OutboxRecord> taken = List.copyOf(told);
    told.clear();
    return taken;
  }
}
