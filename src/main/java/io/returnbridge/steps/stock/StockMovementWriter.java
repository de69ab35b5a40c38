package io.returnbridge.steps.stock;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Writer;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.EntryState;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The step apply-stock-movements: brings the due legs of one inventory entry into commercetools,
 * each exactly once. The legs of an update are stored as sent, with the state of the entry that it
 * depends on, before its request; while an update is unresolved nothing else is sent, and its ids
 * are not trimmed.
 *
 * <p>A request succeeds only on the very version that it was made for. So once the entry is read at
 * a later version without the ids, every request so far has failed or will fail, and the legs may
 * be planned anew, with another look at what may be taken out; at the same version, the request and
 * its repeat cannot both succeed. Either is done only if the ledger still has what it had before
 * the read, so that a worker whose lease ran out cannot undo what another has done since.
 */
@Step(
    name = StockMovementWriter.STEP,
    about = About.ENTRY,
    deadLetters = Topic.WAREHOUSE_SCANS,
    needs = Circuits.COMMERCETOOLS,
    tells = Topic.STOCK_MOVEMENTS,
    thenWakes = WakeUp.MOVE_INSPECTED_STOCK)
@Named("stockMovements")
@ApplicationScoped
public class StockMovementWriter {

  public static final String STEP = "apply-stock-movements";

  private static final int ROUNDS = 30;
  private static final int DOUBTS = 3;

  /** Most updates of one entry in one wake-up; then others have their turn. */
  static final int BATCHES = 5;

  private final Inventory inventory;
  private final Ledger ledger;
  private final Mappings mappings;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final Outbox outbox;
  private final WorkList work;
  private final Cases cases;
  private final Watches watches;
  private final String topic;

  public StockMovementWriter(
      Inventory inventory,
      Ledger ledger,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      Cases cases,
      Watches watches,
      @ConfigProperty(name = "topics.stock-movements", defaultValue = "stock.movements.v1")
          String topic) {
    this.inventory = inventory;
    this.ledger = ledger;
    this.mappings = mappings;
    this.database = database;
    this.leases = leases;
    this.states = states;
    this.outbox = outbox;
    this.work = work;
    this.cases = cases;
    this.watches = watches;
    this.topic = topic;
  }

  /**
   * Applies what is due, {@link #BATCHES} updates at most: when there is more, the entry is woken
   * once more, behind what is due already.
   *
   * @param wakeUp with the subject {@code channel/sku}
   * @return the records of this entry that Kafka has not confirmed, one an applied leg
   */
  public List<OutboxRecord> apply(WakeUp wakeUp) {
    StockEntry entry = StockEntry.parse(wakeUp.subject());
    return leases.holding(
        Leases.ofEntry(entry.channel(), entry.sku()),
        () -> {
          new Run(entry, wakeUp).applyDue();
          return outbox.unpublished(STEP, entry.subject());
        });
  }

  /** One wake-up of one entry. */
  private final class Run {
    private final StockEntry entry;
    private final WakeUp wakeUp;
    private int doubts;
    private int batches;

    Run(StockEntry entry, WakeUp wakeUp) {
      this.entry = entry;
      this.wakeUp = wakeUp;
    }

    void applyDue() {
      for (int round = 0; round < ROUNDS; round++) {
        Optional<Ledger.Sent> unresolved = ledger.unresolved(entry);
        if (unresolved.isPresent()) {
          resolve(unresolved.get());
          continue;
        }
        Batch due = new Batch(ledger.due(entry, Batch.MOST));
        List<StockMovement> ofWarehouse =
            due.legs().stream().filter(l -> l.writer() == Writer.WMS).toList();
        if (due.isEmpty()) {
          cases.settle(origin(), List.of());
          return;
        } else if (batches == BATCHES) {
          work.wake(STEP, entry.subject(), wakeUp.trigger());
          return;
        } else if (!ofWarehouse.isEmpty()) {
          applied(() -> ledger.markApplied(ofWarehouse));
        } else if (!send(due)) {
          return;
        }
      }
      throw new Unavailable(
          "conflict",
          "Entry " + entry + " kept changing; its movements are tried again",
          Duration.ofSeconds(1),
          null);
    }

    /**
     * Looks for the unresolved update in the entry. An entry that has moved on without it can never
     * take it any more, so its legs are planned anew; in one that has not, it is requested again.
     */
    private void resolve(Ledger.Sent sent) {
      Batch batch = new Batch(sent.legs());
      Optional<EntryView> now = inventory.read(entry.sku(), entry.channel());
      EntryState state = EntryState.of(now);
      EntryState before = sent.state();
      if (!batch.shownBy(movements(now)).isEmpty()) {
        // The entry takes all of an update or nothing.
        applied(() -> ledger.markApplied(sent));
      } else if (before != null && state.isAfter(before)) {
        ledger.withdraw(sent);
      } else if ((before == null || state.equals(before)) && ledger.repeat(sent, state)) {
        request(now, batch);
      }
    }

