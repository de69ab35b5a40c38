package io.returnbridge.schedules;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Work that the clock starts, or a person by {@code POST /api/jobs/{job}/run}. */
public enum Job {
  /** Every piece of work that waits for its next attempt is tried now; no schedule of its own. */
  RETRIES,
  /** What {@code timing.csv} lets wait for its batch is done now; no schedule of its own. */
  FLUSH,
  /** What is expected and has not happened in time becomes a case. */
  WATCHDOGS,
  /** Every open return is read again from Reveni. */
  SWEEP,
  /** Owners are told about their new cases. */
  ALERTS,
  /** Both systems and our own records are compared. */
  RECONCILE;

  /** As in paths, and the route id of the step that does it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public static Optional<Job> of(String word) {
    return Arrays.stream(values()).filter(j -> j.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Job::word).toList();
  }
}
