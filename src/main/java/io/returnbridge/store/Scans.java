package io.returnbridge.store;

import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The scans that were accepted. */
@ApplicationScoped
public class Scans {

  public enum Status {
    /** Not looked at yet. */
    ACCEPTED,
    /** For what {@link WaitsFor} says. */
    WAITING,
    /** A person decides. */
    CASE,
    /** Every unit of it has its outcome, or a correction took its place. */
    DONE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What makes a waiting scan go on; the column {@code waits_for}. */
  public enum WaitsFor {
    /** Reveni does not show the goods as received. */
    RECEIPT,
    /** The item has no approved reason; the case of that is open. */
    CLASSIFICATION,
    /** The channel that sold the unit is not in {@code channels.csv}; the case is open. */
    CHANNEL,
    /** Neither we nor, so far, Reveni know the return. */
    RETURN,
    /** It corrects a scan that has not arrived. */
    CORRECTED_SCAN;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As the column has it. */
    public static WaitsFor of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /**
   * @param content hash of the scan
   * @param known the return, once it is known
   * @param waitsFor set when the status is waiting
   * @param trace of how it came in, where that was traced
   */
  public record Stored(
      Scan scan,
      String content,
      @Nullable ReturnId known,
      Status status,
      @Nullable WaitsFor waitsFor,
      Instant acceptedAt,
      @Nullable String trace) {

    public Stored(
        Scan scan,
        String content,
        @Nullable ReturnId known,
        Status status,
        @Nullable WaitsFor waitsFor,
        Instant acceptedAt) {
      this(scan, content, known, status, waitsFor, acceptedAt, null);
    }

    /** The wake-up subject of the step that looks at the scan. */
    public String subject() {
      return known == null ? scan.subject() : known.subject();
    }
  }

  private static final String STORED =
      """
      select body, content, case when known then store end, return_id, status, waits_for, accepted_at, traceparent
      from scan
      """;

  private final Database database;
  private final Lookout lookout = new Lookout();

  public Scans(Database database) {
    this.database = database;
  }

  /**
   * @return whether it is new
   */
  public boolean add(Scan scan, String content, @Nullable ReturnId known) {
    String store = known == null ? scan.store() : known.store();
    String returnId = known == null ? scan.returnId() : known.id();
    boolean fresh =
        database.update(
                """
            insert into scan (source, scan_id, content, body, store, return_id, rma_number, status, corrects, known, traceparent)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, 'accepted', ?, ?, ?) on conflict (source, scan_id) do nothing
            """,
                scan.source(),
                scan.scanId(),
                content,
                Json.write(scan),
                store,
                returnId,
                scan.rmaNumber(),
                scan.corrects(),
                known != null,
                Traces.current())
            == 1;
    if (fresh) {
      database.tell(Happened.accepted(scan, store, returnId));
      database.afterCommit(lookout::comes);
    }
    return fresh;
  }

  /**
   * A scan that was accepted before the database was set back to an older copy; Kafka has it. Its
   * return is looked for anew.
   *
   * @return whether it was not there
   */
  public boolean addAgain(Scan scan, String content, Instant acceptedAt) {
    return database.update(
            """
            insert into scan (source, scan_id, content, body, store, return_id, rma_number, status, corrects, known,
              accepted_at, published_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, 'accepted', ?, false, ?, now()) on conflict (source, scan_id) do nothing
            """,
            scan.source(),
            scan.scanId(),
            content,
            Json.write(scan),
            scan.store(),
            scan.returnId(),
            scan.rmaNumber(),
            scan.corrects(),
            acceptedAt)
        == 1;
  }

  public Optional<Stored> find(String source, String scanId) {
    return database.find(
        STORED + " where source = ? and scan_id = ?", Scans::stored, source, scanId);
  }

  /**
   * @param ref {@code source/scanId}
   */
  public Optional<Stored> find(String ref) {
    int slash = ref.indexOf('/');
    return slash < 1 ? Optional.empty() : find(ref.substring(0, slash), ref.substring(slash + 1));
  }

