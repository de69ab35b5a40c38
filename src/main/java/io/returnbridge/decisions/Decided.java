package io.returnbridge.decisions;

import io.returnbridge.cases.ExceptionCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a decision about some cases, each on its own.
 *
 * @param cases as they are now, in the order in which they were named
 * @param refused those of which nothing was changed
 */
public record Decided(List<ExceptionCase> cases, List<Refused> refused) {

  /** Why a case was left as it is. */
  public enum Why {
    /** There is no such case. */
    UNKNOWN,
    /** It is of another owner. */
    FORBIDDEN,
    /** It is closed, or what it is about has changed. */
    CONFLICT,
    /** The decision does not fit the case, or what was chosen does not exist. */
    UNFIT
  }

  /**
   * @param detail what, which one, and what to do
   * @param field of the decision that is wrong, when it is one
   */
  public record Refused(String id, Why why, String detail, @Nullable String field) {}

  static Decided refusing(Refused refused) {
    return new Decided(List.of(), List.of(refused));
  }
}
