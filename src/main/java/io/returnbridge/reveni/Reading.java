package io.returnbridge.reveni;

import io.returnbridge.failure.Trouble;
import io.returnbridge.returns.ReturnSnapshot;
import java.util.List;

/** What Reveni answers when it is asked for a return. */
public sealed interface Reading {

  /**
   * @param troubles statuses of the return and within it that the tables do not know
   */
  record Found(ReturnSnapshot snapshot, List<Trouble> troubles) implements Reading {}

  /** The shopper has not finished: nothing happens yet. */
  record Draft() implements Reading {}

  record NotFound() implements Reading {}
}
