package io.returnbridge.store;

import io.returnbridge.json.Json;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unfinished;
import io.returnbridge.model.Unit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The states of returns: one document each, guarded by its version. */
@ApplicationScoped
public class ReturnStates {

  /** How long the sweep goes on reading a return that is terminal. */
  private static final String SWEPT =
      "(not terminal or unfinished or terminal_since > now() - interval '30 days')";

  /** Which transaction has written the row tells it from one that was rolled back. */
  private static final String SELECT =
      "select document, version, store, return_id, xmin::text from return_state ";

  /** So many are kept, each of so many characters at most. */
  private static final int MOST_KEPT = 200;

  private static final int LONGEST_KEPT = 20_000;

  private final Database database;
  private final StateObserver observer;

  private final Map<String, ReturnState> read =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ReturnState> eldest) {
              return size() > MOST_KEPT;
            }
          });

  /** Nobody is told of what is saved. */
  public ReturnStates(Database database) {
    this(database, states -> {});
  }

  @Inject
  public ReturnStates(Database database, StateObserver observer) {
    this.database = database;
    this.observer = observer;
  }

  public Optional<ReturnState> find(ReturnId id) {
    return database.find(
        SELECT + "where store = ? and return_id = ?", this::state, id.store(), id.id());
  }

  /** A state, and when it was saved last. */
  public record Saved(Instant at, ReturnState state) {}

  /**
   * What was saved after that, in the order in which it was; a page.
   *
   * @param after the last of the page before; null for the first page
   */
  public List<Saved> savedSince(Instant at, @Nullable ReturnId after, int most) {
    return database.query(
        """
        select document, version, saved_at from return_state
        where (saved_at, store, return_id) > (?, ?, ?) order by saved_at, store, return_id limit ?
        """,
        r -> new Saved(r.time(3), parsed(r.text(1), r)),
        at,
        after == null ? "" : after.store(),
        after == null ? "" : after.id(),
        most);
  }

  /**
   * What was opened in Reveni then or later and before the end; a page, by store and id.
   *
   * @param after the last of the page before; null for the first page
   */
  public List<ReturnState> openedSince(
      Instant from, Instant end, @Nullable ReturnId after, int most) {
    return database.query(
        """
        select document, version from return_state
        where (store, return_id) > (?, ?)
          and (document -> 'snapshot' ->> 'createdAt')::timestamptz >= ?
          and (document -> 'snapshot' ->> 'createdAt')::timestamptz < ?
        order by store, return_id limit ?
        """,
        r -> parsed(r.text(1), r),
        after == null ? "" : after.store(),
        after == null ? "" : after.id(),
        from,
        end,
        most);
  }

  /** All returns of an order that was found, by when they were first seen. */
  public List<ReturnState> ofOrder(String orderNumber) {
    return database
        .query(
            SELECT + "where order_number = ? order by created_at, return_id",
            this::state,
            orderNumber)
        .stream()
        .filter(ReturnState::orderFound)
        .toList();
  }

  /** All returns with goods that came with that order, which may be an exchange order. */
  public List<ReturnState> withGoodsOf(String orderNumber) {
    return database.query(
        SELECT
            + """
        where (store, return_id) in (select store, return_id from allocation where order_number = ?)
        order by created_at, return_id
        """,
        this::state,
        orderNumber);
  }

  /** All returns with that RMA number, in one store or in all. */
  public List<ReturnState> ofRma(String rmaNumber) {
    return database.query(
        SELECT + "where rma_number = ? order by store, return_id", this::state, rmaNumber);
  }

  /** All returns with that Reveni id, one a store. */
  public List<ReturnState> ofId(String returnId) {
    return database.query(SELECT + "where return_id = ? order by store", this::state, returnId);
  }

  /**
   * The exchange orders that returns of an order have led to, and those that returns of these have,
   * oldest first.
   */
  public List<String> exchangeOrders(String orderNumber) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> rest = new ArrayDeque<>(List.of(orderNumber));
    while (!rest.isEmpty()) {
      ofOrder(rest.remove()).stream()
          .flatMap(s -> s.exchanges().stream())
          .filter(e -> e.orderId() != null && !e.isOver())
          .map(e -> e.orderNumber())
          .filter(n -> !n.equals(orderNumber) && found.add(n))
          .forEach(rest::add);
    }
    return List.copyOf(found);
  }

  /**
   * The order whose goods were exchanged, perhaps several times, for those of an exchange order;
   * any other order is its own.
   */
  public String originalOf(String orderNumber) {
    Set<String> seen = new HashSet<>();
    String original = orderNumber;
    while (Keys.isExchangeOrder(original) && seen.add(original)) {
      original =
          database
              .find(
                  """
                  select order_number from return_state
                  where document -> 'exchanges' @> jsonb_build_array(jsonb_build_object('orderNumber', ?::text))
                    and order_number is not null and exists (
                      select 1 from jsonb_array_elements(document -> 'exchanges') e
                      where e ->> 'orderNumber' = ? and e ->> 'orderId' is not null)
                  order by created_at limit 1
                  """,
                  r -> r.text(1),
                  original,
                  original)
              .orElse(original);
    }
    return original;
  }

  /** The places that other returns hold on order lines, by line: the return item key of each. */
  public Map<String, Map<Integer, String>> held(ReturnId id, Collection<String> lineItemIds) {
    Map<String, Map<Integer, String>> held = new HashMap<>();
    database.query(
        """
        select line_item_id, place, return_id, item_id, unit from allocation
        where line_item_id = any(?) and not (store = ? and return_id = ?)
        """,
        r ->
            held.computeIfAbsent(r.text(1), l -> new HashMap<>())
                .put(r.integer(2), Keys.returnItem(r.text(3), r.text(4), r.integer(5))),
        lineItemIds.toArray(String[]::new),
        id.store(),
        id.id());
    return held;
  }

  /**
   * By what others know a return.
   *
   * @param orderNumber null where neither Reveni nor a person has named one
   */
  public record Names(String rmaNumber, @Nullable String orderNumber) {}

  /** By return; one that is not known is left out. */
  public Map<ReturnId, Names> names(Collection<ReturnId> ids) {
    Map<ReturnId, Names> names = new HashMap<>();
    database.query(
        """
        select store, return_id, rma_number, order_number from return_state
        where (store, return_id) in (select * from unnest(?::text[], ?::text[]))
        """,
        r -> names.put(new ReturnId(r.text(1), r.text(2)), new Names(r.text(3), r.text(4))),
        ids.stream().map(ReturnId::store).toArray(String[]::new),
        ids.stream().map(ReturnId::id).toArray(String[]::new));
    return names;
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
                    (store, return_id, rma_number, order_number, status, terminal, terminal_since, unfinished,
                    reveni_at, document, version)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                  on conflict (store, return_id) do update set rma_number = excluded.rma_number,
                    order_number = excluded.order_number, status = excluded.status, terminal = excluded.terminal,
                    terminal_since = case when excluded.terminal
                      then coalesce(r.terminal_since, excluded.terminal_since) end,
                    unfinished = excluded.unfinished, reveni_at = excluded.reveni_at,
                    document = excluded.document, version = excluded.version, saved_at = now()
                  where r.version = excluded.version - 1
                  """,
                  state.id().store(),
                  state.id().id(),
                  state.rmaNumber(),
                  state.orderNumber(),
                  state.snapshot().status(),
                  state.snapshot().terminal(),
                  state.snapshot().terminal() ? state.snapshot().updatedAt() : null,
                  Unfinished.is(state),
                  state.snapshot().updatedAt(),
                  Json.write(next),
                  next.version());
          if (saved == 0) {
            throw changed(state);
          }
          saveAllocations(next);
          observer.saved(List.of(next));
          return next;
        });
  }

  /** The return was read from Reveni just now, whether or not it has changed. */
  public void seen(ReturnId id) {
    database.update(
        "update return_state set seen_at = now(), in_sweep = "
            + SWEPT
            + " where store = ? and return_id = ?",
        id.store(),
        id.id());
  }

  /**
   * The states of those returns that are known, which nobody else saves until the transaction ends.
   * To be called in one, before anything else of these returns is written.
   */
  public List<ReturnState> lock(Collection<ReturnId> ids) {
    return database.query(
        SELECT
            + """
        where (store, return_id) in (select * from unnest(?::text[], ?::text[]))
        order by store, return_id for update
        """,
        this::state,
        ids.stream().map(ReturnId::store).toArray(String[]::new),
        ids.stream().map(ReturnId::id).toArray(String[]::new));
  }

  /**
   * Saves locked states whose units keep their lines, by one statement. What another step computed
   * from the state before is out of date then.
   */
  public void saveAll(Collection<ReturnState> locked) {
    List<ReturnState> next = locked.stream().map(s -> s.withVersion(s.version() + 1)).toList();
    if (next.isEmpty()) {
      return;
    }
    int saved =
        database.update(
            """
            update return_state r set document = n.document::jsonb, version = r.version + 1,
              order_number = n.order_number, saved_at = now()
            from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as n (store, return_id, order_number, document)
            where r.store = n.store and r.return_id = n.return_id
            """,
            strings(next, s -> s.id().store()),
            strings(next, s -> s.id().id()),
            strings(next, ReturnState::orderNumber),
            strings(next, Json::write));
    if (saved != next.size()) {
      throw new IllegalStateException("A state that is not locked cannot be saved so");
    }
    observer.saved(next);
  }

  private static @Nullable String[] strings(
      List<ReturnState> states, Function<ReturnState, @Nullable String> part) {
    return states.stream().map(part).toArray(String[]::new);
  }

  /**
   * Throws {@link Unavailable} when the state was saved since it was loaded: what was found then
   * may be wrong by now. To be called in the transaction that writes what was found.
   */
  public void requireUnchanged(ReturnState loaded) {
    if (database
        .find(
            "select version from return_state where store = ? and return_id = ? for share",
            r -> r.number(1),
            loaded.id().store(),
            loaded.id().id())
        .filter(version -> version == loaded.version())
        .isEmpty()) {
      throw changed(loaded);
    }
  }

  private static ChangedMeanwhile changed(ReturnState state) {
    return new ChangedMeanwhile(
        "The return " + state.id() + " was changed by another step meanwhile");
  }

  /**
   * One statement, which writes only what has changed. A place that is not counted yet comes after
   * all others.
   */
  private void saveAllocations(ReturnState state) {
    List<Unit> holding =
        state.units().stream().filter(u -> u.allocation() != null && !u.released()).toList();
    List<Unit.Allocation> lines =
        holding.stream().map(u -> Objects.requireNonNull(u.allocation())).toList();
    database.update(
        """
        with held as (
          select ?::text as store, ?::text as return_id, h.*
          from unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::int[])
            as h (item_id, unit, order_number, line_item_id, place)),
        freed as (
          delete from allocation a where a.store = ? and a.return_id = ?
            and not exists (select 1 from held h where h.item_id = a.item_id and h.unit = a.unit))
        insert into allocation as a (store, return_id, item_id, unit, order_number, line_item_id, place)
        select store, return_id, item_id, unit, order_number, line_item_id,
          case when place > 0 then place else
            (select coalesce(max(place), 0) from allocation m where m.line_item_id = held.line_item_id)
            + row_number() over (partition by line_item_id order by item_id, unit) end
        from held
        on conflict (store, return_id, item_id, unit) do update
          set order_number = excluded.order_number, line_item_id = excluded.line_item_id, place = excluded.place
          where (a.order_number, a.line_item_id) <> (excluded.order_number, excluded.line_item_id)
        """,
        state.id().store(),
        state.id().id(),
        holding.stream().map(Unit::itemId).toArray(String[]::new),
        holding.stream().map(Unit::n).toArray(Integer[]::new),
        lines.stream().map(Unit.Allocation::orderNumber).toArray(String[]::new),
        lines.stream().map(Unit.Allocation::lineItemId).toArray(String[]::new),
        lines.stream().map(Unit.Allocation::place).toArray(Integer[]::new),
        state.id().store(),
        state.id().id());
  }

  /** Whoever reads a row that is as it was gets the state that was read then. */
  private ReturnState state(Columns row) {
    String json = row.text(1);
    if (json.length() > LONGEST_KEPT) {
      return parsed(json, row);
    }
    String tuple = String.join("/", row.text(3), row.text(4), row.text(2), row.text(5));
    ReturnState known = read.get(tuple);
    if (known == null) {
      known = parsed(json, row);
      read.put(tuple, known);
    }
    return known;
  }

  private static ReturnState parsed(String json, Columns row) {
    return Json.read(json, ReturnState.class).withVersion(row.number(2));
  }
}
