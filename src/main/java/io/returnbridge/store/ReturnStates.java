package io.returnbridge.store;

import io.returnbridge.json.Json;
import io.returnbridge.returns.Keys;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The states of returns: one document each, guarded by its version. */
@ApplicationScoped
public class ReturnStates {

  private final Database database;

  public ReturnStates(Database database) {
    this.database = database;
  }

  public Optional<ReturnState> find(ReturnId id) {
    return database.find(
        "select document, version from return_state where store = ? and return_id = ?",
        ReturnStates::state,
        id.store(),
        id.id());
  }

  /** All returns of an order that was found, by when they were first seen. */
  public List<ReturnState> ofOrder(String orderNumber) {
    return database
        .query(
            "select document, version from return_state where order_number = ? order by created_at, return_id",
            ReturnStates::state,
            orderNumber)
        .stream()
        .filter(ReturnState::orderFound)
        .toList();
  }

  /** All returns with that RMA number, in one store or in all. */
  public List<ReturnState> ofRma(String rmaNumber) {
    return database.query(
        "select document, version from return_state where rma_number = ? order by store, return_id",
        ReturnStates::state,
        rmaNumber);
  }

  /** All returns with that Reveni id, one a store. */
  public List<ReturnState> ofId(String returnId) {
    return database.query(
        "select document, version from return_state where return_id = ? order by store",
        ReturnStates::state,
        returnId);
  }

  /** The exchange orders that returns of an order have led to, oldest first. */
  public List<String> exchangeOrders(String orderNumber) {
    return ofOrder(orderNumber).stream()
        .flatMap(s -> s.exchanges().stream())
        .filter(e -> e.orderId() != null)
        .map(e -> e.orderNumber())
        .distinct()
        .toList();
  }

  /** Keys of the units that other returns hold on an order line. */
  public List<String> heldKeys(ReturnId id, String lineItemId) {
    return database.query(
        """
        select return_id, item_id, unit from allocation
        where line_item_id = ? and not (store = ? and return_id = ?)
        """,
        r -> Keys.returnItem(r.getString(1), r.getString(2), r.getInt(3)),
        lineItemId,
        id.store(),
        id.id());
  }

  /**
   * Saves the state, with its version as loaded; 0 for a new one. To be called in the transaction
   * that also writes the outgoing records.
   *
   * @return the saved state with its new version
   */
  public ReturnState save(ReturnState state) {
    return database.inTransaction(
        () -> {
          ReturnState next = state.withVersion(state.version() + 1);
          int saved =
              database.update(
                  """
                  insert into return_state as r
                    (store, return_id, rma_number, order_number, status, terminal, reveni_at, document, version)
                  values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                  on conflict (store, return_id) do update set rma_number = excluded.rma_number,
                    order_number = excluded.order_number, status = excluded.status, terminal = excluded.terminal,
                    reveni_at = excluded.reveni_at, document = excluded.document, version = excluded.version,
                    saved_at = now()
                  where r.version = excluded.version - 1
                  """,
                  state.id().store(),
                  state.id().id(),
                  state.rmaNumber(),
                  state.orderNumber(),
                  state.snapshot().status(),
                  state.snapshot().terminal(),
                  state.snapshot().updatedAt(),
                  Json.write(next),
                  next.version());
          if (saved == 0) {
            throw new Busy(
                null, "The return " + state.id() + " was changed by another step meanwhile");
          }
          saveAllocations(next);
          return next;
        });
  }

  private void saveAllocations(ReturnState state) {
    database.update(
        "delete from allocation where store = ? and return_id = ?",
        state.id().store(),
        state.id().id());
    for (Unit unit : state.units()) {
      Unit.Allocation a = unit.allocation();
      if (a != null && !unit.released()) {
        database.update(
            "insert into allocation (store, return_id, item_id, unit, order_number, line_item_id) values (?, ?, ?, ?, ?, ?)",
            state.id().store(),
            state.id().id(),
            unit.itemId(),
            unit.n(),
            a.orderNumber(),
            a.lineItemId());
      }
    }
  }

  private static ReturnState state(ResultSet row) throws SQLException {
    return Json.read(row.getString(1), ReturnState.class).withVersion(row.getLong(2));
  }
}
