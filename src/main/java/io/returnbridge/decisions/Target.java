package io.returnbridge.decisions;

import io.returnbridge.returns.ReturnId;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A case that is being decided, locked until the decision is written.
 *
 * @param subject of its trouble within the return
 * @param busy whether its step is to run anyway
 */
record Target(
    String id,
    String code,
    String owner,
    String status,
    String step,
    String workSubject,
    @Nullable ReturnId returnId,
    @Nullable String itemId,
    String subject,
    boolean busy) {

  static final String COLUMNS =
      """
      select c.id, c.code, c.owner, c.status, c.step, c.work_subject, c.store, c.return_id, c.item_id, c.subject,
        exists (select 1 from work w where w.step = c.step and w.subject = c.work_subject)
      from exception_case c
      """;

  static Target of(ResultSet r) throws SQLException {
    String store = r.getString(7);
    String returnId = r.getString(8);
    return new Target(
        r.getString(1),
        r.getString(2),
        r.getString(3),
        r.getString(4),
        r.getString(5),
        r.getString(6),
        store == null || returnId == null ? null : new ReturnId(store, returnId),
        r.getString(9),
        r.getString(10),
        r.getBoolean(11));
  }

  boolean closed() {
    return status.equals("resolved");
  }

  /** Its step was woken by a person and has not ended. */
  boolean retrying() {
    return status.equals("retrying") && busy;
  }
}
