package io.returnbridge.engine;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.Failure;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.reveni.Inspections;
import java.util.List;
import java.util.Optional;

/**
 * What one run has seen of a return's items at Reveni, and told of them. A verdict moves money and
 * has no version: that it is sent is remembered first, and after any doubt the item is looked at.
 */
public final class SeenItems {

  /** What is known of an item by now. */
  public sealed interface Look {

    /** Reveni says so. */
    record Is(ItemStatus status) implements Look {}

    /** Reveni has taken the verdict. */
    record Told() implements Look {}

    /** Reveni has not taken the verdict, for sure. */
    record NotTold(Failure why) implements Look {}

    /**
     * Reveni does not find the return.
     *
     * @param told whether the answer is that to a verdict, which was not taken
     */
    record NoReturn(boolean told) implements Look {}

    /** Nobody knows: it cannot be read, or Reveni does not answer. */
    record Unknown(Failure why) implements Look {}
  }

  private final ReturnId id;
  private final Seen seen;
  private final Inspections inspections;

  SeenItems(ReturnId id, Seen seen, Inspections inspections) {
    this.id = id;
    this.seen = seen;
    this.inspections = inspections;
  }

  /** The item, looked at once in a run and after a doubt. */
  public Look look(String itemId) {
    return seen.ask(about(itemId), () -> lookNow(itemId));
  }

  private Look lookNow(String itemId) {
    try {
      Optional<ItemStatus> status = inspections.statusOf(id, itemId);
      return status.<Look>map(Look.Is::new).orElseGet(() -> new Look.NoReturn(false));
    } catch (Failure why) {
      return new Look.Unknown(why);
    }
  }

  /** Whether a verdict of the item got no clear answer in this run. */
  public boolean isInDoubt(String itemId) {
    return seen.isInDoubt(about(itemId));
  }

  /** To be called in the transaction that remembers the verdict as sent. */
  public void remembered(String itemId) {
    seen.note(toBeTold(itemId));
  }

  /** Whether the verdict was remembered in this run, and not sent since. */
  public boolean isRemembered(String itemId) {
    return seen.isNoted(toBeTold(itemId));
  }

  /** Only what {@link #remembered} says is sent. */
  public Write validate(String itemId, List<Inspections.Verdict> verdicts) {
    return new Write(
        about(itemId),
        about(itemId),
        () -> {
          seen.forgetNote(toBeTold(itemId));
          seen.saw(about(itemId), answer(verdicts));
        },
        false,
        false);
  }

  private Look answer(List<Inspections.Verdict> verdicts) {
    try {
      return inspections.validate(id, verdicts) ? new Look.Told() : new Look.NoReturn(true);
    } catch (WriteOutcomeUnknown mayBeTaken) {
      throw mayBeTaken;
    } catch (Failure notTaken) {
      return new Look.NotTold(notTaken);
    }
  }

  private String about(String itemId) {
    return "item " + id + "/" + itemId;
  }

  private String toBeTold(String itemId) {
    return "verdict of " + id + "/" + itemId;
  }
}
