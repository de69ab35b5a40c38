package io.returnbridge.watchdogs;

import io.returnbridge.cases.Cases;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.Database;
import io.returnbridge.store.StateObserver;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is expected and has not happened, in the table {@code watch}. When it happens, or is no
 * longer expected, its case is resolved by itself. To be called in the transaction of the state.
 */
@ApplicationScoped
public class Watches implements StateObserver {

  /** Of the wake-ups that look again for an order, or for what an order lacks. */
  public static final String ORDER_AWAITED = "order-awaited";

  /**
   * What has not happened yet.
   *
   * @param since when this program began to expect it
   * @param isCase whether it is one by now
   */
  public record Watched(Instant since, boolean isCase) {}

  /**
   * @param why what the history of its case says
   */
  private record Gone(ReturnId id, String code, String subject, String why) {}

  /** What the history of a case says when it resolves itself. */
  private static final Map<String, String> NEWS =
      Map.ofEntries(
          Map.entry("ORDER_NOT_FOUND", "The order is there"),
          Map.entry("REFUND_NOT_MIRRORED", "The order shows the refund"),
          Map.entry("CREDIT_MISSING", "The credit is recorded"),
          Map.entry("COVER_EXPIRING", "The goods are decided, or the money was taken back"),
          Map.entry("REFUND_UNALLOCATED", "The refunds come to the returned units"),
          Map.entry(
              "NOT_IN_INSPECTION", "The goods are in inspection stock, or have been inspected"),
          Map.entry("INSPECTION_OVERDUE", "The goods have been inspected"),
          Map.entry("EXCHANGE_MISSING", "The exchange order exists, or the exchange was withdrawn"),
          Map.entry(
              PickUps.CODE,
              "The exchange order is being dealt with, or the exchange was withdrawn"),
          Map.entry("SCAN_WAITING", "The scan waits for its receipt no more"),
          Map.entry(
              Expectations.REFUND_DUE, "It is refunded, or nothing is to be refunded any more"));

  private static final String REPLACED = "Reveni says something else now, which is watched anew";

  private static final String KEEP =
      """
      with wanted as (
        select * from jsonb_to_recordset(?::jsonb) as x (store text, "returnId" text, code text, subject text,
          expected text, step text, "workSubject" text, since timestamptz, details jsonb)),
      added as (
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details)
        select distinct on (store, "returnId", code, subject, expected)
          store, "returnId", code, subject, expected, step, "workSubject", since, details from wanted
        on conflict (store, return_id, code, subject, expected) do update set details = excluded.details
          where watch.details <> excluded.details),
      gone as (
        delete from watch w
        where (store, return_id) in (select * from unnest(?::text[], ?::text[])) and code = any (?)
          and not exists (select 1 from wanted x where x.store = w.store and x."returnId" = w.return_id
            and x.code = w.code and x.subject = w.subject and x.expected = w.expected)
        returning store, return_id, code, subject, opened_at)
      select store, return_id, code, subject, exists (select 1 from wanted x where x.store = gone.store
        and x."returnId" = gone.return_id and x.code = gone.code and x.subject = gone.subject)
      from gone where opened_at is not null
      """;

  /** As many units of the item are, or were, in inspection stock as have been received. */
  private static final String HELD =
      """
      update watch w set met_at = now() where code = 'NOT_IN_INSPECTION' and met_at is null and expected::int <=
        (select count(*) from stock_leg l where l.store = w.store and l.return_id = w.return_id
          and l.item_id = w.subject and l.kind = 'hold' and l.state = 'applied')
      """;

