package io.returnbridge.console;

import io.returnbridge.api.Cursor;
import io.returnbridge.api.Recent;
import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.console.Stock.Channel;
import io.returnbridge.console.Stock.Compared;
import io.returnbridge.console.Stock.Drift;
import io.returnbridge.console.Stock.Held;
import io.returnbridge.console.Stock.Misfit;
import io.returnbridge.console.Stock.Placed;
import io.returnbridge.console.Stock.Unplaced;
import io.returnbridge.console.Stock.Waiting;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks what waits for its inspection: what the watchdog of inspections waits for as well. */
@ApplicationScoped
class StockDesk {

  static final List<String> MISFITS =
      List.of(
          "SCAN_WAITING",
          "SCAN_UNKNOWN_RETURN",
          "SCAN_WRONG_SKU",
          "SCAN_OVER_QUANTITY",
          "GRADE_UNKNOWN",
          "NOT_IN_INSPECTION",
          "INSPECTION_OVERDUE");

  /** Their single cases are the goods above. */
  private static final String OVERDUE = "INSPECTION_OVERDUE";

  private static final String DRIFT = "STOCK_DRIFT";
  private static final int A_PAGE = 50;
  private static final int MOST_CASES = 20;
  private static final int MOST_RETURNS = 3;
  private static final int MOST_SCANS = 50;

  private static final String UNINSPECTED =
      """
      from (select coalesce(details ->> 'channel', '') as channel, coalesce(details ->> 'sku', '') as sku,
          store, return_id, since, details ->> 'rmaNumber' as rma, (details ->> 'units')::bigint as units
        from watch where code = 'INSPECTION_OVERDUE' and met_at is null) w
      """;

  private static final String CHANNELS =
      "select channel, count(*), min(since) from (select channel, min(since) as since "
          + UNINSPECTED
          + " group by channel, store, return_id) r group by channel order by channel";

  private static final String GROUPS =
      "select channel, sku, min(since) "
          + UNINSPECTED
          + """
           where ?::text is null or channel = ?
          group by channel, sku
          having ?::timestamptz is null or (min(since), channel || '/' || sku) > (?, ?)
          order by min(since), channel || '/' || sku limit ?
          """;

  /** Of the goods of some groups: each return, with its units, and those whose scan waits. */
  private static final String HELD =
      """
      with of_returns as (select channel, sku, store, return_id, min(rma) as rma, min(since) as since, sum(units) as units
      """
          + UNINSPECTED
          + """
             where (channel, sku) in (select * from unnest(?::text[], ?::text[]))
          group by channel, sku, store, return_id),
          graded as (select store, return_id, btrim(body ->> 'sku') as goods, sum((body ->> 'quantity')::int) as graded,
              string_agg(distinct waits_for, ',') as waits
            from scan where status = 'waiting' and known and waits_for <> 'receipt' group by 1, 2, 3),
          held as (select r.*, coalesce(g.graded, 0) as graded, coalesce(g.waits, '') as waits
            from of_returns r left join graded g
              on (g.store, g.return_id, g.goods) = (r.store, r.return_id, btrim(r.sku)))
          """;

  /** In words as a person knows them: the return that a scan names, and what keeps its goods. */
  private static final String UNPLACED =
      """
      select coalesce(r.rma_number, body ->> 'rmaNumber', body ->> 'returnId', ''), r.store, r.return_id, body ->> 'sku',
        (body ->> 'quantity')::bigint, body ->> 'grade', coalesce(waits_for, 'return'),
        coalesce(body ->> 'operator', source), accepted_at, count(*) over ()
      from scan s left join return_state r on s.known and (r.store, r.return_id) = (s.store, s.return_id)
      where (s.status = 'waiting' or s.status = 'accepted' and not known)
        and not exists (select 1 from scan c where c.source = s.source and c.corrects = s.scan_id)
      order by known, accepted_at, source, scan_id limit ?
      """;

