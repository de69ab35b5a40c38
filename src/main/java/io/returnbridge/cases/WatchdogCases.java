package io.returnbridge.cases;

import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import java.util.List;

/**
 * The cases that watchdogs open: something is missing, nobody knows why. A step that should have
 * made it may know, and has a case of its own: the two are one trouble, and the step's is the one
 * that is kept. What only others can make happen, such as an inspection, is told by its watchdog
 * whatever else is wrong.
 */
public final class WatchdogCases {

  private static final String WHY =
      """
      from (
        select w.step, w.work_subject
        union all
        select 'apply-stock-movements', l.channel || '/' || l.sku from stock_leg l
        where w.code = 'NOT_IN_INSPECTION' and l.store = w.store and l.return_id = w.return_id
          and l.item_id = w.subject and l.kind = 'hold' and l.state <> 'applied') made (step, work_subject)
      join exception_case c on c.step = made.step and c.work_subject = made.work_subject
      where c.status <> 'resolved' and c.subject in (w.subject, c.work_subject, '')
        and (c.code, c.subject) <> (w.code, w.subject)
        and (w.code, c.code) in (
          ('EXCHANGE_MISSING', 'EXCHANGE_OUT_OF_STOCK'), ('EXCHANGE_MISSING', 'EXCHANGE_FAILED'),
          ('EXCHANGE_MISSING', 'KEY_CONFLICT'), ('EXCHANGE_MISSING', 'CHANNEL_UNKNOWN'),
          ('EXCHANGE_MISSING', 'EXCHANGE_ADDRESS_MISSING'),
          ('EXCHANGE_MISSING', 'ORDER_NOT_FOUND'), ('EXCHANGE_MISSING', 'COMMERCETOOLS_REJECTED'),
          ('EXCHANGE_NOT_PICKED_UP', 'EXCHANGE_TO_CANCEL'),
          ('CREDIT_MISSING', 'REFUND_AMOUNT_INEXACT'), ('CREDIT_MISSING', 'REFUND_AMOUNT_INVALID'),
          ('CREDIT_MISSING', 'KEY_CONFLICT'),
          ('CREDIT_MISSING', 'COMMERCETOOLS_REJECTED'),
          ('REFUND_NOT_MIRRORED', 'ORDER_NOT_FOUND'), ('REFUND_NOT_MIRRORED', 'COMMERCETOOLS_REJECTED'),
          ('NOT_IN_INSPECTION', 'CHANNEL_UNKNOWN'), ('NOT_IN_INSPECTION', 'NOT_IN_INSPECTION'),
          ('NOT_IN_INSPECTION', 'TYPE_CONFLICT'), ('NOT_IN_INSPECTION', 'COMMERCETOOLS_REJECTED'))
      """;

  /** Whether no open case says why what {@code watch w} expects is missing. */
  public static final String WHY_IS_UNKNOWN = "not exists (select 1 " + WHY + ")";

  /** From now on they are watched as before, and open again should the step's case be over. */
  private static final String GIVE_WAY =
      """
      with told as (
        select w.store, w.return_id, w.code, w.subject, w.expected, why.code as why
        from watch w cross join lateral (select c.code %s order by c.opened_at limit 1) why
        where w.opened_at is not null and w.met_at is null %s)
      update watch w set opened_at = null from told t
      where w.store = t.store and w.return_id = t.return_id and w.code = t.code and w.subject = t.subject
        and w.expected = t.expected and w.opened_at is not null
      returning w.store, w.return_id, w.code, w.subject, t.why
      """;

  private static final String ALL = GIVE_WAY.formatted(WHY, "");
  private static final String OF_ONE =
      GIVE_WAY.formatted(WHY, "and w.store = ? and w.return_id = ?");

  /**
   * A watchdog's case whose trouble a step's case tells better.
   *
   * @param why code of the step's case
   */
  record Told(ReturnId id, String code, String subject, String why) {}

  private final Database database;

  WatchdogCases(Database database) {
    this.database = database;
  }

  List<Told> giveWay() {
    return told(ALL);
  }

  List<Told> giveWay(ReturnId id) {
    return told(OF_ONE, id.store(), id.id());
  }

  private List<Told> told(String sql, Object... parameters) {
    return database.query(
        sql,
        r -> new Told(new ReturnId(r.text(1), r.text(2)), r.text(3), r.text(4), r.text(5)),
        parameters);
  }
}
