package io.returnbridge.alerts;

import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was told to whom. Natural key: case, channel and whether its opening or its end was told, so
 * that nothing is planned twice.
 */
@ApplicationScoped
public class AlertBook {

  private static final String OPEN =
      """
      select r.owner, r.channel, min(c.opened_at), min(c.opened_at) filter (where c.severity = 'critical')
      from unnest(?::text[], ?::text[]) r (owner, channel)
        join exception_case c on c.owner = r.owner and c.status = 'open'
      where not exists (select 1 from alert_told t
        where t.case_id = c.id and t.channel = r.channel and t.kind = 'opened')
      group by r.owner, r.channel
      """;

  /** The rest of a query for cases that were told and are resolved, of one row r. */
  private static final String RESOLVED =
      """
        join exception_case c on c.owner = r.owner and c.status = 'resolved' and c.resolved_at > ?
        join alert_told o on o.case_id = c.id and o.channel = r.channel and o.kind = 'opened' and o.told_at is not null
      where not exists (select 1 from alert_told t
        where t.case_id = c.id and t.channel = r.channel and t.kind = 'resolved')
      """;

  private static final String STANDING =
      """
      select owner, channel, digest, claimed_until, last_digest_at, failing_since, failed_at, attempts, next_attempt_at,
        last_error
      from alert_channel
      """;

  private static final String MEMBERS =
      """
      select c.id, c.code, c.severity, c.rma_number, c.order_number, c.cause, c.next_step, c.due_at
      from alert_told t join exception_case c on c.id = t.case_id
      """;

  /** A planned case that has been resolved since is not news any more. */
  private static final String FRESH =
      " where t.digest = ? and t.kind = 'opened' and c.status <> 'resolved' ";

  private final Database database;

  public AlertBook(Database database) {
    this.database = database;
  }

  /**
   * What each of these does not know yet; nothing for those that are missing in the answer.
   *
   * @param resolvedSince cases that were resolved later are told as well; null for none
   */
  Map<Recipient, PendingAlerts> untold(
      List<Recipient> recipients, @Nullable Instant resolvedSince) {
    String[] owners = recipients.stream().map(Recipient::owner).toArray(String[]::new);
    String[] channels = recipients.stream().map(r -> r.channel().word()).toArray(String[]::new);
    Map<Recipient, PendingAlerts> untold = new HashMap<>();
    database
        .query(
            OPEN,
            r -> Map.entry(recipient(r), new PendingAlerts(r.timeOrNull(3), r.timeOrNull(4), null)),
            owners,
            channels)
        .forEach(entry -> untold.put(entry.getKey(), entry.getValue()));
    if (resolvedSince != null) {
      database
          .query(
              "select r.owner, r.channel, min(c.resolved_at) from unnest(?::text[], ?::text[]) r (owner, channel)"
                  + RESOLVED
                  + " group by r.owner, r.channel",
              r -> Map.entry(recipient(r), r.time(3)),
              owners,
              channels,
              resolvedSince)
          .forEach(
              entry ->
                  untold.compute(
                      entry.getKey(),
                      (r, u) ->
                          u == null
                              ? new PendingAlerts(null, null, entry.getValue())
                              : new PendingAlerts(
                                  u.oldest(), u.oldestCritical(), entry.getValue())));
    }
    return untold;
  }

  Map<Recipient, Standing> standings() {
    Map<Recipient, Standing> standings = new HashMap<>();
    database
        .query(STANDING, r -> Map.entry(recipient(r), standing(r)))
        .forEach(entry -> standings.put(entry.getKey(), entry.getValue()));
    return standings;
  }

  /** Locks the recipient until the transaction ends; empty while somebody else has it. */
  Optional<Standing> lock(Recipient recipient) {
    database.update(
        "insert into alert_channel (owner, channel) values (?, ?) on conflict do nothing",
        recipient.owner(),
        recipient.channel().word());
    return database.find(
        STANDING + " where owner = ? and channel = ? for update skip locked",
        AlertBook::standing,
        recipient.owner(),
        recipient.channel().word());
  }

  /**
   * Writes down what the digest is to tell: all that is untold.
   *
   * @param criticalOnly of the open cases the critical ones, and nothing else
   * @param resolvedSince as in {@link #untold}
   */
  void plan(
      Recipient recipient, String digest, boolean criticalOnly, @Nullable Instant resolvedSince) {
    database.update(
        """
        insert into alert_told (case_id, channel, kind, digest)
        select c.id, ?, 'opened', ? from exception_case c
        where c.owner = ? and c.status = 'open' and (c.severity = 'critical' or not ?)
        on conflict do nothing
        """,
        recipient.channel().word(),
        digest,
        recipient.owner(),
        criticalOnly);
    if (resolvedSince != null && !criticalOnly) {
      database.update(
          "insert into alert_told (case_id, channel, kind, digest) select c.id, r.channel, 'resolved', ?"
              + " from (values (?, ?)) r (owner, channel)"
              + RESOLVED
              + " on conflict do nothing",
          digest,
          recipient.owner(),
          recipient.channel().word(),
          resolvedSince);
    }
  }

