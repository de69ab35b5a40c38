package io.returnbridge.steps.inspect;

import io.returnbridge.commerce.Orders;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person with goods in hand where they go: by the plan that the step itself makes of the
 * return's scans. Nothing is changed.
 */
@ApplicationScoped
public class ScanOutlook {

  /**
   * @param kind {@code put}, {@code waits} or {@code case}
   * @param word the location of {@code channels.csv} or {@code none}; what it waits for; or the
   *     case's code
   * @param stockChannel where that is, for a location that is kept
   */
  public record Place(String kind, String word, @Nullable String stockChannel) {

    static Place waitsFor(Scans.WaitsFor what) {
      return new Place("waits", what.name(), null);
    }

    static Place ofCase(String code) {
      return new Place("case", code, null);
    }
  }

  /**
   * Goods of one SKU in a return.
   *
   * @param of how many are returned
   * @param left how many of them no scan has named yet
   * @param places where the next one goes, by grade
   */
  public record Goods(String sku, int of, int left, Map<String, Place> places) {}

  /**
   * A scan of the return that counts: no later one has taken its place.
   *
   * @param source whose it is; only a scan of the same source corrects it
   */
  public record Made(
      String source,
      String scanId,
      String sku,
      int quantity,
      String grade,
      Instant at,
      Place place) {}

  /** What was said of a unit that has no place yet, and what it waits for. */
  public record Graded(String grade, Scans.WaitsFor waitsFor) {}

  private final Ledger ledger;
  private final Scans scans;
  private final ScansOfReturns returns;
  private final SentVerdicts verdicts;
  private final ReturnStates states;
  private final Orders orders;
  private final Mappings mappings;

  public ScanOutlook(
      Ledger ledger,
      Scans scans,
      ScansOfReturns returns,
      SentVerdicts verdicts,
      ReturnStates states,
      Orders orders,
      Mappings mappings) {
    this.ledger = ledger;
    this.scans = scans;
    this.returns = returns;
    this.verdicts = verdicts;
    this.states = states;
    this.orders = orders;
    this.mappings = mappings;
  }

  /** What the return has, in Reveni's order. */
  public List<Goods> of(ReturnState state) {
    Planning planning = new Planning(state);
    InspectionPlan.Result now = planning.with(null, null);
    Set<String> skus = new LinkedHashSet<>();
    now.state().units().stream()
        .filter(u -> !u.released() && !u.sku().isEmpty())
        .forEach(u -> skus.add(u.sku().strip()));
    List<Goods> goods = new ArrayList<>();
    for (String sku : skus) {
      List<Unit> units =
          now.state().units().stream().filter(u -> u.hasSku(sku) && !u.released()).toList();
      int open = (int) units.stream().filter(u -> u.outcome() == null).count();
      int kept =
          planning.own.stream()
              .map(Scans.Stored::scan)
              .filter(s -> now.waits().containsKey(s.ref()) && s.sku().strip().equals(sku))
              .mapToInt(Scan::quantity)
              .sum();
      Map<String, Place> places = new LinkedHashMap<>();
      for (String grade : mappings.dispositions().grades()) {
        Scan scan = next(state.id(), sku, grade);
        place(scan, planning.with(scan, null)).ifPresent(p -> places.put(grade, p));
      }
      goods.add(new Goods(sku, units.size(), Math.max(0, open - kept), places));
    }
    return goods;
  }

  private static Scan next(ReturnId id, String sku, String grade) {
    return new Scan(
        "", "", id.id(), null, id.store(), sku, 1, grade, Instant.now(), null, null, null);
  }

  /** The return's scans that have a place or wait for it, the newest first. */
  public List<Made> made(ReturnState state) {
    Planning planning = new Planning(state);
    InspectionPlan.Result now = planning.with(null, null);
    List<Made> made = new ArrayList<>();
    for (Scans.Stored stored : planning.own) {
      Scan scan = stored.scan();
      place(scan, now)
          .ifPresent(
              place ->
                  made.add(
                      0,
                      new Made(
                          scan.source(),
                          scan.scanId(),
                          scan.sku().strip(),
                          scan.quantity(),
                          scan.grade(),
                          stored.acceptedAt(),
                          place)));
    }
    return made;
  }

