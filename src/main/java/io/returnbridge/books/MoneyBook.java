package io.returnbridge.books;

import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.outage.Progress;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The entries of all returns. They are taken in from the states that were saved since the last
 * time, each as the difference to what is in the book already: so a repeat adds nothing, and all
 * entries of a refund add up to what it comes to.
 */
@ApplicationScoped
class MoneyBook {

  private static final String READING = "money";

  private static final int AT_A_TIME = 500;

  /** A transaction that began earlier may be committed later than one that was read. */
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  /** What is not booked in a closed month comes into the first that is not closed. */
  private static final String BOOKED =
      """
      (select e.*, date_trunc('month', e.at at time zone ?)::date as belongs_to,
        coalesce(e.month, greatest(date_trunc('month', e.at at time zone ?)::date,
          (select (max(month) + interval '1 month')::date from money_month))) as booked
       from money_entry e) b
      """;

  private final Database database;
  private final ReturnStates states;
  private final Mappings mappings;
  private final ZoneId zone;

  MoneyBook(Database database, ReturnStates states, Mappings mappings, Settings settings) {
    this.database = database;
    this.states = states;
    this.mappings = mappings;
    this.zone = settings.reportTimeZone();
  }

  /** Takes in what has changed since the last time. */
  void takeIn() {
    Instant began = database.find("select now()", r -> r.time(1)).orElseThrow();
    Instant from =
        database
            .find("select read_until from reading where name = ?", r -> r.time(1), READING)
            .map(until -> until.minus(OVERLAP))
            .orElse(Instant.EPOCH);
    List<ReturnStates.Saved> page = states.savedSince(from, null, AT_A_TIME);
    while (!page.isEmpty()) {
      Progress.made();
      List<ReturnState> read = page.stream().map(ReturnStates.Saved::state).toList();
      database.inTransaction(() -> add(read));
      ReturnStates.Saved last = page.get(page.size() - 1);
      page =
          page.size() < AT_A_TIME || last.at().isAfter(began)
              ? List.of()
              : states.savedSince(last.at(), last.state().id(), AT_A_TIME);
    }
    database.update(
        """
        insert into reading (name, read_until) values (?, ?)
        on conflict (name) do update set read_until = greatest(reading.read_until, excluded.read_until)
        """,
        READING,
        began);
  }

  /** One at a time, so that no two add the same difference. */
  private void add(List<ReturnState> read) {
    lock();
    Map<ReturnId, Map<MoneyFact.Of, Long>> known = known(read);
    List<Map<String, Object>> entries = new ArrayList<>();
    for (ReturnState state : read) {
      Map<MoneyFact.Of, Long> of = known.getOrDefault(state.id(), Map.of());
      Set<MoneyFact.Of> told = new HashSet<>();
      for (MoneyFact fact : MoneyFact.of(state, mappings.payload())) {
        told.add(fact.of());
        long more = Math.subtractExact(fact.cents(), of.getOrDefault(fact.of(), 0L));
        // What was in the book already has changed just now, whenever it began.
        boolean first = of.getOrDefault(fact.of(), 0L) == 0 || fact.cents() == 0;
        entry(state, fact.of(), more, first ? fact.at() : state.snapshot().updatedAt(), entries);
      }
      of.forEach(
          (gone, cents) -> {
            if (!told.contains(gone)) {
              entry(state, gone, -cents, state.snapshot().updatedAt(), entries);
            }
          });
    }
    if (!entries.isEmpty()) {
      database.update(
          """
          insert into money_entry (store, return_id, subject, kind, currency, paid_by, by_reveni, store_credit, cents, at,
            rma_number, order_number)
          select * from jsonb_to_recordset(?::jsonb) as e (store text, return_id text, subject text, kind text,
            currency text, paid_by text, by_reveni boolean, store_credit boolean, cents bigint, at timestamptz,
            rma_number text, order_number text)
          """,
          Json.write(entries));
    }
  }

  private static void entry(
      ReturnState state,
      MoneyFact.Of of,
      long cents,
      Instant at,
      List<Map<String, Object>> entries) {
    if (cents == 0) {
      return;
    }
    Map<String, Object> entry = new HashMap<>();
    entry.put("store", state.id().store());
    entry.put("return_id", state.id().id());
    entry.put("subject", of.subject());
    entry.put("kind", of.kind());
    entry.put("currency", of.currency());
    entry.put("paid_by", of.paidBy());
    entry.put("by_reveni", of.byReveni());
    entry.put("store_credit", of.storeCredit());
    entry.put("cents", cents);
    entry.put("at", at);
    entry.put("rma_number", state.rmaNumber());
    String order = state.orderNumber();
    if (order != null) {
      entry.put("order_number", order);
    }
    entries.add(entry);
  }

