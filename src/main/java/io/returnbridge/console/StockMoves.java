package io.returnbridge.console;

import io.returnbridge.api.Cursor;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks what the ledger has of one stock entry: whose goods came and went, and what that gives. */
@ApplicationScoped
class StockMoves {

  private static final int A_PAGE = 50;

  /** Only what is applied counts, as it does when the stock is compared. */
  private static final String SUM =
      """
      select coalesce(sum(delta) filter (where state = 'applied'), 0) from stock_leg where channel = ? and sku = ?
      """;

  private static final String MOVES =
      """
      select l.store, l.return_id, coalesce(r.rma_number, l.return_id), l.delta, l.kind, l.state = 'applied',
        coalesce(l.applied_at, l.planned_at) as at, l.id
      from stock_leg l left join return_state r on (r.store, r.return_id) = (l.store, l.return_id)
      where l.channel = ? and l.sku = ?
        and (?::timestamptz is null or (coalesce(l.applied_at, l.planned_at), l.id) < (?, ?))
      order by at desc, l.id desc limit ?
      """;

  /**
   * @param applied whether commercetools has it already
   */
  record Move(
      String store,
      String returnId,
      String rmaNumber,
      long delta,
      String kind,
      boolean applied,
      Instant at,
      String id) {}

  /**
   * @param sum what all of them give
   * @param next where the page after it begins; empty for the last
   */
  record Page(long sum, List<Move> moves, String next) {}

  private final Database database;

  StockMoves(Database database) {
    this.database = database;
  }

  /** The newest first. */
  Page of(String channel, String sku, @Nullable Cursor after) {
    Instant at = after == null ? null : after.at();
    List<Move> found =
        database.query(
            MOVES,
            StockMoves::move,
            channel,
            sku,
            at,
            at,
            after == null ? null : after.id(),
            A_PAGE + 1);
    List<Move> page = found.subList(0, Math.min(A_PAGE, found.size()));
    return new Page(
        database.find(SUM, r -> r.number(1), channel, sku).orElse(0L),
        page,
        found.size() > A_PAGE
            ? new Cursor(page.get(A_PAGE - 1).at(), page.get(A_PAGE - 1).id()).text()
            : "");
  }

  private static Move move(Columns r) {
    return new Move(
        r.text(1), r.text(2), r.text(3), r.number(4), r.text(5), r.flag(6), r.time(7), r.text(8));
  }
}
