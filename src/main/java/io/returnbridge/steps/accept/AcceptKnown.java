package io.returnbridge.steps.accept;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.WakeUp;
import org.jspecify.annotations.Nullable;

/** What accept-return knows of what it is woken for. */
sealed interface AcceptKnown
    permits AcceptKnown.Unread, AcceptKnown.Missing, AcceptKnown.Draft, ShownReturn {

  WakeUp wakeUp();

  /**
   * A webhook that could not be read.
   *
   * @param kept null when it is gone, and its case is still there
   */
  record Unread(WakeUp wakeUp, Subject.OfWebhook webhook, KeptWebhooks.@Nullable Kept kept)
      implements AcceptKnown {}

  /** A return that Reveni does not find. */
  record Missing(WakeUp wakeUp, ReturnId id) implements AcceptKnown {}

  /** A return that the shopper has not finished: nothing happens yet. */
  record Draft(WakeUp wakeUp, ReturnId id) implements AcceptKnown {}
}
