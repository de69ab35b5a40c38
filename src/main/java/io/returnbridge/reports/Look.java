package io.returnbridge.reports;

import io.returnbridge.model.ReturnId;
import java.util.List;

/**
 * What a look at both systems has shown of one return.
 *
 * @param ok its refunds that have their credit
 * @param onItsWay how many have none yet, and are still worked on
 * @param unread whether Reveni did not answer
 * @param rows what is wrong
 */
record Look(ReturnId id, List<String> ok, int onItsWay, boolean unread, List<Row> rows) {

  Look {
    ok = List.copyOf(ok);
    rows = List.copyOf(rows);
  }

  /** Whether it is looked at twice: what is named has to be so for a while. */
  boolean again() {
    return unread || onItsWay > 0 || !rows.isEmpty();
  }
}
