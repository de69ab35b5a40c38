package io.returnbridge.steps.inspect;

import org.jspecify.annotations.Nullable;

/** Asks Reveni for a return that a scan names and that is not known yet. */
public interface ReturnFinder {

  /**
   * A return that Reveni has is going to be known soon, and move-inspected-stock is woken for it
   * then; of one that it has not, nothing is heard. {@link io.returnbridge.failure.Unavailable}
   * when Reveni does not answer.
   *
   * @param store null: every store is asked
   */
  void find(@Nullable String store, String returnId, String trigger);
}
