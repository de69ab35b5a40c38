package io.returnbridge.api;

import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds returns by what people know of them, by one query. */
@ApplicationScoped
public class ReturnSearch {

  /** What is asked for; null asks for all. */
  record Filter(
      @Nullable String returnId,
      @Nullable String order,
      @Nullable String rma,
      @Nullable String status,
      @Nullable String store) {}

  /**
   * @param person whether somebody has to decide something about it
   */
  record Found(ReturnState state, Instant createdAt, boolean person) {

    Cursor cursor() {
      return new Cursor(createdAt, state.id().subject());
    }
  }

  private final Database database;

  public ReturnSearch(Database database) {
    this.database = database;
  }

  /** Those that were first seen last come first. */
  List<Found> find(Filter filter, @Nullable Cursor after, int most) {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    is("return_id", filter.returnId(), conditions, parameters);
    if (filter.order() != null) {
      // A return that names an exchange order belongs to the original.
      conditions.add("(order_number = ? or document -> 'snapshot' ->> 'orderNumber' = ?)");
      parameters.add(filter.order());
      parameters.add(filter.order());
    }
    is("rma_number", filter.rma(), conditions, parameters);
    is("status", filter.status(), conditions, parameters);
    is("store", filter.store(), conditions, parameters);
    if (after != null) {
      conditions.add("(created_at, store || '/' || return_id) < (?, ?)");
      parameters.add(after.at());
      parameters.add(after.id());
    }
    parameters.add(most);
    return database.query(
        """
        select document, version, created_at, exists (select 1 from exception_case c where c.store = r.store
          and c.return_id = r.return_id and c.status <> 'resolved') from return_state r
        """
            + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
            + " order by created_at desc, store || '/' || return_id desc limit ?",
        r ->
            new Found(
                Json.read(r.text(1), ReturnState.class).withVersion(r.number(2)),
                r.time(3),
                r.flag(4)),
        parameters.toArray());
  }

  /** The one of that id; several stores can have one, and then have to be named. */
  Found one(String returnId, @Nullable String store) {
    List<Found> found =
        find(
            new Filter(
                Requests.id("returnId", returnId), null, null, null, Requests.text("store", store)),
            null,
            2);
    if (found.isEmpty()) {
      throw Refusal.notFound("No return " + returnId + " is known");
    }
    if (found.size() > 1) {
      throw Refusal.conflict(
          "Several stores have a return " + returnId + ": say which with ?store=");
    }
    return found.get(0);
  }

  private static void is(
      String column, @Nullable String value, List<String> conditions, List<Object> parameters) {
    if (value != null) {
      conditions.add(column + " = ?");
      parameters.add(value);
    }
  }
}
