package io.returnbridge.watchdogs;

import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
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

  private static final String TO_ASK =
      """
      select store, return_id, subject from watch
      where code = 'EXCHANGE_NOT_PICKED_UP' and met_at is null and since <= ?::timestamptz
        and (looked_at is null or looked_at <= ?::timestamptz)
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
            r -> new Asked(new ReturnId(r.getString(1), r.getString(2)), r.getString(3)),
            now.minus(time).toString(),
            now.minus(time.compareTo(AGAIN) < 0 ? time : AGAIN).toString(),
            AT_A_TIME);
    try {
      due.forEach(asked -> look(asked.id(), asked.orderNumber()));
    } catch (Unavailable away) {
      LOG.debugf("Exchange orders are looked at later: %s", away.getMessage());
    }
  }

  /** Asks at once. A repeat is harmless. */
  public void look(ReturnId id, String orderNumber) {
    try {
      if (exchangeOrders.isPickedUp(orderNumber)) {
        watches.met(CODE, id, orderNumber);
        return;
      }
    } catch (Refused | Rejected e) {
      LOG.warnf("Cannot see whether %s has been picked up: %s", orderNumber, e.getMessage());
    }
    database.update(
        "update watch set looked_at = now() where code = ? and store = ? and return_id = ? and subject = ?",
        CODE,
        id.store(),
        id.id(),
        orderNumber);
  }
}