  /** The digest as it reads now. */
  Digest digest(Recipient recipient, String id) {
    List<Digest.Count> counts =
        database.query(
            """
            select c.code, count(*), count(*) filter (where c.severity = 'critical') as critical
            from alert_told t join exception_case c on c.id = t.case_id
            """
                + FRESH
                + " group by c.code order by critical desc, count(*) desc, c.code",
            r -> new Digest.Count(r.text(1), r.integer(2), r.integer(3)),
            id);
    List<AlertCase> cases =
        database.query(
            MEMBERS
                + FRESH
                + """
                order by array_position(array['critical', 'high', 'medium', 'low'], c.severity), c.due_at, c.opened_at, c.id
                limit ?
                """,
            AlertBook::alertCase,
            id,
            Digest.MOST_CASES);
    int resolved =
        database
            .find(
                "select count(*) from alert_told where digest = ? and kind = 'resolved'",
                r -> r.integer(1),
                id)
            .orElse(0);
    List<AlertCase> resolvedCases =
        resolved == 0
            ? List.of()
            : database.query(
                MEMBERS
                    + " where t.digest = ? and t.kind = 'resolved' order by c.resolved_at desc, c.id limit ?",
                AlertBook::alertCase,
                id,
                Digest.MOST_CASES);
    return new Digest(id, recipient, counts, cases, resolved, resolvedCases);
  }

  /** The digest is being sent. */
  void claim(Recipient recipient, String digest, Instant until) {
    database.update(
        "update alert_channel set digest = ?, claimed_until = ? where owner = ? and channel = ?",
        digest,
        until,
        recipient.owner(),
        recipient.channel().word());
  }

  /** Frees all claims: those of a process that was killed, where no other can have any. */
  public void freeClaims() {
    database.update(
        "update alert_channel set claimed_until = null where claimed_until is not null");
  }

  /** Nothing of the digest has gone out, or nobody cares any more: its cases are untold again. */
  void drop(Recipient recipient, String digest) {
    database.update("delete from alert_told where digest = ? and told_at is null", digest);
    database.update(
        "update alert_channel set digest = null, claimed_until = null where owner = ? and channel = ? and digest = ?",
        recipient.owner(),
        recipient.channel().word(),
        digest);
  }

  void told(Recipient recipient, String digest, Instant at) {
    database.update(
        "update alert_told set told_at = ? where digest = ? and told_at is null", at, digest);
    database.update(
        """
        update alert_channel set digest = null, claimed_until = null, last_digest_at = ?, failing_since = null,
          failed_at = null, attempts = 0, next_attempt_at = null, last_error = null
        where owner = ? and channel = ? and digest = ?
        """,
        at,
        recipient.owner(),
        recipient.channel().word(),
        digest);
  }

  void failed(Recipient recipient, Instant at, Instant nextAttempt, String why) {
    database.update(
        """
        update alert_channel set claimed_until = null, failing_since = coalesce(failing_since, ?), failed_at = ?,
          attempts = attempts + 1, next_attempt_at = ?, last_error = ?
        where owner = ? and channel = ?
        """,
        at,
        at,
        nextAttempt,
        why,
        recipient.owner(),
        recipient.channel().word());
  }

  /** There is nothing left to tell, so nothing that could fail. */
  void nothingLeft(Recipient recipient) {
    database.update(
        """
        update alert_channel set failing_since = null, failed_at = null, attempts = 0, next_attempt_at = null,
          last_error = null
        where owner = ? and channel = ? and digest is null
        """,
        recipient.owner(),
        recipient.channel().word());
  }

  /** When the trouble was last met, or its case resolved; long ago for never. */
  Instant caseSeenAt(String code) {
    return database
        .find(
            "select max(last_seen_at) from exception_case where code = ? having max(last_seen_at) is not null",
            r -> r.time(1),
            code)
        .orElse(Instant.EPOCH);
  }

  private static Recipient recipient(Columns r) {
    return new Recipient(r.text(1), AlertMedium.of(r.text(2)));
  }

  private static Standing standing(Columns r) {
    return new Standing(
        r.text(3),
        r.timeOrNull(4),
        r.timeOrNull(5),
        r.timeOrNull(6),
        r.timeOrNull(7),
        r.integer(8),
        r.timeOrNull(9),
        r.text(10));
  }

  private static AlertCase alertCase(Columns r) {
    return new AlertCase(
        r.text(1),
        r.text(2),
        r.text(3),
        r.text(4),
        r.text(5),
        r.text(6),
        r.text(7),
        r.timeOrNull(8));
  }
}
