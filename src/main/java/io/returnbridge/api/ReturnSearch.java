package io.returnbridge.api;

import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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
  record Found(ReturnState state, Instant createdAt, Instant changedAt, boolean person) {}

  /** What returns can be sorted by. */
  static final List<Listing.Time<Found>> TIMES =
      List.of(
          new Listing.Time<>("firstSeenAt", "created_at", Found::createdAt),
          new Listing.Time<>("changedAt", "reveni_at", Found::changedAt));

  private static final Listing.Sort<Found> NEWEST = new Listing.Sort<>(TIMES.get(0), true);

  private static final String RETURNS =
      """
      select document, version, created_at, reveni_at, exists (select 1 from exception_case c where c.store = r.store
        and c.return_id = r.return_id and c.status <> 'resolved') from return_state r
      """;

  private final Database database;

  public ReturnSearch(Database database) {
    this.database = database;
  }

  /** As the sort says; {@code after} is null for the first page. */
  List<Found> find(
      Filter filter, Listing.Sort<Found> sort, Listing.@Nullable After after, int most) {
    Listing returns =
        new Listing()
            .is("return_id", filter.returnId())
            .is("rma_number", filter.rma())
            .is("status", filter.status())
            .is("store", filter.store());
    if (filter.order() != null) {
      // A return that names an exchange order belongs to the original.
      returns.where(
          "(order_number = ? or document -> 'snapshot' ->> 'orderNumber' = ?)",
          filter.order(),
          filter.order());
    }
    return returns.read(
        database, RETURNS, sort, "store || '/' || return_id", after, most, ReturnSearch::found);
  }

  private static Found found(Columns r) {
    return new Found(
        Json.read(r.text(1), ReturnState.class).withVersion(r.number(2)),
        r.time(3),
        r.time(4),
        r.flag(5));
  }

  /** The one of that id; several stores can have one, and then have to be named. */
  Found one(String returnId, @Nullable String store) {
    List<Found> found =
        find(
            new Filter(
                Requests.id("returnId", returnId), null, null, null, Requests.text("store", store)),
            NEWEST,
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
}
