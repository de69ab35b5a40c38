package io.returnbridge.steps.accept;

import io.returnbridge.engine.Belonging;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.store.Inbox;
import io.returnbridge.store.Reason;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the return from Reveni as it is now, compares it with what was known, gives new units their
 * order lines and derives what happened. A snapshot older than the known one and a draft change
 * nothing. A repeat asks nobody: it returns the records that Kafka has not confirmed, and makes no
 * new ones.
 */
@Step(
    name = AcceptReturn.NAME,
    wakes = Topic.REVENI_WEBHOOKS,
    needs = {Circuits.REVENI, Circuits.COMMERCETOOLS},
    tells = Topic.RETURNS_EVENTS,
    thenWakes = WakeUp.MOVE_INSPECTED_STOCK)
@ApplicationScoped
public class AcceptReturn implements BusinessStep<AcceptKnown> {

  public static final String NAME = WakeUp.ACCEPT_RETURN;

  private final Mappings mappings;
  private final ReturnStates states;
  private final Inbox inbox;
  private final WebhookAgain webhooks;
  private final AcceptRecords records;

  AcceptReturn(
      Mappings mappings,
      ReturnStates states,
      Inbox inbox,
      WebhookAgain webhooks,
      AcceptRecords records) {
    this.mappings = mappings;
    this.states = states;
    this.inbox = inbox;
    this.webhooks = webhooks;
    this.records = records;
  }

  /** Reveni is asked before its order is known, and so before anything of that is held. */
  @Override
  public @Nullable AcceptKnown know(WakeUp wakeUp, Seen seen) {
    if (wakeUp.about() instanceof Subject.OfWebhook of) {
      return webhooks.know(wakeUp, of);
    }
    ReturnId id = wakeUp.returnId();
    StoreRow store = store(id);
    if (wakeUp.reason() instanceof Reason.ToTell || isRepeat(wakeUp)) {
      return null;
    }
    ReturnState before = states.find(id).orElse(null);
    ReveniAnswer answer = seen.returnNow(id, before == null ? null : before.snapshot());
    if (answer instanceof ReveniAnswer.Found found) {
      return ShownReturn.of(wakeUp, store, before, found, mappings, states, seen);
    }
    return answer instanceof ReveniAnswer.NotFound
        ? new AcceptKnown.Missing(wakeUp, id)
        : new AcceptKnown.Draft(wakeUp, id);
  }

  private StoreRow store(ReturnId id) {
    return mappings
        .stores()
        .find(id.store())
        .orElseThrow(
            () -> new Rejected("Store \"" + id.store() + "\" is not in mappings/stores.csv", null));
  }

  /** Only a delivery of the same webhooks is one; a retry or a decision is meant to look again. */
  private boolean isRepeat(WakeUp wakeUp) {
    return wakeUp.reason() instanceof Reason.Webhook webhook
        && webhook.keys().stream().allMatch(key -> inbox.seen(NAME, key));
  }

  /** Its order's lines are given away by one at a time. */
  @Override
  public @Nullable Belonging turnsOutToBeOf(AcceptKnown known) {
    String root = known instanceof ShownReturn shown ? shown.orders().root() : null;
    return root == null ? null : new Belonging.ToOrder(root);
  }

  @Override
  public Decision decide(AcceptKnown known) {
    if (known instanceof AcceptKnown.Unread webhook) {
      return webhooks.decide(webhook);
    }
    if (known instanceof AcceptKnown.Missing missing) {
      return records.of(missing);
    }
    if (known instanceof AcceptKnown.Draft draft) {
      return records.of(draft);
    }
    ShownReturn shown = (ShownReturn) known;
    List<Trouble> troubles = new ArrayList<>(shown.troubles());
    ReturnState there = MovedUnits.of(shown, troubles);
    return records.of(shown, new UnitLines(shown, there).place(troubles), troubles);
  }
}
