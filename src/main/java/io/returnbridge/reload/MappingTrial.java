package io.returnbridge.reload;

import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mode;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.mappings.Timing;
import io.returnbridge.mappings.TimingRow;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Scans;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What other tables would make of what is stored: each is asked the same as those in force, and
 * what they answer differently is said. Nothing is asked outside, and nothing is written.
 */
public final class MappingTrial {

  /** What tables decide. */
  public enum Kind {
    STORE,
    REASON,
    STATUS,
    STAGE,
    ORDER_STATE,
    PAID_BY,
    METHOD,
    BONUS,
    GOODS,
    STOCK_CHANNEL,
    OWNER;

    /** As it is told. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @param about which item, unit, scan or case; empty for the return itself
   * @param note what does not follow from it; empty for nothing
   */
  public record Change(String kind, String about, String before, String after, String note) {}

  /** A case that is not resolved. */
  public record OpenCase(String code, @Nullable String itemId) {}

  /**
   * How soon an event is shown.
   *
   * @param events how many of them the returns have had
   */
  public record Soon(String event, String before, String after, long events) {}

  private static final String NONE = "none";

  private final MappingTables before;
  private final MappingTables after;

  public MappingTrial(MappingTables inForce, MappingTables others) {
    this.before = inForce;
    this.after = others;
  }

  /**
   * @param scans of the return
   * @param cases of the return
   */
  public List<Change> of(ReturnState state, List<Scans.Stored> scans, List<OpenCase> cases) {
    List<Change> changes = new ArrayList<>();
    compare(changes, Kind.STORE, "", t -> store(t, state), "");
    for (Item item : state.snapshot().items()) {
      reason(changes, state, item);
    }
    String said = state.snapshot().reveniStatus();
    compare(
        changes,
        Kind.STATUS,
        "",
        t -> t.statuses().find(said).map(StatusRow::status).orElse("STATUS_UNKNOWN"),
        "");
    compare(
        changes,
        Kind.ORDER_STATE,
        "",
        t -> t.statuses().find(said).map(StatusRow::orderState).orElse(NONE),
        "");
    compare(changes, Kind.STAGE, "", t -> t.stage(said).map(MappingTrial::word).orElse(NONE), "");
    state.snapshot().refunds().forEach(refund -> refund(changes, state, refund));
    for (Unit unit : state.units()) {
      goods(changes, state, unit);
      stockChannel(changes, state, unit);
    }
    scans.stream()
        .filter(s -> s.status() != Scans.Status.DONE)
        .forEach(s -> scan(changes, state, s));
    for (OpenCase open : cases) {
      compare(
          changes,
          Kind.OWNER,
          "case " + open.code() + (open.itemId() == null ? "" : " of item " + open.itemId()),
          t -> t.exceptions().find(open.code()).map(ExceptionRow::owner).orElse(NONE),
          "");
    }
    return changes;
  }

