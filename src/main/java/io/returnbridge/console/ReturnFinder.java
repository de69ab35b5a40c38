package io.returnbridge.console;

import io.returnbridge.api.Cursor;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds returns by anything that people have in hand: an RMA, a return, an order or an exchange
 * order, a SKU, a tracking number, a refund. What can be begun to be typed is found by its
 * beginning.
 */
@ApplicationScoped
class ReturnFinder {

  /**
   * @param cases open ones of the return
   */
  record Found(
      String store,
      String returnId,
      String rmaNumber,
      @Nullable String orderNumber,
      String status,
      Instant createdAt,
      Instant changedAt,
      long cases) {

    Cursor cursor() {
      return new Cursor(createdAt, store + "/" + returnId);
    }
  }

  private static final String COLUMNS =
      """
      select store, return_id, rma_number, order_number, status, created_at, reveni_at,
        (select count(*) from exception_case c where c.store = s.store and c.return_id = s.return_id
           and c.status <> 'resolved')
      from return_state s
      """;

  /** Each part has its index; PostgreSQL joins what they find. */
  private static final String ANYTHING =
      """
      (return_id = ? or rma_number = ? or order_number = ? or document -> 'snapshot' ->> 'orderNumber' = ?
        or document -> 'exchanges' @> jsonb_build_array(jsonb_build_object('orderNumber', ?::text))
        or jsonb_path_query_array(document, '$.snapshot.refunds[*].refundId') @> to_jsonb(?::text)
        or (jsonb_path_query_array(document, '$.snapshot.items[*].sku')
            || jsonb_path_query_array(document, '$.snapshot.shipments[*].trackingNumber')) @> to_jsonb(?::text))
      """;

  private static final String BEGINS = "(rma_number like ? or order_number like ?)";

  private static final int SHORTEST_BEGINNING = 4;

  private final Database database;

  ReturnFinder(Database database) {
    this.database = database;
  }

  /**
   * The newest first.
   *
   * @param text null for all
   */
  List<Found> find(
      @Nullable String text,
      @Nullable String status,
      @Nullable String store,
      @Nullable Cursor after,
      int most) {
    if (text == null) {
      return find(List.of(), List.of(), status, store, after, most);
    }
    List<Found> exact =
        find(
            List.of(ANYTHING),
            List.of(text, text, text, text, text, text, text),
            status,
            store,
            after,
            most);
    if (!exact.isEmpty() || after != null || text.length() < SHORTEST_BEGINNING) {
      return exact;
    }
    String begins = text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    return find(List.of(BEGINS), List.of(begins, begins), status, store, null, most);
  }

  private List<Found> find(
      List<String> what,
      List<Object> named,
      @Nullable String status,
      @Nullable String store,
      @Nullable Cursor after,
      int most) {
    List<String> conditions = new ArrayList<>(what);
    List<Object> parameters = new ArrayList<>(named);
    if (status != null) {
      conditions.add("status = ?");
      parameters.add(status);
    }
    if (store != null) {
      conditions.add("store = ?");
      parameters.add(store);
    }
    if (after != null) {
      conditions.add("(created_at, store || '/' || return_id) < (?, ?)");
      parameters.add(after.at());
      parameters.add(after.id());
    }
    parameters.add(most);
    return database.query(
        COLUMNS
            + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
            + " order by created_at desc, store || '/' || return_id desc limit ?",
        ReturnFinder::found,
        parameters.toArray());
  }

  private static Found found(Columns r) {
    return new Found(
        r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.time(6), r.time(7), r.number(8));
  }
}
