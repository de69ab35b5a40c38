package io.returnbridge.decisions;

import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Columns;
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

  static Target of(Columns r) {
    String store = r.text(7);
    String returnId = r.text(8);
    return new Target(
        r.text(1),
        r.text(2),
        r.text(3),
        r.text(4),
        r.text(5),
        r.text(6),
        store == null || returnId == null ? null : new ReturnId(store, returnId),
        r.text(9),
        r.text(10),
        r.flag(11));
  }

  boolean closed() {
    return status.equals("resolved");
  }

  /** Its step was woken by a person and has not ended. */
  boolean retrying() {
    return status.equals("retrying") && busy;
  }
}
