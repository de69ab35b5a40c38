package io.returnbridge.steps.stock;

import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.Write;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Writer;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.EntryState;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings the due legs of one inventory entry into commercetools, each exactly once. The legs of an
 * update are stored as sent, with the state of the entry that it depends on, before its request;
 * while an update is unresolved nothing else is sent, and its ids are not trimmed.
 *
 * <p>A request succeeds only on the very version that it was made for. So once the entry is read at
 * a later version without the ids, every request so far has failed or will fail, and the legs may
 * be planned anew, with another look at what may be taken out; at the same version, the request and
 * its repeat cannot both succeed. Either is done only if the ledger still has what it had before
 * the read, so that a worker whose claim has ended cannot undo what another has done since.
 */
@Step(
    name = ApplyStockMovements.NAME,
    about = About.ENTRY,
    deadLetters = Topic.WAREHOUSE_SCANS,
    needs = Circuits.COMMERCETOOLS,
    tells = Topic.STOCK_MOVEMENTS,
    thenWakes = WakeUp.MOVE_INSPECTED_STOCK)
@ApplicationScoped
public class ApplyStockMovements implements BusinessStep<EntryKnown> {

  public static final String NAME = WakeUp.APPLY_STOCK_MOVEMENTS;

  private final Ledger ledger;
  private final Mappings mappings;
  private final AppliedMovements applied;
  private final StockTroubles troubles;
  private final int most;
  private final int kept;

  @Inject
  ApplyStockMovements(
      Ledger ledger, Mappings mappings, AppliedMovements applied, StockTroubles troubles) {
    this(ledger, mappings, applied, troubles, Batch.MOST, Batch.KEPT);
  }

  /**
   * @param most legs in one update
   * @param kept most ids in {@code reveniMovements}, not fewer than {@code most}
   */
  ApplyStockMovements(
      Ledger ledger,
      Mappings mappings,
      AppliedMovements applied,
      StockTroubles troubles,
      int most,
      int kept) {
    this.ledger = ledger;
    this.mappings = mappings;
    this.applied = applied;
    this.troubles = troubles;
    this.most = most;
    this.kept = kept;
  }

  @Override
  public EntryKnown know(WakeUp wakeUp, Seen seen) {
    if (!(wakeUp.about() instanceof Subject.OfEntry of)) {
      throw new IllegalArgumentException(
          "\"" + wakeUp.subject() + "\" is not of the form channel/sku");
    }
    StockEntry stock = of.entry();
    Optional<Ledger.Sent> unresolved = ledger.unresolved(stock);
    Ledger.Due due = unresolved.isPresent() ? Ledger.Due.NONE : ledger.due(stock, most);
    return new EntryKnown(
        stock,
        seen.entry(stock),
        wakeUp,
        unresolved,
        new Batch(due.legs()),
        due.told(),
        seen.remembered());
  }

  @Override
  public Decision decide(EntryKnown known) {
    return known.unresolved().map(sent -> resolve(known, sent)).orElseGet(() -> next(known));
  }

  /**
   * Looks for the unresolved update in the entry, unless it was recorded after the entry had been
   * seen: then this run has yet to request it. An entry that has moved on without it can never take
   * it any more, so its legs are planned anew; in one that has not, it is requested again.
   */
  private Decision resolve(EntryKnown known, Ledger.Sent sent) {
    boolean toRequest = known.entry().isSeen() && sent.state() != null;
    Optional<EntryView> now = toRequest ? known.entry().basis() : known.entry().now();
    Batch batch = new Batch(sent.legs());
    List<StockMovement> shown = batch.shownBy(now);
    EntryState state = EntryState.of(now);
    EntryState before = sent.state();
    if (shown.equals(batch.legs())) {
      return applied(known, () -> ledger.markApplied(sent));
    } else if (!shown.isEmpty() || (before != null && state.isAfter(before))) {
      // An entry takes all of an update or nothing: what it shows is of an earlier one.
      return remember(known, () -> ledger.withdraw(sent));
    } else if (before != null && !state.equals(before)) {
      throw new Unavailable(
          "conflict",
          "Entry " + known.stock() + " was read as it was before; it is looked at again",
          Duration.ofSeconds(1),
          null);
    }
    return toRequest
        ? Decision.send(request(known, now, batch))
        : remember(known, () -> ledger.repeat(sent, state));
  }

  private Write request(EntryKnown known, Optional<EntryView> basis, Batch batch) {
    return basis
        .map(e -> known.entry().apply(e, batch.delta(), batch.movements(e.movements(), kept)))
        .orElseGet(() -> known.entry().create(batch.delta(), batch.ids()));
  }

  /**
   * A new update, stored as sent. Legs that the entry shows already, or that Kafka was told, were
   * applied before the database was set back to an older copy.
   */
  private Decision next(EntryKnown known) {
    Batch due = known.due();
    if (due.isEmpty()) {
      return record(known);
    } else if (known.isTurnOver()) {
      return record(known).resolvesNone().wakes(List.of(known.wakeUp()));
    }
    if (!known.told().isEmpty()) {
      return applied(known, () -> ledger.markApplied(known.told()));
    }
    List<StockMovement> ofWarehouse =
        due.legs().stream().filter(l -> l.writer() == Writer.WMS).toList();
    if (!ofWarehouse.isEmpty()) {
      return applied(known, () -> ledger.markApplied(ofWarehouse));
    }
    Optional<EntryView> seen = known.entry().basis();
    boolean isTooLittle = isInspection(known.stock()) && quantity(seen) + due.delta() < 0;
    Optional<EntryView> basis = isTooLittle ? known.entry().now() : seen;
    List<StockMovement> shown = due.shownBy(basis);
    if (!shown.isEmpty()) {
      return applied(known, () -> ledger.markApplied(shown));
    }
    Batch batch = isTooLittle ? due.affordable(quantity(basis)) : due;
    if (batch.isEmpty()) {
      return record(known).troubles(List.of(troubles.notInInspection(known, quantity(basis))));
    }
    EntryState state = EntryState.of(basis);
    return remember(known, () -> ledger.markSent(known.stock(), batch.legs(), state));
  }

  /**
   * @param mark says which legs were not known to be applied before
   */
  private Decision applied(EntryKnown known, Supplier<List<StockMovement>> mark) {
    return remember(known, () -> applied.follow(mark.get(), known.wakeUp()));
  }

  private static Decision remember(EntryKnown known, Runnable change) {
    return Decision.remember(record(known).also(change));
  }

  private static Decision.Record record(EntryKnown known) {
    return Decision.record(new Origin(NAME, known.stock().subject(), null, null, null));
  }

  private boolean isInspection(StockEntry entry) {
    return mappings.channels().all().stream()
        .anyMatch(
            row ->
                row.stockChannel().equals(entry.channel())
                    && row.location().equals(Channels.AWAITING_INSPECTION));
  }

  private static long quantity(Optional<EntryView> entry) {
    return entry.map(EntryView::quantity).orElse(0L);
  }
}