  private Map<ReturnId, Map<MoneyFact.Of, Long>> known(List<ReturnState> read) {
    Map<ReturnId, Map<MoneyFact.Of, Long>> known = new HashMap<>();
    database.query(
        """
        select store, return_id, subject, kind, currency, paid_by, by_reveni, store_credit, sum(cents)::bigint
        from money_entry where (store, return_id) in (select * from unnest(?::text[], ?::text[]))
        group by 1, 2, 3, 4, 5, 6, 7, 8
        """,
        r ->
            known
                .computeIfAbsent(new ReturnId(r.text(1), r.text(2)), id -> new HashMap<>())
                .put(of(r, 3), r.number(9)),
        read.stream().map(s -> s.id().store()).toArray(String[]::new),
        read.stream().map(s -> s.id().id()).toArray(String[]::new));
    return known;
  }

  /** Six columns. */
  private static MoneyFact.Of of(Columns r, int from) {
    return new MoneyFact.Of(
        r.text(from),
        MoneyFact.Kind.of(r.text(from + 1)),
        r.text(from + 2),
        r.text(from + 3),
        r.flag(from + 4),
        r.flag(from + 5));
  }

  private void lock() {
    database.find("select pg_advisory_xact_lock(hashtext('money'))", r -> true);
  }

  /** By its first day; empty while none is closed. */
  Optional<LocalDate> lastClosed() {
    return database.find(
        "select max(month) from money_month having max(month) is not null", r -> r.date(1));
  }

  /**
   * Closes the month, and all before it: what is in the book now is booked in its own month, or, if
   * that was closed before, in the first one after it. To be called in the transaction that keeps
   * the report.
   */
  void close(LocalDate month, Instant end) {
    lock();
    if (lastClosed().filter(last -> !last.isBefore(month)).isPresent()) {
      return;
    }
    database.update(
        "update money_entry e set month = b.booked from "
            + BOOKED
            + " where b.id = e.id and e.month is null and e.at < ?",
        zone.getId(),
        zone.getId(),
        end);
    database.update("insert into money_month (month) values (?)", month);
  }

  /** Those of a month, in the order in which they happened. */
  List<MoneyEntry> entries(LocalDate month) {
    return entries(" where b.booked = ? order by at, id", month);
  }

  /** Refunds that were approved and not paid when the month ended. */
  List<MoneyEntry> approved(LocalDate month) {
    Map<List<String>, List<MoneyEntry>> byRefund =
        entries(" where b.booked <= ? and kind = 'approved' order by at, id", month).stream()
            .collect(
                Collectors.groupingBy(
                    e -> List.of(e.store(), e.returnId(), e.of().subject(), e.of().currency())));
    return byRefund.values().stream()
        .flatMap(
            entries -> {
              Money sum =
                  entries.stream().map(MoneyEntry::amount).reduce(Money::plus).orElseThrow();
              MoneyEntry last = entries.get(entries.size() - 1);
              return sum.centAmount() == 0
                  ? Stream.<MoneyEntry>empty()
                  : Stream.of(
                      new MoneyEntry(
                          last.store(),
                          last.returnId(),
                          last.of(),
                          sum,
                          last.at(),
                          last.rmaNumber(),
                          last.orderNumber(),
                          month,
                          month));
            })
        .sorted(Comparator.comparing(MoneyEntry::at).thenComparing(MoneyEntry::returnId))
        .toList();
  }

  private List<MoneyEntry> entries(String where, LocalDate month) {
    return database.query(
        "select store, return_id, subject, kind, currency, paid_by, by_reveni, store_credit, cents, at, rma_number,"
            + " order_number, booked, belongs_to from "
            + BOOKED
            + where,
        r ->
            new MoneyEntry(
                r.text(1),
                r.text(2),
                of(r, 3),
                new Money(r.number(9), r.text(5)),
                r.time(10),
                r.text(11),
                r.text(12),
                r.date(13),
                r.date(14)),
        zone.getId(),
        zone.getId(),
        month);
  }

  /** What was open before the month, by store and currency. */
  record Open(String store, String currency, long storeCredit, long bonus) {}

  List<Open> openBefore(LocalDate month) {
    return database.query(
        """
        select store, currency,
          coalesce(sum(case kind when 'credit' then cents when 'reversal' then -cents else 0 end)
            filter (where store_credit), 0)::bigint,
          coalesce(sum(cents) filter (where kind = 'bonus'), 0)::bigint
        from
        """
            + BOOKED
            + " where b.booked < ? group by 1, 2",
        r -> new Open(r.text(1), r.text(2), r.number(3), r.number(4)),
        zone.getId(),
        zone.getId(),
        month);
  }

  /** Of cases about refunds whose amount cannot be booked. */
  static final List<String> NOT_BOOKED = List.of("REFUND_AMOUNT_INEXACT", "REFUND_AMOUNT_INVALID");

  /** Refunds that were paid by Reveni's word and whose amount cannot be booked. */
  int notBooked() {
    return database
        .find(
            """
            select count(*)::int from exception_case
            where status <> 'resolved' and code = any(?)
            """,
            r -> r.integer(1),
            (Object) NOT_BOOKED.toArray(String[]::new))
        .orElse(0);
  }
}