  private static final String SCANS =
      """
      with late as (
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details)
        select s.store, s.return_id, 'SCAN_WAITING', s.source || '/' || s.scan_id, '', 'move-inspected-stock',
          'scan/' || s.source || '/' || s.scan_id, s.accepted_at, jsonb_strip_nulls(jsonb_build_object(
            'scanId', s.scan_id, 'sku', s.body ->> 'sku', 'grade', s.body ->> 'grade',
            'rmaNumber', r.rma_number, 'orderNumber', r.order_number))
        from scan s join return_state r on r.store = s.store and r.return_id = s.return_id
        where s.known and s.status = 'waiting' and s.waits_for = 'receipt'
        on conflict do nothing),
      gone as (
        delete from watch w where code = 'SCAN_WAITING' and not exists (
          select 1 from scan s where s.source = split_part(w.subject, '/', 1)
            and s.scan_id = substr(w.subject, strpos(w.subject, '/') + 1)
            and s.status = 'waiting' and s.waits_for = 'receipt')
        returning store, return_id, code, subject, opened_at)
      select store, return_id, code, subject from gone where opened_at is not null
      """;

  private final Database database;
  private final Cases cases;
  private final Expectations expectations;

  public Watches(Database database, Cases cases, Mappings mappings) {
    this.database = database;
    this.cases = cases;
    this.expectations = new Expectations(mappings);
  }

  /** From now on exactly this is expected of the returns; what is not any more has happened. */
  @Override
  public void saved(Collection<ReturnState> states) {
    Instant now = Instant.now();
    List<Expectation> expected = new ArrayList<>();
    states.forEach(state -> expected.addAll(expectations.of(state, now)));
    database
        .query(
            KEEP,
            r ->
                new Gone(
                    new ReturnId(r.text(1), r.text(2)),
                    r.text(3),
                    r.text(4),
                    r.flag(5) ? REPLACED : news(r.text(3))),
            Json.write(expected),
            states.stream().map(s -> s.id().store()).toArray(String[]::new),
            states.stream().map(s -> s.id().id()).toArray(String[]::new),
            Expectations.CODES.toArray(String[]::new))
        .forEach(this::resolve);
  }

  /** A step that does not save the state has seen all that is expected of this code happen. */
  public void met(String code, ReturnId id) {
    meet(
        "update watch w set met_at = now() where code = ? and store = ? and return_id = ? and met_at is null",
        code,
        id.store(),
        id.id());
  }

  /** As {@link #met(String, ReturnId)}, of one subject. */
  void met(String code, ReturnId id, String subject) {
    meet(
        """
        update watch w set met_at = now()
        where code = ? and store = ? and return_id = ? and subject = ? and met_at is null
        """,
        code,
        id.store(),
        id.id(),
        subject);
  }

  /** Goods of these returns have been added to inspection stock. */
  public void held(Collection<ReturnId> ids) {
    if (!ids.isEmpty()) {
      meet(
          HELD + " and (store, return_id) in (select * from unnest(?::text[], ?::text[]))",
          ids.stream().map(ReturnId::store).toArray(String[]::new),
          ids.stream().map(ReturnId::id).toArray(String[]::new));
    }
  }

  /** As {@link #held(Collection)}, for all returns. */
  void held() {
    meet(HELD);
  }

  public Optional<Watched> find(String code, ReturnId id) {
    return database.find(
        "select since, opened_at is not null from watch where store = ? and return_id = ? and code = ?",
        r -> new Watched(r.time(1), r.flag(2)),
        id.store(),
        id.id(),
        code);
  }

  /** Scans that wait for their receipt, as the table {@code scan} has them. */
  void scans() {
    resolveFound(SCANS);
  }

  private void meet(String update, Object... parameters) {
    resolveFound(
        "with met as ("
            + update
            + """
             returning store, return_id, code, subject, opened_at)
            select store, return_id, code, subject from met where opened_at is not null
            """,
        parameters);
  }

  private void resolveFound(String sql, Object... parameters) {
    database.inTransaction(
        () ->
            database
                .query(
                    sql,
                    r ->
                        new Gone(
                            new ReturnId(r.text(1), r.text(2)),
                            r.text(3),
                            r.text(4),
                            news(r.text(3))),
                    parameters)
                .forEach(this::resolve));
  }

  /**
   * A second statement, so that it sees the case that a watchdog opened while the first one waited
   * for its row.
   */
  private void resolve(Gone gone) {
    cases.resolve(gone.code(), gone.id(), gone.subject(), gone.why());
  }

  private static String news(String code) {
    return NEWS.getOrDefault(code, "It has happened");
  }
}