  /** Of the last days; the goods may have been put away meanwhile. */
  private static final String PLACED =
      """
      select r.rma_number, r.store, r.return_id, body ->> 'sku', (body ->> 'quantity')::bigint, body ->> 'grade', o.location, placed_at
      from scan s join return_state r on s.known and (r.store, r.return_id) = (s.store, s.return_id)
      cross join lateral (
        select u -> 'outcome' ->> 'location' as location from jsonb_array_elements(r.document -> 'units') u
        where u -> 'outcome' ->> 'scan' = s.source || '/' || s.scan_id limit 1) o
      where placed_at > now() - interval '3 days'
      order by placed_at desc, scan_id limit ?
      """;

  private static final String SUMS =
      HELD
          + """
          , placed as (select *, row_number() over of_group as place, sum(units) over (partition by channel, sku) as all_units,
              count(*) over (partition by channel, sku) as returns,
              sum(graded) over (partition by channel, sku) as all_graded
            from held window of_group as (partition by channel, sku order by since, store, return_id))
          select store, return_id, rma, units, since, graded, waits, channel, sku, all_units, returns, all_graded
          from placed where place <= ? order by place
          """;

  private static final String RETURNS =
      HELD
          + """
          select store, return_id, rma, units, since, graded, waits from held
          where ?::timestamptz is null or (since, store || '/' || return_id) > (?, ?)
          order by since, store || '/' || return_id limit ?
          """;

  private static final String CASES =
      """
      select id from exception_case
      where status = 'open' and code = any (?) order by opened_at, id limit ?
      """;

  private static final String DRIFTS =
      """
      select id, coalesce(details ->> 'channel', ''), coalesce(details ->> 'sku', '') from exception_case
      where status = 'open' and code = ? order by opened_at, id limit ?
      """;

  private static final String COMPARED =
      """
      select day::text, as_of, (document -> 'totals' ->> 'entries')::bigint, (document -> 'totals' ->> 'drifts')::bigint
      from report where name = 'stock-reconciliation' order by day desc, as_of desc limit 1
      """;

  private record Key(String channel, String sku) {}

  private record Group(String channel, String sku, Instant oldest) {}

  private record Sums(long units, long graded, long returns, List<Held> first) {}

  private record Scanned(Unplaced scan, long all) {}

  /** Returns with goods of one SKU that wait, and where the next page begins. */
  record Page(List<Held> returns, String next) {}

  private final Database database;
  private final CaseBook book;
  private final CaseTexts texts;

  /** The page that everybody opens first, by language. */
  private final Map<Locale, Recent<Stock>> opened = new ConcurrentHashMap<>();

  StockDesk(Database database, CaseBook book, CaseTexts texts) {
    this.database = database;
    this.book = book;
    this.texts = texts;
  }

  /**
   * @param channel null for all
   */
  Stock look(@Nullable String channel, @Nullable Cursor after, Locale locale) {
    return channel == null && after == null
        ? opened.computeIfAbsent(locale, l -> new Recent<>(() -> found(null, null, l))).now()
        : found(channel, after, locale);
  }

  private Stock found(@Nullable String channel, @Nullable Cursor after, Locale locale) {
    Instant at = after == null ? null : after.at();
    String id = after == null ? null : after.id();
    List<Group> groups =
        database.query(
            GROUPS,
            r -> new Group(r.text(1), r.text(2), r.time(3)),
            channel,
            channel,
            at,
            at,
            id,
            A_PAGE + 1);
    List<Group> page = groups.subList(0, Math.min(A_PAGE, groups.size()));
    Map<Key, Sums> sums = sums(page);
    List<Scanned> scanned = database.query(UNPLACED, StockDesk::scanned, MOST_SCANS);
    return new Stock(
        channel == null ? "" : channel,
        database.query(CHANNELS, r -> new Channel(r.text(1), r.number(2), r.time(3))),
        page.stream().map(group -> waiting(group, sums)).toList(),
        groups.size() > A_PAGE ? next(page.get(A_PAGE - 1)) : "",
        scanned.stream().map(Scanned::scan).toList(),
        scanned.isEmpty() ? 0 : scanned.get(0).all(),
        database.query(PLACED, StockDesk::placed, MOST_CASES),
        database.query(
            """
            select code, count(*), min(opened_at) from exception_case
            where status = 'open' and code = any (?) group by code order by array_position(?::text[], code)
            """,
            r -> new Misfit(r.text(1), r.number(2), r.time(3)),
            codes(MISFITS),
            codes(MISFITS)),
        cases(MISFITS.stream().filter(code -> !code.equals(OVERDUE)).toList(), locale),
        drifts(locale),
        database
            .find(COMPARED, r -> new Compared(r.text(1), r.time(2), r.number(3), r.number(4)))
            .orElse(null));
  }

