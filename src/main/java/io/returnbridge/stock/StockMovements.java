package io.returnbridge.stock;

import io.returnbridge.commerce.Cause;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Doubtful;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.Refused;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.exceptions.Origin;
import io.returnbridge.failure.Trouble;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.Writer;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.store.Database;
import io.returnbridge.store.Leases;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.Outgoing;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The step apply-stock-movements: brings the due legs of one inventory entry into commercetools,
 * each exactly once. The legs of an update are stored as sent before its request; while an update
 * is unresolved nothing else is sent, and it is only repeated after the entry was read and does not
 * show its ids. The version of an update was read while its legs were known to be unresolved (or
 * before they were sent at all), so that a late first request and its repeat cannot both succeed.
 */
@Named("stockMovements")
@ApplicationScoped
public class StockMovements {

  public static final String STEP = "apply-stock-movements";

  private static final int ROUNDS = 30;
  private static final int DOUBTS = 3;

  private final Inventory inventory;
  private final Ledger ledger;
  private final Mappings mappings;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final Outbox outbox;
  private final WorkList work;
  private final Cases cases;
  private final String topic;

  public StockMovements(
      Inventory inventory,
      Ledger ledger,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      Cases cases,
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
    this.topic = topic;
  }

  /**
   * @param wakeUp with the subject {@code channel/sku}
   * @return the records of this entry that Kafka has not confirmed, one an applied leg
   */
  public List<Outgoing> apply(WakeUp wakeUp) {
    StockEntry entry = StockEntry.parse(wakeUp.subject());
    return leases.holding(
        Leases.ofEntry(entry.channel(), entry.sku()),
        () -> {
          new Run(entry, wakeUp).untilNothingIsDue();
          return outbox.unpublished(STEP, entry.subject());
        });
  }

  /** One wake-up of one entry. */
  private final class Run {
    private final StockEntry entry;
    private final WakeUp wakeUp;
    private int doubts;

    Run(StockEntry entry, WakeUp wakeUp) {
      this.entry = entry;
      this.wakeUp = wakeUp;
    }

    void untilNothingIsDue() {
      for (int round = 0; round < ROUNDS; round++) {
        if (!ledger.unresolved(entry).isEmpty()) {
          resolve();
          continue;
        }
        Batch due = new Batch(ledger.due(entry, Batch.MOST));
        List<Leg> ofWarehouse = due.legs().stream().filter(l -> l.writer() == Writer.WMS).toList();
        if (due.isEmpty()) {
          cases.settle(origin(), List.of());
          return;
        } else if (!ofWarehouse.isEmpty()) {
          applied(ofWarehouse);
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

    /** Looks for the unresolved update in the entry; what is not there is sent again. */
    private void resolve() {
      Optional<EntryView> now = inventory.read(entry.sku(), entry.channel());
      // After the read: what is still unresolved now was neither trimmed nor settled before it.
      Batch open = new Batch(ledger.unresolved(entry));
      List<String> movements = now.map(EntryView::movements).orElse(List.of());
      Batch found = open.present(movements, true);
      Batch missing = open.present(movements, false);
      if (!found.isEmpty()) {
        applied(found.legs());
      }
      if (!missing.isEmpty()) {
        request(now, missing);
      }
    }

    /**
     * Sends a new batch.
     *
     * @return false when nothing of it may be sent
     */
    private boolean send(Batch due) {
      Optional<EntryView> basis =
          inventory
              .lastSeen(entry.sku(), entry.channel())
              .or(() -> inventory.read(entry.sku(), entry.channel()));
      Batch batch = due;
      if (isInspection() && quantity(basis) + due.delta() < 0) {
        basis = inventory.read(entry.sku(), entry.channel());
        batch = due.affordable(quantity(basis));
        if (batch.isEmpty()) {
          cases.settle(origin(), List.of(notInInspection(due, quantity(basis))));
          return false;
        }
      }
      if (ledger.markSent(entry, batch.legs())) {
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
      } catch (Doubtful unknown) {
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
      applied(batch.legs());
    }

    private void applied(List<Leg> legs) {
      database.inTransaction(
          () -> {
            List<Leg> fresh = ledger.markApplied(legs);
            outbox.add(
                STEP, entry.subject(), fresh.stream().map(StockMovements.this::record).toList());
            List<Leg> next = ledger.following(fresh);
            next.stream()
                .filter(l -> !l.isApplied())
                .map(l -> l.entry().subject())
                .filter(subject -> !subject.equals(entry.subject()))
                .distinct()
                .forEach(subject -> work.wake(STEP, subject, wakeUp.trigger()));
            fresh.stream()
                .filter(l -> l.kind() != Leg.Kind.HOLD)
                .filter(l -> next.stream().noneMatch(n -> l.id().equals(n.after())))
                .map(l -> l.returnId().subject())
                .distinct()
                .forEach(s -> work.wake(InspectedStockMover.STEP, s, wakeUp.trigger()));
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
      List<Leg> out = due.legs().stream().filter(l -> l.delta() < 0).toList();
      String rmaNumbers =
          out.stream()
              .map(l -> rmaNumber(l.returnId()))
              .collect(Collectors.toCollection(TreeSet::new))
              .stream()
              .collect(Collectors.joining(", "));
      return new Trouble(
          "NOT_IN_INSPECTION",
          entry.subject(),
          null,
          Map.of(
              "sku", entry.sku(),
              "channel", entry.channel(),
              "rmaNumber", rmaNumbers,
              "actual", Long.toString(quantity),
              "expected", Integer.toString(out.size())));
    }
  }

  private static long quantity(Optional<EntryView> entry) {
    return entry.map(EntryView::quantity).orElse(0L);
  }

  private String rmaNumber(ReturnId id) {
    return states.find(id).map(ReturnState::rmaNumber).orElse(id.id());
  }

  private Outgoing record(Leg leg) {
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
    json.put("rmaNumber", rmaNumber(leg.returnId()));
    json.put("itemId", leg.itemId());
    json.put("unit", leg.unit());
    String key = leg.entry().sku() + "/" + leg.entry().channel();
    return new Outgoing(leg.id(), topic, key, Json.write(json));
  }
}
