package io.returnbridge.reasons;

import io.returnbridge.commerce.SoldOrders;
import io.returnbridge.commerce.SoldOrders.Page;
import io.returnbridge.commerce.SoldOrders.Place;
import io.returnbridge.commerce.SoldOrders.SoldOrder;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Keys;
import io.returnbridge.model.OrderView;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Units that were sold, by SKU, channel and month: sums of the project's orders. A page of orders
 * and how far was read are one transaction, so that a crash counts none twice and leaves none out.
 * What was created in the last minutes is read once more the next time, since an order may be seen
 * later than one that was created after it.
 */
@ApplicationScoped
class SoldUnits {

  /** Nobody sees an order later than that after it was created or changed. */
  static final Duration OVERLAP = Duration.ofMinutes(10);

  /**
   * @param month by its first day
   * @param channel empty where nobody says which has sold it
   */
  record Sold(LocalDate month, String channel, String sku) {}

  private record Reading(Instant from, Place created, Place cancelled) {}

  private final SoldOrders orders;
  private final Database database;
  private final Mappings mappings;
  private final ZoneId zone;
  private final int months;
  private final Clock clock;

  /**
   * @param months how far back orders are read when none have been
   */
  SoldUnits(
      SoldOrders orders,
      Database database,
      Mappings mappings,
      Settings settings,
      @ConfigProperty(name = "reports.sold-months") int months,
      Clock clock) {
    this.orders = orders;
    this.database = database;
    this.mappings = mappings;
    this.zone = settings.reportTimeZone();
    this.months = months;
    this.clock = clock;
  }

  /** Since when orders are counted; empty before the first were read. */
  Optional<Instant> from() {
    return reading().map(Reading::from);
  }

  /**
   * Reads the next page.
   *
   * @return whether there is more
   */
  boolean readOn() {
    Reading reading = reading().orElseGet(this::begin);
    Page page = orders.created(reading.created());
    Optional<Reading> next = database.inTransaction(() -> count(reading, page));
    if (!page.last() || next.isEmpty()) {
      return true;
    }
    Reading counted = next.get();
    Page gone = orders.cancelled(counted.cancelled(), counted.from());
    boolean done = database.inTransaction(() -> takeOff(counted, gone));
    return !gone.last() || !done;
  }

  private Reading begin() {
    Instant now = clock.instant();
    Instant from =
        LocalDate.ofInstant(now, zone)
            .withDayOfMonth(1)
            .minusMonths(months)
            .atStartOfDay(zone)
            .toInstant();
    database.update(
        """
        insert into sold_reading (counted_from, created_at, created_id, cancelled_at, cancelled_id)
        values (?, ?, '', ?, '') on conflict do nothing
        """,
        from,
        from,
        now.minus(OVERLAP));
    return reading().orElseThrow();
  }

  private Optional<Reading> reading() {
    return reading("");
  }

  private Optional<Reading> reading(String lock) {
    return database.find(
        "select counted_from, created_at, created_id, cancelled_at, cancelled_id from sold_reading"
            + lock,
        r ->
            new Reading(
                r.time(1), new Place(r.time(2), r.text(3)), new Place(r.time(4), r.text(5))));
  }

  /** Empty when another has gone on from there. */
  private Optional<Reading> count(Reading before, Page page) {
    if (isOutOfDate(before)) {
      return Optional.empty();
    }
    Set<String> known = known(page.orders()).keySet();
    List<SoldOrder> fresh = page.orders().stream().filter(o -> !known.contains(o.id())).toList();
    add(fresh.stream().filter(o -> !o.cancelled()).toList(), 1);
    remember(fresh);
    Place next = next(before.created(), page, SoldOrder::createdAt, before.from());
    database.update(
        "delete from sold_order where not cancelled and created_at < ?",
        page.last() ? next.at() : next.at().minus(OVERLAP));
    Reading after = new Reading(before.from(), next, before.cancelled());
    save(after);
    return Optional.of(after);
  }

  /** What was counted and is cancelled by now. */
  private boolean takeOff(Reading before, Page page) {
    if (isOutOfDate(before)) {
      return false;
    }
    Map<String, Boolean> known = known(page.orders());
    // What is not remembered and was created later has not been counted: it is read once more.
    List<SoldOrder> counted =
        page.orders().stream()
            .filter(
                o ->
                    known.containsKey(o.id())
                        ? !known.get(o.id())
                        : o.createdAt().isBefore(before.created().at()))
            .toList();
    add(counted, -1);
    remember(counted);
    Place next = next(before.cancelled(), page, SoldOrder::changedAt, before.cancelled().at());
    save(new Reading(before.from(), before.created(), next));
    return true;
  }

