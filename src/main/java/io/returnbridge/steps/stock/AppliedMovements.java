package io.returnbridge.steps.stock;

import io.returnbridge.engine.WorkList;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.StockMovement.Kind;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ReturnStates.Names;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What follows from legs that have been applied; in the transaction that says so. */
@ApplicationScoped
class AppliedMovements {

  private final Ledger ledger;
  private final ReturnStates states;
  private final Outbox outbox;
  private final WorkList work;
  private final Watches watches;
  private final String topic;

  AppliedMovements(
      Ledger ledger,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      Watches watches,
      @ConfigProperty(name = "topics.stock-movements", defaultValue = "stock.movements.v1")
          String topic) {
    this.ledger = ledger;
    this.states = states;
    this.outbox = outbox;
    this.work = work;
    this.watches = watches;
    this.topic = topic;
  }

  /**
   * Tells them, and wakes whoever waited for them: the entries of the legs that follow, and the
   * returns whose chains have ended.
   *
   * @param legs of the entry that were not known to be applied before
   */
  void follow(List<StockMovement> legs, WakeUp wakeUp) {
    Map<ReturnId, Names> names =
        states.names(legs.stream().map(StockMovement::returnId).distinct().toList());
    outbox.add(wakeUp.step(), wakeUp.subject(), legs.stream().map(l -> record(l, names)).toList());
    List<StockMovement> next = ledger.following(legs);
    next.stream()
        .filter(l -> !l.isApplied())
        .map(l -> l.entry().subject())
        .filter(subject -> !subject.equals(wakeUp.subject()))
        .distinct()
        .forEach(subject -> work.wake(wakeUp.step(), subject, wakeUp.trigger()));
    legs.stream()
        .filter(l -> l.kind() != Kind.HOLD)
        .filter(l -> next.stream().noneMatch(n -> l.id().equals(n.after())))
        .map(l -> l.returnId().subject())
        .distinct()
        .forEach(s -> work.wake(WakeUp.MOVE_INSPECTED_STOCK, s, wakeUp.trigger()));
    watches.held(
        legs.stream()
            .filter(l -> l.kind() == Kind.HOLD)
            .map(StockMovement::returnId)
            .collect(Collectors.toSet()));
  }

  private OutboxRecord record(StockMovement leg, Map<ReturnId, Names> all) {
    Names names = all.getOrDefault(leg.returnId(), new Names(leg.returnId().id(), null));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", leg.id());
    json.put("sku", leg.entry().sku());
    json.put("channel", leg.entry().channel());
    json.put("delta", leg.delta());
    json.put("kind", leg.kind().word());
    json.put("location", leg.location());
    json.put("writer", leg.writer().name().toLowerCase(Locale.ROOT));
    json.put("store", leg.returnId().store());
    json.put("returnId", leg.returnId().id());
    json.put("rmaNumber", names.rmaNumber());
    if (names.orderNumber() != null) {
      json.put("orderNumber", names.orderNumber());
    }
    json.put("itemId", leg.itemId());
    json.put("unit", leg.unit());
    return new OutboxRecord(leg.id(), topic, leg.entry().key(), Json.write(json));
  }
}
