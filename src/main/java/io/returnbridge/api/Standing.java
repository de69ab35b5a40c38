package io.returnbridge.api;

import io.returnbridge.cases.WatchdogCases;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** How cases, money and intake stand, by one query. */
@ApplicationScoped
public class Standing {

  /**
   * Money is expected by a watchdog until there is a case that says why; from then on it is the
   * case's. An amount below zero that cannot be is no money.
   */
  private static final String NOW =
      """
      with unresolved as (
        select code, owner, status, store, return_id, details ->> 'refundId' as refund_id,
          details ->> 'amount' as amount, status in ('open', 'retrying') and due_at < now() as overdue
        from exception_case where status <> 'resolved'),
      risk as (
        select code, details ->> 'amount' as amount from watch w
        where met_at is null and opened_at is null
          and (code = 'COVER_EXPIRING' or code in ('CREDIT_MISSING', 'REFUND_NOT_MIRRORED') and %s)
        union all
        select code, amount from (
          select distinct on (u.code, u.store, u.return_id, u.refund_id) u.code,
            coalesce(u.amount, (refund ->> 'amount') || ' ' || (refund ->> 'currency')) as amount
          from unresolved u
          left join return_state s on u.amount is null and (s.store, s.return_id) = (u.store, u.return_id)
          left join jsonb_array_elements(s.document -> 'snapshot' -> 'refunds') refund
            on refund ->> 'refundId' = u.refund_id
          where u.refund_id is not null) of_cases)
      select 'cases', code, owner, status, count(*)::float from unresolved group by code, owner, status
      union all
      select 'overdue', owner, '', '', count(*) from unresolved where overdue group by owner
      union all
      select 'risk', split_part(amount, ' ', 2), code, '', sum(split_part(amount, ' ', 1)::numeric)::float
        from risk where amount ~ '^-?[0-9]{1,15}([.][0-9]{1,9})? [A-Z]{3}$'
          and not (code = 'REFUND_AMOUNT_INVALID' and amount like '-%%') group by split_part(amount, ' ', 2), code
      union all
      select 'spool', '', '', '', count(*) from intake_spool
      union all
      select 'undelivered', channel, '', '', max(extract(epoch from now() - failing_since))::float
        from alert_channel where failing_since is not null group by channel
      """
          .formatted(WatchdogCases.WHY_IS_UNKNOWN);

  /**
   * @param what {@code cases} by code, owner and status; {@code overdue} by owner; {@code risk} by
   *     currency and code, in major units; {@code spool}; {@code undelivered} by channel, in
   *     seconds
   */
  public record Row(String what, String first, String second, String third, double number) {}

  private final Database database;
  private final Recent<List<Row>> recent = new Recent<>(this::now);

  public Standing(Database database) {
    this.database = database;
  }

  public List<Row> now() {
    return database.query(NOW, Standing::row);
  }

  /** As it was a moment ago: for people. */
  public List<Row> recent() {
    return recent.now();
  }

  private static Row row(Columns r) {
    return new Row(r.text(1), r.text(2), r.text(3), r.text(4), r.decimal(5));
  }
}