  private static String next(Group last) {
    return new Cursor(last.oldest(), last.channel() + "/" + last.sku()).text();
  }

  private static Waiting waiting(Group group, Map<Key, Sums> all) {
    Sums sums =
        all.getOrDefault(new Key(group.channel(), group.sku()), new Sums(0, 0, 0, List.of()));
    return new Waiting(
        group.channel(),
        group.sku(),
        sums.units(),
        sums.graded(),
        group.oldest(),
        sums.first(),
        sums.returns() - sums.first().size());
  }

  private Map<Key, Sums> sums(List<Group> groups) {
    Map<Key, Sums> sums = new HashMap<>();
    database.query(
        SUMS,
        r ->
            sums.computeIfAbsent(
                    new Key(r.text(8), r.text(9)),
                    none -> new Sums(r.number(10), r.number(12), r.number(11), new ArrayList<>()))
                .first()
                .add(held(r)),
        groups.stream().map(Group::channel).toArray(String[]::new),
        groups.stream().map(Group::sku).toArray(String[]::new),
        MOST_RETURNS);
    return sums;
  }

  /** The returns with goods of that SKU, the longest waiting first. */
  Page returns(String channel, String sku, @Nullable Cursor after) {
    Instant at = after == null ? null : after.at();
    List<Held> found =
        database.query(
            RETURNS,
            StockDesk::held,
            new String[] {channel},
            new String[] {sku},
            at,
            at,
            after == null ? null : after.id(),
            A_PAGE + 1);
    List<Held> page = found.subList(0, Math.min(A_PAGE, found.size()));
    Held last = page.isEmpty() ? null : page.get(page.size() - 1);
    return new Page(
        page,
        found.size() > A_PAGE && last != null
            ? new Cursor(last.since(), last.store() + "/" + last.returnId()).text()
            : "");
  }

  private static Held held(Columns r) {
    return new Held(
        r.text(1),
        r.text(2),
        r.text(3),
        r.number(4),
        r.time(5),
        r.number(6),
        Stream.of(r.text(7).split(",")).filter(w -> !w.isEmpty()).map(StockDesk::word).toList());
  }

  private static Scanned scanned(Columns r) {
    return new Scanned(
        new Unplaced(
            r.text(1),
            r.text(2),
            r.text(3),
            r.text(4),
            r.number(5),
            r.text(6),
            word(r.text(7)),
            r.text(8),
            r.time(9)),
        r.number(10));
  }

  private static Placed placed(Columns r) {
    return new Placed(
        r.text(1), r.text(2), r.text(3), r.text(4), r.number(5), r.text(6), r.text(7), r.time(8));
  }

  private static String word(String waitsFor) {
    return Scans.WaitsFor.of(waitsFor).name();
  }

  private List<Drift> drifts(Locale locale) {
    Map<String, Key> entries = new HashMap<>();
    database
        .query(DRIFTS, r -> Map.entry(r.text(1), new Key(r.text(2), r.text(3))), DRIFT, MOST_CASES)
        .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return cases(List.of(DRIFT), locale).stream()
        .map(
            open -> {
              Key entry = entries.getOrDefault(open.id(), new Key("", ""));
              return new Drift(open, entry.channel(), entry.sku());
            })
        .toList();
  }

  private List<ExceptionCase> cases(List<String> codes, Locale locale) {
    return texts.in(
        locale, book.find(database.query(CASES, r -> r.text(1), codes(codes), MOST_CASES)));
  }

  private static String[] codes(List<String> codes) {
    return codes.toArray(String[]::new);
  }
}
