package io.returnbridge.commercetools;

import io.returnbridge.json.Json;
import io.returnbridge.model.OrderView;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Shared by all replicas, in the database. A view that this version cannot read is not there. */
@ApplicationScoped
class StoredLastSeen implements LastSeen {

  private final Database database;

  StoredLastSeen(Database database) {
    this.database = database;
  }

  @Override
  public Optional<OrderView> order(String orderNumber) {
    return database
        .find(
            "select view from last_seen_order where order_number = ?",
            row -> row.text(1),
            orderNumber)
        .flatMap(json -> readable(json, OrderView.class));
  }

  @Override
  public void saw(OrderView order) {
    database.update(
        """
        insert into last_seen_order as seen (order_number, version, view, seen_at)
        values (?, ?, ?::jsonb, now())
        on conflict (order_number) do update
        set version = excluded.version, view = excluded.view, seen_at = excluded.seen_at
        where seen.version <= excluded.version or seen.view ->> 'id' <> excluded.view ->> 'id'
        """,
        order.orderNumber(),
        order.version(),
        Json.write(order));
  }

  @Override
  public void forgetOrder(String orderNumber) {
    database.update("delete from last_seen_order where order_number = ?", orderNumber);
  }

  @Override
  public Optional<SeenEntry> entry(String sku, String channel) {
    return database
        .find(
            "select view from last_seen_entry where sku = ? and channel = ?",
            row -> row.text(1),
            sku,
            channel)
        .flatMap(json -> readable(json, SeenEntry.class));
  }

  @Override
  public void saw(SeenEntry entry) {
    database.update(
        """
        insert into last_seen_entry as seen (sku, channel, version, view, seen_at)
        values (?, ?, ?, ?::jsonb, now())
        on conflict (sku, channel) do update
        set version = excluded.version, view = excluded.view, seen_at = excluded.seen_at
        where seen.version <= excluded.version or seen.view -> 'view' ->> 'id' <> excluded.view -> 'view' ->> 'id'
        """,
        entry.view().sku(),
        entry.view().channel(),
        entry.view().version(),
        Json.write(entry));
  }

  @Override
  public void forgetEntry(String sku, String channel) {
    database.update("delete from last_seen_entry where sku = ? and channel = ?", sku, channel);
  }

  private static <T> Optional<T> readable(String json, Class<T> type) {
    try {
      return Optional.of(Json.read(json, type));
    } catch (IllegalArgumentException ofAnotherVersion) {
      return Optional.empty();
    }
  }
}
