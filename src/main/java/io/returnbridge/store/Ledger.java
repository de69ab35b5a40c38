package io.returnbridge.store;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Writer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stock legs: what was planned, what was sent, and what is known to be applied. */
@ApplicationScoped
public class Ledger {

  private static final String COLUMNS =
      """
      select l.id, l.channel, l.sku, l.delta, l.state, l.writer, l.after_leg, l.store, l.return_id, l.item_id, l.unit,
        l.location, l.kind\
      """;

  private static final String LEG = COLUMNS + " from stock_leg l ";

  private static final String SENT =
      COLUMNS
          + """
          , coalesce(l.batch, ''), l.sent_entry, l.sent_version from stock_leg l
          where l.channel = ? and l.sku = ? and l.state = 'sent' order by l.planned_at, l.id
          """;

  private final Database database;

  public Ledger(Database database) {
    this.database = database;
  }

  /**
   * Adds the legs that are not there yet, in the order given: a leg after the one it follows. Fails
   * when the id of a leg is that of another one, which would then silently never be applied.
   */
  public void plan(Collection<StockMovement> legs) {
    for (StockMovement leg : legs) {
      int added =
          database.update(
              """
              insert into stock_leg
                (id, sku, channel, delta, writer, after_leg, store, return_id, item_id, unit, location, kind)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing
              """,
              leg.id(),
              leg.entry().sku(),
              leg.entry().channel(),
              leg.delta(),
              leg.writer().name().toLowerCase(Locale.ROOT),
              leg.after(),
              leg.returnId().store(),
              leg.returnId().id(),
              leg.itemId(),
              leg.unit(),
              leg.location(),
              leg.kind().word());
      if (added == 0) {
        requireSame(leg);
      }
    }
  }

  private void requireSame(StockMovement leg) {
    StockMovement there =
        database.query(LEG + "where l.id = ?", Ledger::leg, leg.id()).stream()
            .findFirst()
            .orElse(leg);
    boolean same =
        there.returnId().equals(leg.returnId())
            && there.itemId().equals(leg.itemId())
            && there.unit() == leg.unit()
            && there.kind() == leg.kind();
    if (!same) {
      throw new IllegalStateException(
          "The leg id "
              + leg.id()
              + " of return "
              + leg.returnId()
              + " is taken by a leg of return "
              + there.returnId());
    }
  }

  /** All legs of a return's units, in no particular order. */
  public List<StockMovement> ofReturn(ReturnId id) {
    return database.query(
        LEG + "where l.store = ? and l.return_id = ? order by l.planned_at, l.id",
        Ledger::leg,
        id.store(),
        id.id());
  }

  /**
   * The one update of an entry whose outcome is not known.
   *
   * @param state of the entry that it was requested for, null when that is not known
   */
  public record Sent(String batch, @Nullable EntryState state, List<StockMovement> legs) {}

  /** The unresolved update of the entry with its legs, oldest first. */
  public Optional<Sent> unresolved(StockEntry entry) {
    List<Sent> rows =
        database.query(
            SENT,
            r -> {
              String id = r.text(15);
              return new Sent(
                  r.text(14),
                  id == null ? null : new EntryState(id, r.number(16)),
                  List.of(leg(r)));
            },
            entry.channel(),
            entry.sku());
    return rows.stream()
        .findFirst()
        .map(
            first ->
                new Sent(
                    first.batch(),
                    first.state(),
                    rows.stream().flatMap(row -> row.legs().stream()).toList()));
  }

  /**
   * What may be done of an entry now.
   *
   * @param told those of the legs that Kafka was told as applied before the database was set back
   *     to an older copy
   */
  public record Due(List<StockMovement> legs, List<StockMovement> told) {
    public static final Due NONE = new Due(List.of(), List.of());
  }

  private record MaybeTold(StockMovement leg, boolean told) {}

  /**
   * Planned legs of the entry that follow no leg, or an applied one: those that add first, then the
   * oldest.
   */
  public Due due(StockEntry entry, int most) {
    List<MaybeTold> due =
        database.query(
            COLUMNS
                + """
            , exists (select 1 from outgoing o where o.id = l.id) from stock_leg l
            left join stock_leg p on p.id = l.after_leg
            where l.channel = ? and l.sku = ? and l.state = 'planned'
              and (l.after_leg is null or p.state = 'applied')
            order by l.delta < 0, l.planned_at, l.id limit ?
            """,
            r -> new MaybeTold(leg(r), r.flag(14)),
            entry.channel(),
            entry.sku(),
            most);
    return new Due(
        due.stream().map(MaybeTold::leg).toList(),
        due.stream().filter(MaybeTold::told).map(MaybeTold::leg).toList());
  }