  /** Scans of the return, and those that name it and whose return is not known; oldest first. */
  public List<Stored> of(ReturnState state) {
    return database.query(
        STORED
            + """
             where (known and store = ? and return_id = ?)
               or (not known and status <> 'done' and (store is null or store = ?)
                 and (return_id = ? or (return_id is null and rma_number = ?)))
             order by accepted_at, source, scan_id
            """,
        Scans::stored,
        state.id().store(),
        state.id().id(),
        state.id().store(),
        state.id().id(),
        state.rmaNumber());
  }

  /**
   * The given scans and all that correct them or are corrected by them, also at one remove and
   * under other returns; oldest first.
   */
  public List<Stored> withCorrections(List<Stored> some) {
    return database.query(
        """
        with recursive kin (source, scan_id, corrects) as (
          select source, scan_id, corrects from scan
          where (source, scan_id) in (select * from unnest(?::text[], ?::text[]))
          union
          select s.source, s.scan_id, s.corrects from kin k cross join lateral (
            select source, scan_id, corrects from scan where source = k.source and scan_id = k.corrects
            union all
            select source, scan_id, corrects from scan where source = k.source and corrects = k.scan_id) s)
        """
            + STORED
            + " where (source, scan_id) in (select source, scan_id from kin)"
            + " order by accepted_at, source, scan_id",
        Scans::stored,
        some.stream().map(s -> s.scan().source()).toArray(String[]::new),
        some.stream().map(s -> s.scan().scanId()).toArray(String[]::new));
  }

  public boolean isAnyOpen(ReturnState state) {
    return of(state).stream().anyMatch(s -> s.status() != Status.DONE);
  }

  /** Ties the scan to its return. */
  public void known(Scan scan, ReturnId id) {
    database.update(
        "update scan set store = ?, return_id = ?, known = true where source = ? and scan_id = ?",
        id.store(),
        id.id(),
        scan.source(),
        scan.scanId());
  }

  public void waits(Scan scan, WaitsFor what) {
    status(scan, Status.WAITING, what);
  }

  /**
   * For who has decided while the return was not known.
   *
   * @param waitsFor set when the status is waiting
   * @return false, and nothing is changed, when the return has become known meanwhile: then the
   *     scan is decided with it
   */
  public boolean whileUnknown(Scan scan, Status status, @Nullable WaitsFor waitsFor) {
    return database.update(
            """
            update scan set status = ?, waits_for = ?
            where source = ? and scan_id = ? and not known and status <> 'done'
            """,
            status.word(),
            waitsFor == null ? null : waitsFor.word(),
            scan.source(),
            scan.scanId())
        == 1;
  }

  public void status(Scan scan, Status status) {
    status(scan, status, null);
  }

  private void status(Scan scan, Status status, @Nullable WaitsFor waitsFor) {
    database.update(
        """
        update scan set status = ?, waits_for = ?,
          placed_at = case when status = 'waiting' and ? then now() else placed_at end
        where source = ? and scan_id = ?
        """,
        status.word(),
        waitsFor == null ? null : waitsFor.word(),
        status == Status.DONE,
        scan.source(),
        scan.scanId());
  }

  public void published(String source, String scanId) {
    database.update(
        "update scan set published_at = now() where source = ? and scan_id = ?", source, scanId);
  }

  /** Scans that Kafka has not confirmed, oldest first. */
  public List<Stored> unpublished(int most) {
    return database.query(
        STORED + " where published_at is null order by accepted_at limit ?", Scans::stored, most);
  }

  /** When to ask for them. */
  public Lookout lookout() {
    return lookout;
  }

  private static Stored stored(Columns r) {
    String store = r.text(3);
    String waitsFor = r.text(6);
    return new Stored(
        Json.read(r.text(1), Scan.class),
        r.text(2),
        store == null ? null : new ReturnId(store, r.text(4)),
        Status.valueOf(r.text(5).toUpperCase(Locale.ROOT)),
        waitsFor == null ? null : WaitsFor.of(waitsFor),
        r.time(7),
        r.text(8));
  }
}