  /** Units that were scanned and wait, by their keys. */
  public Map<String, Graded> waiting(ReturnState state) {
    Planning planning = new Planning(state);
    if (planning.own.stream().noneMatch(s -> s.status() == Scans.Status.WAITING)) {
      return Map.of();
    }
    InspectionPlan.Result now = planning.with(null, null);
    Map<String, Graded> waiting = new LinkedHashMap<>();
    now.kept()
        .forEach(
            (unit, scan) ->
                waiting.put(
                    unit,
                    new Graded(scan.grade(), Objects.requireNonNull(now.waits().get(scan.ref())))));
    return waiting;
  }

  /** Where the goods of a scan go that is stored; empty where another one has taken its place. */
  public Optional<Place> of(Scans.Stored stored) {
    Scan scan = stored.scan();
    List<ReturnState> matching =
        stored.known() == null
            ? returns.matching(scan)
            : states.find(stored.known()).stream().toList();
    if (matching.size() != 1) {
      return Optional.of(
          matching.isEmpty()
              ? Place.waitsFor(Scans.WaitsFor.RETURN)
              : Place.ofCase("SCAN_UNKNOWN_RETURN"));
    }
    return place(scan, new Planning(matching.get(0)).with(null, scan.ref()));
  }

  /** An order that was never seen and cannot be read now shows nothing. */
  private Optional<OrderView> lastSeen(String orderNumber) {
    try {
      return orders.lastSeen(orderNumber);
    } catch (Unavailable away) {
      return Optional.empty();
    }
  }

  private Optional<Place> place(Scan scan, InspectionPlan.Result plan) {
    Optional<Unit> decided =
        plan.state().units().stream().filter(u -> u.isBy(Set.of(scan.ref()))).findFirst();
    if (decided.isPresent()) {
      return decided.map(unit -> place(plan.state().id(), unit));
    }
    Scans.WaitsFor waits = plan.waits().get(scan.ref());
    return waits != null
        ? Optional.of(Place.waitsFor(waits))
        : plan.troubles().getOrDefault(scan.ref(), List.of()).stream()
            .map(Trouble::code)
            .map(Place::ofCase)
            .findFirst();
  }

  private Place place(ReturnId id, Unit unit) {
    String location = Objects.requireNonNull(unit.outcome()).location();
    return new Place(
        "put",
        location,
        mappings
            .sellingChannel(id, unit)
            .flatMap(channel -> mappings.channels().find(channel, location))
            .map(ChannelRow::stockChannel)
            .orElse(null));
  }

  /** Plans of one return, whose records are read once. */
  private final class Planning {

    private final ReturnState state;
    private final List<Scans.Stored> own;
    private final List<Scans.Stored> kin;
    private final List<StockMovement> legs;
    private final List<SentVerdict> sent;
    private final Function<Unit, Optional<String>> shown;

    Planning(ReturnState state) {
      this.state = state;
      this.own = returns.scansOf(state, null);
      this.kin = scans.withCorrections(own);
      this.legs = ledger.ofReturn(state.id());
      this.sent = verdicts.of(state.id());
      this.shown = MeantUnits.shownOn(state.id(), ScanOutlook.this::lastSeen);
    }

    /**
     * @param another a scan that is not made yet
     * @param again {@code source/scanId} of a scan that is looked at although it is a case
     */
    InspectionPlan.Result with(@Nullable Scan another, @Nullable String again) {
      List<Scans.Stored> all = new ArrayList<>(own);
      List<Scans.Stored> related = new ArrayList<>(kin);
      if (another != null) {
        Scans.Stored next =
            new Scans.Stored(
                another, "", state.id(), Scans.Status.ACCEPTED, null, another.scannedAt());
        all.add(next);
        related.add(next);
      }
      return InspectionPlan.of(
          state, all, new Corrections(related), legs, sent, mappings, again, shown);
    }
  }
}
