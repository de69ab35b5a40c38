package io.returnbridge.watchdogs;

import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Whether fulfilment has picked up the exchange orders: nobody tells us, so commercetools is asked
 * when an order is past its time, and from then on now and again, one request each.
 */
@ApplicationScoped
public class PickUps {

  static final String CODE = "EXCHANGE_NOT_PICKED_UP";

  private static final Logger LOG = Logger.getLogger(PickUps.class);
  private static final int AT_A_TIME = 100;
  private static final Duration AGAIN = Duration.ofHours(1);

  /** Of a case that a person has closed nobody asks any more. */
  private static final String TO_ASK =
      """
      select store, return_id, subject from watch w
      where code = 'EXCHANGE_NOT_PICKED_UP' and met_at is null and since <= ?::timestamptz
        and (looked_at is null or looked_at <= ?::timestamptz)
        and (opened_at is null or exists (select 1 from exception_case c where c.return_id = w.return_id
          and c.store = w.store and c.code = w.code and c.subject = w.subject and c.status <> 'resolved'))
      order by looked_at nulls first, since limit ?
      """;

  private record Asked(ReturnId id, String orderNumber) {}

  private final Database database;
  private final Mappings mappings;
  private final ExchangeOrders exchangeOrders;
  private final Watches watches;

  public PickUps(
      Database database, Mappings mappings, ExchangeOrders exchangeOrders, Watches watches) {
    this.database = database;
    this.mappings = mappings;
    this.exchangeOrders = exchangeOrders;
    this.watches = watches;
  }

  /** Asks for what is past its time; what cannot be asked now is asked at the next look. */
  void look() {
    Duration time =
        mappings.exceptions().find(CODE).map(ExceptionRow::opensAfter).orElse(Duration.ZERO);
    Instant now = Instant.now();
    List<Asked> due =
        database.query(
            TO_ASK,
            r -> new Asked(new ReturnId(r.text(1), r.text(2)), r.text(3)),
            now.minus(time).toString(),
            now.minus(time.compareTo(AGAIN) < 0 ? time : AGAIN).toString(),
            AT_A_TIME);
    for (Asked asked : due) {
      if (!look(asked.id(), asked.orderNumber())) {
        return;
      }
    }
  }

  /** Whether it makes sense to ask for another one: not while commercetools is away. */
  private boolean look(ReturnId id, String orderNumber) {
    Answer answer = ask(orderNumber);
    note(id, orderNumber, answer);
    return answer != Answer.NOT_ASKED && answer != Answer.LATER;
  }

  /** What became of the question whether an order has been picked up. */
  public enum Answer {
    PICKED_UP,
    UNTOUCHED,
    /** commercetools does not say it of this order. */
    UNCLEAR,
    /** commercetools did not answer. */
    LATER,
    /** commercetools is known to be away. */
    NOT_ASKED
  }

  /** Asks at once. */
  public Answer ask(String orderNumber) {
    try {
      return exchangeOrders.isPickedUp(orderNumber) ? Answer.PICKED_UP : Answer.UNTOUCHED;
    } catch (NotTried away) {
      return Answer.NOT_ASKED;
    } catch (Unavailable away) {
      LOG.debugf("%s is looked at later: %s", orderNumber, away.getMessage());
      return Answer.LATER;
    } catch (RuntimeException e) {
      LOG.warnf(e, "Cannot see whether %s has been picked up", orderNumber);
      return Answer.UNCLEAR;
    }
  }

  /** A repeat is harmless. */
  public void note(ReturnId id, String orderNumber, Answer answer) {
    switch (answer) {
      case PICKED_UP -> watches.met(CODE, id, orderNumber);
      case UNTOUCHED -> looked(id, orderNumber, true);
      case UNCLEAR, LATER -> looked(id, orderNumber, false);
      case NOT_ASKED -> {}
    }
  }

  private void looked(ReturnId id, String orderNumber, boolean untouched) {
    String now = Instant.now().toString();
    database.update(
        """
        update watch set looked_at = ?::timestamptz,
          untouched_at = case when ? then ?::timestamptz else untouched_at end
        where code = ? and store = ? and return_id = ? and subject = ?
        """,
        now,
        untouched,
        now,
        CODE,
        id.store(),
        id.id(),
        orderNumber);
  }
}
