package io.returnbridge.reveni;

import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.Trouble;
import java.util.List;

/** What Reveni answers when it is asked for a return. */
public sealed interface ReveniAnswer {

  /**
   * @param troubles statuses of the return and within it that the tables do not know
   */
  record Found(ReturnSnapshot snapshot, List<Trouble> troubles) implements ReveniAnswer {}

  /** The shopper has not finished: nothing happens yet. */
  record Draft() implements ReveniAnswer {}

  record NotFound() implements ReveniAnswer {}
}
