package io.returnbridge.evidence;

import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has done what to which case, who has had what replayed, who has asked for a customer's data
 * or its end, and who has logged in and out.
 */
@ApplicationScoped
public class AuditTrail {

  /**
   * @param id unique in the list
   * @param who login name, or {@code returnbridge} for what happened by itself
   * @param caseId null for what is about no case
   */
  public record Entry(
      String id,
      Instant at,
      String who,
      String what,
      @Nullable String caseId,
      @Nullable String code,
      @Nullable String store,
      @Nullable String returnId,
      @Nullable String rmaNumber,
      @Nullable String note,
      @Nullable String detail,
      @Nullable String fromStatus,
      @Nullable String toStatus) {}

  /**
   * What is asked for; null asks for all.
   *
   * @param to the first moment after it
   */
  public record Filter(
      @Nullable String who,
      @Nullable String caseId,
      @Nullable Instant from,
      @Nullable Instant to) {}

  /** What entries can be sorted by. */
  public static final List<Listing.Time<Entry>> TIMES =
      List.of(new Listing.Time<>("at", "at", Entry::at));

  private static final String ENTRIES =
      """
      select id, at, who, what, case_id, code, store, return_id, rma_number, note, detail, from_status, to_status from (
        select 'h' || lpad(h.id::text, 19, '0') as id, h.at, h.who, h.what, h.case_id, c.code, c.store, c.return_id,
          c.rma_number, h.note, h.detail, h.from_status, h.to_status
        from case_history h join exception_case c on c.id = h.case_id
        union all
        select 'r' || id, asked_at, who, case when dry_run then 'dry-run' else 'replay' end, null, null, store, return_id,
          null, null, coalesce(topic, return_id, from_at || ' to ' || to_at), null, null
        from replay
        union all
        select 'd' || id, asked_at, who, kind, null, null, null, null, null, null, receipt::text, null, null
        from data_request
        union all
        select 'l' || lpad(id::text, 19, '0'), at, who, what, null, null, null, null, null, null,
          'by ' || how || coalesce(' from ' || client, ''), null, null
        from login_record) entry
      """;

  private final Database database;

  public AuditTrail(Database database) {
    this.database = database;
  }

  /** {@code after} is null for the first page. */
  public List<Entry> list(
      Filter filter, Listing.Sort<Entry> sort, Listing.@Nullable After after, int most) {
    Listing entries = new Listing().is("who", filter.who()).is("case_id", filter.caseId());
    if (filter.from() != null) {
      entries.where("at >= ?", filter.from());
    }
    if (filter.to() != null) {
      entries.where("at < ?", filter.to());
    }
    return entries.read(database, ENTRIES, sort, "id", after, most, AuditTrail::entry);
  }

  private static Entry entry(Columns r) {
    return new Entry(
        r.text(1),
        r.time(2),
        r.text(3),
        r.text(4),
        r.text(5),
        r.text(6),
        r.text(7),
        r.text(8),
        r.text(9),
        r.text(10),
        r.text(11),
        r.text(12),
        r.text(13));
  }
}