  /**
   * Marks the batch as sent, before its request. Nothing is marked when another worker was faster,
   * or when the entry has an unresolved update already.
   *
   * @param state of the entry that the request is about to be made for
   * @return whether the batch is now the entry's unresolved update
   */
  public boolean markSent(StockEntry entry, Collection<StockMovement> batch, EntryState state) {
    return database.inTransaction(
        () -> {
          database.query(
              "select pg_advisory_xact_lock(hashtextextended(?, 0))",
              r -> true,
              "stock/" + entry.subject());
          boolean free = unresolved(entry).isEmpty() && ofState(batch, "planned") == batch.size();
          if (free) {
            database.update(
                """
                update stock_leg set state = 'sent', batch = ?, sent_entry = ?, sent_version = ?, sent_at = now()
                where id = any (?)
                """,
                UUID.randomUUID().toString(),
                state.id(),
                state.version(),
                ids(batch));
          }
          return free;
        });
  }

  /**
   * Before the update is requested once more, for the given state of the entry.
   *
   * @return false when another worker has settled it meanwhile
   */
  public boolean repeat(Sent sent, EntryState state) {
    return changeSent(
            sent, "sent_entry = ?, sent_version = ?, sent_at = now()", state.id(), state.version())
        == sent.legs().size();
  }

  /**
   * The update was not applied, and none of its requests can be any more: its legs are planned
   * again. Nothing changes when another worker has settled or repeated it meanwhile.
   */
  public void withdraw(Sent sent) {
    changeSent(
        sent,
        "state = 'planned', batch = null, sent_entry = null, sent_version = null, sent_at = null");
  }

  private int changeSent(Sent sent, String change, @Nullable Object... values) {
    EntryState state = sent.state();
    List<@Nullable Object> parameters = new ArrayList<>(Arrays.asList(values));
    parameters.addAll(
        Arrays.asList(
            ids(sent.legs()),
            sent.batch(),
            state == null ? null : state.id(),
            state == null ? null : state.version()));
    return database.update(
        "update stock_leg set "
            + change
            + """
             where id = any (?) and state = 'sent' and coalesce(batch, '') = ?
              and sent_entry is not distinct from ? and sent_version is not distinct from ?
            """,
        parameters.toArray());
  }

  /**
   * The legs are known to be in the entry, or were left to the warehouse's own feed.
   *
   * @return those that were not applied before
   */
  public List<StockMovement> markApplied(Collection<StockMovement> legs) {
    Set<String> fresh =
        Set.copyOf(
            database.query(
                """
                update stock_leg set state = 'applied', applied_at = now()
                where id = any (?) and state <> 'applied' returning id
                """,
                r -> r.text(1),
                (Object) ids(legs)));
    return legs.stream().filter(leg -> fresh.contains(leg.id())).toList();
  }

  /**
   * The unresolved update is known to be in the entry.
   *
   * @return its legs; none when another worker has settled it meanwhile
   */
  public List<StockMovement> markApplied(Sent sent) {
    int settled = changeSent(sent, "state = 'applied', applied_at = now()");
    return settled == 0 ? List.of() : sent.legs();
  }

  /** Legs that follow one of the given ones. */
  public List<StockMovement> following(Collection<StockMovement> legs) {
    return database.query(LEG + "where l.after_leg = any (?)", Ledger::leg, (Object) ids(legs));
  }

  private long ofState(Collection<StockMovement> legs, String state) {
    return database
        .find(
            "select count(*) from stock_leg where id = any (?) and state = ?",
            r -> r.number(1),
            ids(legs),
            state)
        .orElse(0L);
  }

  private static String[] ids(Collection<StockMovement> legs) {
    return legs.stream().map(StockMovement::id).toArray(String[]::new);
  }

  private static StockMovement leg(Columns r) {
    return new StockMovement(
        r.text(1),
        new StockEntry(r.text(2), r.text(3)),
        r.integer(4),
        StockMovement.State.valueOf(r.text(5).toUpperCase(Locale.ROOT)),
        Writer.valueOf(r.text(6).toUpperCase(Locale.ROOT)),
        r.text(7),
        new ReturnId(r.text(8), r.text(9)),
        r.text(10),
        r.integer(11),
        r.text(12),
        StockMovement.Kind.of(r.text(13)));
  }
}
