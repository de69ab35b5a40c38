package io.returnbridge.stock;

import io.returnbridge.mappings.Writer;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The stock legs: what was planned, what was sent, and what is known to be applied. */
@ApplicationScoped
public class Ledger {

  private static final String LEG =
      """
      select l.id, l.channel, l.sku, l.delta, l.state, l.writer, l.after_leg, l.store, l.return_id, l.item_id, l.unit,
        l.location, l.kind from stock_leg l
      """;

  private final Database database;

  public Ledger(Database database) {
    this.database = database;
  }

  /**
   * Adds the legs that are not there yet, in the order given: a leg after the one it follows. Fails
   * when the id of a leg is that of another one, which would then silently never be applied.
   */
  public void plan(Collection<Leg> legs) {
    for (Leg leg : legs) {
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

  private void requireSame(Leg leg) {
    Leg there =
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
  public List<Leg> ofReturn(ReturnId id) {
    return database.query(
        LEG + "where l.store = ? and l.return_id = ? order by l.planned_at, l.id",
        Ledger::leg,
        id.store(),
        id.id());
  }

  /** The legs of the one update of the entry whose outcome is not known, oldest first. */
  public List<Leg> unresolved(StockEntry entry) {
    return database.query(
        LEG + "where l.channel = ? and l.sku = ? and l.state = 'sent' order by l.planned_at, l.id",
        Ledger::leg,
        entry.channel(),
        entry.sku());
  }

  /**
   * Planned legs of the entry that follow no leg, or an applied one: those that add first, then the
   * oldest.
   */
  public List<Leg> due(StockEntry entry, int most) {
    return database.query(
        LEG
            + """
            left join stock_leg p on p.id = l.after_leg
            where l.channel = ? and l.sku = ? and l.state = 'planned'
              and (l.after_leg is null or p.state = 'applied')
            order by l.delta < 0, l.planned_at, l.id limit ?
            """,
        Ledger::leg,
        entry.channel(),
        entry.sku(),
        most);
  }

  /**
   * Marks the batch as sent, before its request. Nothing is marked when another worker was faster,
   * or when the entry has an unresolved update already.
   *
   * @return whether the batch is now the entry's unresolved update
   */
  public boolean markSent(StockEntry entry, Collection<Leg> batch) {
    return database.inTransaction(
        () -> {
          database.query(
              "select pg_advisory_xact_lock(hashtextextended(?, 0))",
              r -> true,
              "stock/" + entry.subject());
          boolean free = unresolved(entry).isEmpty() && ofState(batch, "planned") == batch.size();
          if (free) {
            String id = UUID.randomUUID().toString();
            for (Leg leg : batch) {
              database.update(
                  "update stock_leg set state = 'sent', batch = ?, sent_at = now() where id = ?",
                  id,
                  leg.id());
            }
          }
          return free;
        });
  }

  /**
   * The legs are known to be in the entry, or were left to the warehouse's own feed.
   *
   * @return those that were not applied before
   */
  public List<Leg> markApplied(Collection<Leg> legs) {
    return legs.stream()
        .filter(
            leg ->
                database.update(
                        "update stock_leg set state = 'applied', applied_at = now() where id = ? and state <> 'applied'",
                        leg.id())
                    == 1)
        .toList();
  }

  /** Legs that follow one of the given ones. */
  public List<Leg> following(Collection<Leg> legs) {
    return database.query(
        LEG + "where l.after_leg = any (string_to_array(?, ' '))",
        Ledger::leg,
        String.join(" ", legs.stream().map(Leg::id).toList()));
  }

  private long ofState(Collection<Leg> legs, String state) {
    return database
        .find(
            "select count(*) from stock_leg where id = any (string_to_array(?, ' ')) and state = ?",
            r -> r.getLong(1),
            String.join(" ", legs.stream().map(Leg::id).toList()),
            state)
        .orElse(0L);
  }

  private static Leg leg(ResultSet r) throws SQLException {
    return new Leg(
        r.getString(1),
        new StockEntry(r.getString(2), r.getString(3)),
        r.getInt(4),
        Leg.State.valueOf(r.getString(5).toUpperCase(Locale.ROOT)),
        Writer.valueOf(r.getString(6).toUpperCase(Locale.ROOT)),
        r.getString(7),
        new ReturnId(r.getString(8), r.getString(9)),
        r.getString(10),
        r.getInt(11),
        r.getString(12),
        Leg.Kind.of(r.getString(13)));
  }
}
