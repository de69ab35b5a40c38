package io.returnbridge.watchdogs;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.cases.WatchdogCases;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Progress;
import io.returnbridge.registry.About;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The job watchdogs: opens a case for what is expected for longer than {@code opens_after} of its
 * code in {@code exceptions.csv}, and wakes the step that should have made it happen. Of what has a
 * case of that step that says why, such as an exchange that is out of stock, there is no second
 * one. What is late because of an outage that is a case is none of its own: from the outage's end
 * on it has its time again, and as long as the outage lasted, for what has piled up. Snoozed cases
 * whose time has come open again, and what was kept of unreadable webhooks is deleted in time.
 */
@Step(name = Watchdogs.STEP, about = About.INSTALLATION)
@Named("watchdogs")
@ApplicationScoped
public class Watchdogs {

  public static final String STEP = "watchdogs";

  private static final int AT_A_TIME = 100;

  private static final String DUE =
      """
      select w.store, w.return_id, w.code, w.subject, w.expected, w.since, w.details,
        coalesce(l.step, w.step), coalesce(l.entry, w.work_subject)
      from unnest(?::text[], ?::text[], ?::text[]) as d (code, grace, time)
      join watch w on w.code = d.code and w.since <= now() - d.time::interval
        and w.noticed_at <= now() - d.grace::interval
      left join lateral (
        select 'apply-stock-movements' as step, l.channel || '/' || l.sku as entry from stock_leg l
        where w.code = 'NOT_IN_INSPECTION' and l.store = w.store and l.return_id = w.return_id
          and l.item_id = w.subject and l.kind = 'hold' and l.state <> 'applied'
        limit 1) l on true
      where w.met_at is null and w.opened_at is null
        and (w.code <> 'EXCHANGE_NOT_PICKED_UP' or w.untouched_at >= w.since + d.time::interval)
        and %s and not %s
      order by w.since limit ? for update of w skip locked
      """
          .formatted(WatchdogCases.WHY_IS_UNKNOWN, UnknownStores.TOLD);

  /** What a step of ours makes happen, given that both systems answer. */
  private static final List<String> OURS =
      List.of("REFUND_NOT_MIRRORED", "CREDIT_MISSING", "NOT_IN_INSPECTION", "EXCHANGE_MISSING");

  /** Then Reveni takes an instant refund for accepted, whatever came back. */
  private static final Duration COVERED = Duration.ofDays(30);

  /** So long a step of ours has for what was over its time when it was noticed. */
  private static final Duration NOTICED = Duration.ofMinutes(1);

  /** Those that last, and those of the last days. */
  private static final String OUTAGES =
      """
      select extract(epoch from now() - resolved_at)::bigint, extract(epoch from resolved_at - opened_at)::bigint
      from exception_case
      where step = 'retries' and code in ('COMMERCETOOLS_UNAVAILABLE', 'REVENI_UNAVAILABLE')
        and (opened_at > now() - interval '8 days' or status <> 'resolved')
      """;

  /**
   * @param ended how long ago; null while it lasts
   */
  private record Outage(@Nullable Duration ended, @Nullable Duration lasted) {

    boolean excuses(ExceptionRow row) {
      if (!OURS.contains(row.code())) {
        return false;
      }
      return ended == null
          || lasted == null
          || ended.compareTo(time(row)) < 0
          || ended.compareTo(lasted) < 0;
    }
  }

  private record Due(
      ReturnId id,
      String code,
      String subject,
      String expected,
      Instant since,
      Map<String, String> details,
      WakeUp missing) {}

  private final Database database;
  private final Mappings mappings;
  private final Cases cases;
  private final Watches watches;
  private final PickUps pickUps;
  private final UnknownStores stores;
  private final OtherTables others;
  private final DateTimeFormatter time;
  private final DateTimeFormatter day;

