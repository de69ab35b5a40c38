package io.returnbridge.steps.inspect;

import io.returnbridge.model.ReturnId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks Reveni for a return that a scan names and that is not known yet. */
public interface ReturnFinder {

  /**
   * What it finds has to be accepted, and move-inspected-stock is woken for it then. {@link
   * io.returnbridge.failure.Unavailable} when Reveni does not answer.
   *
   * @param store null: every store is asked
   */
  List<ReturnId> find(@Nullable String store, String returnId);
}
