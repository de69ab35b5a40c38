package io.returnbridge.steps.mirror;

import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Refused;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.engine.Write;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Customer service sees every return on its order. Writes the order's fields, the ReturnInfo of
 * received units with its payment states, and the order's State where the table names one. A repeat
 * writes nothing. What commercetools refuses of one order keeps no other order back.
 */
@Step(
    name = MirrorStatus.NAME,
    wakes = Topic.RETURNS_EVENTS,
    needs = Circuits.COMMERCETOOLS,
    thenWakes = {WakeUp.MOVE_INSPECTED_STOCK, WakeUp.ACCEPT_RETURN})
@ApplicationScoped
public class MirrorStatus implements BusinessStep<MirrorKnown> {

  public static final String NAME = WakeUp.MIRROR_STATUS;

  private final Mappings mappings;
  private final BatchTiming timing;
  private final ReturnStates states;
  private final Watches watches;
  private final WorkList work;

  public MirrorStatus(
      Mappings mappings, Settings settings, ReturnStates states, Watches watches, WorkList work) {
    this.mappings = mappings;
    this.timing = new BatchTiming(mappings, settings);
    this.states = states;
    this.watches = watches;
    this.work = work;
  }

  @Override
  public @Nullable Later later(WakeUp wakeUp) {
    return timing.later(wakeUp);
  }

  @Override
  public @Nullable MirrorKnown know(WakeUp wakeUp, Seen seen) {
    return states
        .find(wakeUp.returnId())
        .filter(ReturnState::orderFound)
        .map(state -> MirrorKnown.of(state, states, mappings, seen, work))
        .orElse(null);
  }

  @Override
  public Decision decide(MirrorKnown known) {
    List<Trouble> troubles = new ArrayList<>();
    List<WakeUp> wakes = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    boolean gone = false;
    for (ShownOrder order : known.orders()) {
      Optional<OrderView> view = order.view();
      Optional<Refused> forGood = order.refusals().all();
      if (view.isEmpty()) {
        if (!order.isFormer()) {
          gone = true;
          troubles.add(Trouble.orderGone(order.number()));
        }
      } else if (forGood.isPresent()) {
        refused.add(forGood.get());
      } else {
        Optional<Write> missing = order.write(view.get());
        if (missing.isPresent()) {
          return Decision.send(missing.get());
        }
        troubles.addAll(order.troubles(view.get()));
        wakes.addAll(order.wakes(view.get()));
      }
    }
    if (!refused.isEmpty()) {
      throw refused.get(0);
    }
    Decision.Record done =
        Decision.record(Origin.of(NAME, known.state())).troubles(troubles).wakes(wakes);
    return gone ? done : met(known, done);
  }

  /**
   * What the return's orders lack, by their numbers, as {@link #decide} would write it; nothing of
   * orders that are gone.
   */
  public Map<String, List<OrderChange>> lacks(ReturnId id, Seen seen) {
    Map<String, List<OrderChange>> lacks = new LinkedHashMap<>();
    MirrorKnown known = know(new WakeUp(NAME, id.subject(), ""), seen);
    if (known != null) {
      for (ShownOrder order : known.orders()) {
        Optional<OrderView> view = order.view();
        List<OrderChange> missing = view.map(order::lacks).orElse(List.of());
        if (!missing.isEmpty()) {
          lacks.put(order.number(), missing);
        }
      }
    }
    return lacks;
  }

  /** What is expected of paid refunds is seen on the orders. */
  private Decision.Record met(MirrorKnown known, Decision.Record done) {
    ReturnId id = known.state().id();
    if (!known.isPaid()) {
      return done;
    }
    Decision.Record mirrored = done.also(() -> watches.met("REFUND_NOT_MIRRORED", id));
    return known.isAllocated()
        ? mirrored.also(() -> watches.met("REFUND_UNALLOCATED", id))
        : mirrored;
  }
}
