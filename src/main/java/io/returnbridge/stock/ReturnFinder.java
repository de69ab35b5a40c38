package io.returnbridge.stock;

import org.jspecify.annotations.Nullable;

/** Asks Reveni for a return that a scan names and that is not known yet. */
public interface ReturnFinder {

  /**
   * Starts the look-up and returns at once. A return that is found becomes known, and
   * move-inspected-stock is woken for it.
   *
   * @param store null: every store is asked
   */
  void find(@Nullable String store, String returnId, String trigger);
}