    /**
     * Sends a new batch. Legs that the entry shows already were applied before the database was set
     * back to an older copy.
     *
     * @return false when nothing of it may be sent
     */
    private boolean send(Batch due) {
      Optional<EntryView> basis = inventory.lastSeen(entry.sku(), entry.channel());
      List<StockMovement> shown = due.shownBy(movements(basis));
      if (!shown.isEmpty()) {
        applied(() -> ledger.markApplied(shown));
        return true;
      }
      Batch batch = due;
      if (isInspection() && quantity(basis) + due.delta() < 0) {
        basis = inventory.read(entry.sku(), entry.channel());
        batch = due.affordable(quantity(basis));
        if (batch.isEmpty()) {
          cases.settle(origin(), List.of(notInInspection(due, quantity(basis))));
          return false;
        }
      }
      if (ledger.markSent(entry, batch.legs(), EntryState.of(basis))) {
        request(basis, batch);
      }
      return true;
    }

    /** One request. After a conflict or without an answer the batch stays unresolved. */
    private void request(Optional<EntryView> basis, Batch batch) {
      Cause cause = new Cause(STEP, entry.subject(), wakeUp.trigger());
      try {
        if (basis.isPresent()) {
          List<String> movements = batch.movements(basis.get().movements());
          inventory.apply(basis.get(), batch.delta(), movements, cause);
        } else {
          inventory.create(entry.sku(), entry.channel(), batch.delta(), batch.ids(), cause);
        }
      } catch (Conflict somebodyWasFirst) {
        return;
      } catch (WriteOutcomeUnknown unknown) {
        doubts++;
        if (doubts >= DOUBTS || unknown.retryAfter() != null) {
          throw unknown;
        }
        return;
      } catch (Refused refused) {
        if (refused.code().equals("DuplicateField")) {
          return;
        }
        throw refused;
      }
      applied(() -> ledger.markApplied(batch.legs()));
    }

    /**
     * @param mark says which legs were not known to be applied before
     */
    private void applied(Supplier<List<StockMovement>> mark) {
      batches++;
      database.inTransaction(
          () -> {
            List<StockMovement> fresh = mark.get();
            Map<ReturnId, String> rmaNumbers = rmaNumbers(fresh);
            outbox.add(
                STEP, entry.subject(), fresh.stream().map(l -> record(l, rmaNumbers)).toList());
            List<StockMovement> next = ledger.following(fresh);
            next.stream()
                .filter(l -> !l.isApplied())
                .map(l -> l.entry().subject())
                .filter(subject -> !subject.equals(entry.subject()))
                .distinct()
                .forEach(subject -> work.wake(STEP, subject, wakeUp.trigger()));
            fresh.stream()
                .filter(l -> l.kind() != StockMovement.Kind.HOLD)
                .filter(l -> next.stream().noneMatch(n -> l.id().equals(n.after())))
                .map(l -> l.returnId().subject())
                .distinct()
                .forEach(s -> work.wake(WakeUp.MOVE_INSPECTED_STOCK, s, wakeUp.trigger()));
            watches.held(
                fresh.stream()
                    .filter(l -> l.kind() == StockMovement.Kind.HOLD)
                    .map(StockMovement::returnId)
                    .collect(Collectors.toSet()));
          });
    }

    private boolean isInspection() {
      return mappings.channels().all().stream()
          .anyMatch(
              row ->
                  row.stockChannel().equals(entry.channel())
                      && row.location().equals(Channels.AWAITING_INSPECTION));
    }

    private Origin origin() {
      return new Origin(STEP, entry.subject(), null, null, null);
    }

    private Trouble notInInspection(Batch due, long quantity) {
      List<StockMovement> out = due.legs().stream().filter(l -> l.delta() < 0).toList();
      String rmaNumbers = String.join(", ", new TreeSet<>(rmaNumbers(out).values()));
      return new Trouble(
          "NOT_IN_INSPECTION",
          entry.subject(),
          null,
          Map.of(
              "sku", entry.sku(),
              "channel", entry.channel(),
              "rmaNumber", rmaNumbers,
              "detail",
                  "commercetools shows %d there, %d are to leave".formatted(quantity, out.size())));
    }
  }

  private static List<String> movements(Optional<EntryView> entry) {
    return entry.map(EntryView::movements).orElse(List.of());
  }

  private static long quantity(Optional<EntryView> entry) {
    return entry.map(EntryView::quantity).orElse(0L);
  }

  private Map<ReturnId, String> rmaNumbers(List<StockMovement> legs) {
    return states.rmaNumbers(legs.stream().map(StockMovement::returnId).distinct().toList());
  }

  private OutboxRecord record(StockMovement leg, Map<ReturnId, String> rmaNumbers) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", leg.id());
    json.put("sku", leg.entry().sku());
    json.put("channel", leg.entry().channel());
    json.put("delta", leg.delta());
    json.put("kind", leg.kind().word());
    json.put("location", leg.location());
    json.put("writer", leg.writer().name().toLowerCase(java.util.Locale.ROOT));
    json.put("store", leg.returnId().store());
    json.put("returnId", leg.returnId().id());
    json.put("rmaNumber", rmaNumbers.getOrDefault(leg.returnId(), leg.returnId().id()));
    json.put("itemId", leg.itemId());
    json.put("unit", leg.unit());
    return new OutboxRecord(leg.id(), topic, leg.entry().key(), Json.write(json));
  }
}