  private void refund(List<Change> changes, ReturnState state, Refund refund) {
    String of = " of refund " + refund.refundId();
    compare(
        changes,
        Kind.PAID_BY,
        "\"" + refund.paidBy() + "\"" + of,
        t -> t.payload().isPaidByReveni(refund.paidBy()) ? "Reveni" : "not Reveni",
        "");
    compare(
        changes,
        Kind.METHOD,
        "\"" + refund.method() + "\"" + of,
        t -> t.payload().isStoreCredit(refund.method()) ? "store credit" : "money",
        "");
    if (refund.bonus() != null) {
      compare(
          changes,
          Kind.BONUS,
          of.strip(),
          t -> t.payload().isBonusInAmount(state.id().store()) ? "in the amount" : "beside it",
          "once Reveni is read again");
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String store(MappingTables tables, ReturnState state) {
    return tables.stores().find(state.id().store()).isPresent() ? "known" : "not in stores.csv";
  }

  private void reason(List<Change> changes, ReturnState state, Item item) {
    String now = code(before, state, item);
    String then = code(after, state, item);
    String note = "";
    if (now == null && then != null) {
      note = "REASON_UNMAPPED closes";
    } else if (now != null && then == null) {
      note = "REASON_UNMAPPED opens";
    } else if (state.units().stream()
        .anyMatch(u -> u.itemId().equals(item.itemId()) && u.outcome() != null)) {
      note = "what was moved stays";
    }
    compare(
        changes,
        Kind.REASON,
        "\"%s\" of item %s".formatted(item.reason(), item.itemId()),
        t -> Objects.requireNonNullElse(code(t, state, item), NONE),
        note);
  }

  private static @Nullable String code(MappingTables tables, ReturnState state, Item item) {
    String chosen = state.classifications().get(item.itemId());
    String said = item.reason();
    return chosen != null || said == null
        ? chosen
        : tables.reasons().map(said).map(ReasonRow::code).orElse(null);
  }

  private static @Nullable String code(MappingTables tables, ReturnState state, Unit unit) {
    return state
        .item(unit.itemId())
        .map(item -> code(tables, state, item))
        .orElse(unit.reasonCode());
  }

  private void goods(List<Change> changes, ReturnState state, Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    if (outcome != null) {
      compare(
          changes,
          Kind.GOODS,
          "%s, unit %d of item %s, graded %s"
              .formatted(unit.sku(), unit.n(), unit.itemId(), outcome.grade()),
          t -> fate(t, code(t, state, unit), outcome.grade()),
          "moved already, and stays");
    }
  }

  private void scan(List<Change> changes, ReturnState state, Scans.Stored stored) {
    state.units().stream()
        .filter(u -> u.hasSku(stored.scan().sku()) && u.outcome() == null && !u.released())
        .findFirst()
        .ifPresent(
            unit ->
                compare(
                    changes,
                    Kind.GOODS,
                    "scan %s of %s, graded %s"
                        .formatted(
                            stored.scan().scanId(), stored.scan().sku(), stored.scan().grade()),
                    t -> fate(t, code(t, state, unit), stored.scan().grade()),
                    ""));
  }

  private static String fate(MappingTables tables, @Nullable String code, String grade) {
    if (code == null) {
      return "waits for a reason";
    }
    Optional<DispositionRow> row = tables.dispositions().find(code, grade);
    return row.map(
            r ->
                List.of(
                        r.location(),
                        r.shipmentState().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        "verdict " + r.verdict().name().toLowerCase(Locale.ROOT))
                    .stream()
                    .collect(Collectors.joining(", ")))
        .orElse("GRADE_UNKNOWN");
  }

  private void stockChannel(List<Change> changes, ReturnState state, Unit unit) {
    if (!unit.received() || unit.isCustom()) {
      return;
    }
    String location = Objects.requireNonNullElse(unit.location(), Channels.AWAITING_INSPECTION);
    if (location.equals(DispositionRow.NOWHERE)) {
      return;
    }
    compare(
        changes,
        Kind.STOCK_CHANNEL,
        "%s of unit %d of item %s".formatted(location, unit.n(), unit.itemId()),
        t ->
            t.sellingChannel(state.id(), unit)
                .flatMap(channel -> t.channels().find(channel, location))
                .map(ChannelRow::stockChannel)
                .orElse("CHANNEL_UNKNOWN"),
        unit.location() == null ? "" : "moved already, and stays");
  }

  private void compare(
      List<Change> changes,
      Kind kind,
      String about,
      Function<MappingTables, String> ask,
      String note) {
    String now = ask.apply(before);
    String then = ask.apply(after);
    if (!now.equals(then)) {
      changes.add(new Change(kind.word(), about, now, then, note));
    }
  }

  /** Of the events that these returns have had, those that would be shown sooner or later. */
  public List<Soon> timing(List<ReturnState> states) {
    Map<String, Long> events = new TreeMap<>();
    for (ReturnState state : states) {
      state.timeline().stream()
          .map(TimelineEntry::event)
          .filter(Timing.EVENTS::contains)
          .forEach(event -> events.merge(event, 1L, Long::sum));
    }
    List<Soon> different = new ArrayList<>();
    events.forEach(
        (event, many) -> {
          String now = soon(before.timing().forEvent(event));
          String then = soon(after.timing().forEvent(event));
          if (!now.equals(then)) {
            different.add(new Soon(event, now, then, many));
          }
        });
    return different;
  }

  private static String soon(TimingRow row) {
    return row.mode() == Mode.REALTIME ? "real time" : "batch " + row.schedule();
  }
}