  public Watchdogs(
      Database database,
      Mappings mappings,
      Cases cases,
      Watches watches,
      PickUps pickUps,
      OtherTables others,
      Settings settings) {
    this.database = database;
    this.mappings = mappings;
    this.cases = cases;
    this.watches = watches;
    this.pickUps = pickUps;
    this.others = others;
    this.stores = new UnknownStores(database, mappings, cases);
    ZoneId zone = settings.reportTimeZone();
    this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", Locale.ROOT).withZone(zone);
    this.day = DateTimeFormatter.ISO_LOCAL_DATE.withZone(zone);
  }

  /**
   * @return nothing: what is opened is seen in the cases
   */
  public List<OutboxRecord> look(Claim claim) {
    var snoozesEnded = cases.endSnoozes();
    watches.held();
    watches.scans();
    cases.watchdogsGiveWay();
    pickUps.look();
    stores.look();
    var goesOn = others.look();
    int opened;
    do {
      Progress.made();
      opened = database.inTransaction(this::openSome);
    } while (opened == AT_A_TIME);
    return List.of();
  }

  private int openSome() {
    List<Outage> outages = database.query(OUTAGES, r -> new Outage(seconds(r, 1), seconds(r, 2)));
    List<ExceptionRow> rows =
        mappings.exceptions().all().stream()
            .filter(row -> outages.stream().noneMatch(o -> o.excuses(row)))
            .toList();
    List<Due> due =
        database.query(
            DUE,
            Watchdogs::due,
            rows.stream().map(ExceptionRow::code).toArray(String[]::new),
            rows.stream().map(row -> grace(row).toString()).toArray(String[]::new),
            rows.stream().map(row -> time(row).toString()).toArray(String[]::new),
            AT_A_TIME);
    due.forEach(this::open);
    return due.size();
  }

  private static @Nullable Duration seconds(Columns r, int column) {
    Long seconds = r.numberOrNull(column);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static Duration time(ExceptionRow row) {
    return UnknownStores.opensAfter(row);
  }

  /** An import or a sweep may take in what should have been done long ago. */
  private static Duration grace(ExceptionRow row) {
    if (!OURS.contains(row.code())) {
      return Duration.ZERO;
    }
    return time(row).compareTo(NOTICED) < 0 ? time(row) : NOTICED;
  }

  private void open(Due due) {
    Map<String, String> values = new HashMap<>(due.details());
    String since = time.format(due.since());
    values.putIfAbsent(
        "detail",
        due.code().equals("NOT_IN_INSPECTION")
            ? "it was received on " + since + " and has not been added to inspection stock yet"
            : since);
    if (due.code().equals("COVER_EXPIRING")) {
      values.put("expected", day.format(due.since().plus(COVERED)));
    }
    cases.open(
        new Origin(
            due.missing().step(),
            due.missing().subject(),
            due.id(),
            due.details().get("rmaNumber"),
            due.details().get("orderNumber")),
        new Trouble(due.code(), due.subject(), due.details().get("itemId"), values));
    database.update(
        """
        update watch set opened_at = now()
        where store = ? and return_id = ? and code = ? and subject = ? and expected = ?
        """,
        due.id().store(),
        due.id().id(),
        due.code(),
        due.subject(),
        due.expected());
    // What is under way goes on as it is; what waits for the order has its case now.
    database.update(
        """
        insert into work (step, subject, trigger) values (?, ?, ?)
        on conflict (step, subject) do update set waiting = true
        where work.token is null and work.attempt = 0 and work.trigger ~ '^(also:)?order-awaited'
        """,
        due.missing().step(),
        due.missing().subject(),
        "watchdog:" + due.code());
  }

  private static Due due(Columns r) {
    Map<String, String> details = new HashMap<>();
    Json.read(r.text(7), com.fasterxml.jackson.databind.JsonNode.class)
        .properties()
        .forEach(e -> details.put(e.getKey(), e.getValue().asText()));
    return new Due(
        new ReturnId(r.text(1), r.text(2)),
        r.text(3),
        r.text(4),
        r.text(5),
        r.time(6),
        details,
        new WakeUp(r.text(8), r.text(9), ""));
  }
}
