package io.returnbridge.reveni;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inspection of returned items in Reveni. Both methods throw {@link
 * io.returnbridge.failure.Unavailable} when Reveni does not answer; {@link #validate} throws {@link
 * io.returnbridge.commerce.WriteOutcomeUnknown} when it may have been applied, and nothing else
 * then.
 */
public interface Inspections {

  /**
   * The item as Reveni says it is now: no longer pending means that its inspection is applied;
   * empty when Reveni does not find the return.
   */
  Optional<ItemStatus> statusOf(ReturnId returnId, String itemId);

  /**
   * Writes the inspection back. It moves money, and is not idempotent.
   *
   * @return false when Reveni does not find the return, and has taken nothing
   */
  boolean validate(ReturnId returnId, List<Verdict> verdicts);

  /**
   * @param quantity units of the item with this verdict
   * @param status {@code accepted} or {@code rejected}
   * @param rejectReason of {@code dispositions.csv}, set when rejected
   * @param text for people
   */
  record Verdict(
      String itemId, int quantity, String status, @Nullable String rejectReason, String text) {}
}