  /** Behind the last of a full page; after the last page somewhat back. */
  private static Place next(
      Place before, Page page, Function<SoldOrder, Instant> time, Instant least) {
    List<SoldOrder> read = page.orders();
    if (read.isEmpty() && before.id().isEmpty()) {
      return before;
    }
    SoldOrder last = read.isEmpty() ? null : read.get(read.size() - 1);
    Instant at = last == null ? before.at() : time.apply(last);
    if (last != null && !page.last()) {
      return new Place(at, last.id());
    }
    Instant back = at.minus(OVERLAP);
    return new Place(back.isBefore(least) ? least : back, "");
  }

  private boolean isOutOfDate(Reading read) {
    return !reading(" for update").equals(Optional.of(read));
  }

  private void save(Reading reading) {
    database.update(
        "update sold_reading set created_at = ?, created_id = ?, cancelled_at = ?, cancelled_id = ?",
        reading.created().at(),
        reading.created().id(),
        reading.cancelled().at(),
        reading.cancelled().id());
  }

  /** Whether it is cancelled, of those that are remembered. */
  private Map<String, Boolean> known(List<SoldOrder> of) {
    Map<String, Boolean> known = new HashMap<>();
    database.query(
        "select id, cancelled from sold_order where id = any(?)",
        r -> known.put(r.text(1), r.flag(2)),
        (Object) of.stream().map(SoldOrder::id).toArray(String[]::new));
    return known;
  }

  private void remember(List<SoldOrder> read) {
    database.update(
        """
        insert into sold_order (id, created_at, cancelled)
        select id, created_at::timestamptz, cancelled::boolean
        from unnest(?::text[], ?::text[], ?::text[]) as o (id, created_at, cancelled)
        on conflict (id) do update set cancelled = excluded.cancelled
        """,
        read.stream().map(SoldOrder::id).toArray(String[]::new),
        read.stream().map(o -> o.createdAt().toString()).toArray(String[]::new),
        read.stream().map(o -> Boolean.toString(o.cancelled())).toArray(String[]::new));
  }

  private void add(List<SoldOrder> sold, int sign) {
    Map<String, Long> units = new TreeMap<>();
    Map<String, Sold> keys = new HashMap<>();
    for (SoldOrder order : sold) {
      units(order)
          .forEach(
              (key, many) -> {
                keys.put(key.toString(), key);
                units.merge(key.toString(), sign * many, Long::sum);
              });
    }
    List<Sold> of = units.keySet().stream().map(keys::get).toList();
    database.update(
        """
        insert into sold (month, channel, sku, units)
        select month::date, channel, sku, units
        from unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) as s (month, channel, sku, units)
        on conflict (month, channel, sku) do update set units = sold.units + excluded.units
        """,
        of.stream().map(s -> s.month().toString()).toArray(String[]::new),
        of.stream().map(Sold::channel).toArray(String[]::new),
        of.stream().map(Sold::sku).toArray(String[]::new),
        units.values().toArray(Long[]::new));
  }

  /**
   * Exchange orders sell nothing, custom line items are no goods of stock, and an order of a Store
   * that no store of ours is for cannot come back.
   */
  private Map<Sold, Long> units(SoldOrder order) {
    Map<Sold, Long> units = new HashMap<>();
    List<StoreRow> stores =
        mappings.stores().ofOrder(order.store(), order.country(), order.currency());
    if (stores.isEmpty() || Keys.isExchangeOrder(order.orderNumber())) {
      return units;
    }
    LocalDate month = LocalDate.ofInstant(order.soldAt(), zone).withDayOfMonth(1);
    Set<String> defaults = new HashSet<>();
    stores.forEach(s -> defaults.add(s.defaultChannel() == null ? "" : s.defaultChannel()));
    String otherwise = defaults.size() == 1 ? defaults.iterator().next() : "";
    for (OrderView.Line line : order.lines()) {
      if (!line.custom()) {
        units.merge(
            new Sold(month, line.sellingChannel().orElse(otherwise), line.sku().strip()),
            line.quantity(),
            Long::sum);
      }
    }
    return units;
  }

  /** Those of these months. */
  Map<Sold, Long> all(LocalDate first, LocalDate last) {
    Map<Sold, Long> all = new HashMap<>();
    database.query(
        "select month, channel, sku, units from sold where month between ? and ?",
        r -> all.put(new Sold(r.date(1), r.text(2), r.text(3)), r.number(4)),
        first,
        last);
    return all;
  }

  /** The first month in which each was sold, of those that were. */
  Map<String, LocalDate> firstSold() {
    Map<String, LocalDate> first = new HashMap<>();
    database.query(
        "select sku, min(month) from sold where units > 0 group by sku",
        r -> first.put(r.text(1), r.date(2)));
    return first;
  }
}
