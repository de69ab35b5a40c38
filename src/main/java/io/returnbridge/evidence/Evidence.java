package io.returnbridge.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chains what the tables have recorded of a return: webhooks, what Reveni said, scans, each write,
 * cases, decisions, mails. What was chained once is never changed; what has been recorded since is
 * chained behind it whenever somebody asks.
 */
@ApplicationScoped
public class Evidence {

  /** What is not chained yet, each with a name of its own, oldest first. */
  private static final String NEW =
      """
      with me as (select ?::text as store, ?::text as return_id, ?::text as subject),
      legs as (select l.id, l.channel || '/' || l.sku as entry from stock_leg l
        join me on l.store = me.store and l.return_id = me.return_id),
      fact as (
        select 'webhook/' || i.dedupe_key as source, i.seen_at as at, 'webhook' as kind,
          jsonb_build_object('eventId', split_part(i.dedupe_key, ':', 3), 'bodySha256', split_part(i.dedupe_key, ':', 4),
            'signature', case when i.dedupe_key like '%:signed' then 'verified' else 'not known' end) as content
        from inbox i join me on i.subject = me.subject
        union all
        select 'record/' || o.id, o.created_at, case o.step when 'accept-return' then 'reveni' else 'told' end,
          jsonb_build_object('step', o.step, 'topic', o.topic, 'record', o.payload::jsonb)
        from outgoing o join me on o.subject = me.subject or o.id in (select id from legs)
        union all
        select 'scan/' || s.source || '/' || s.scan_id, s.accepted_at, 'scan', s.body - 'operator'
        from scan s join me on s.store = me.store and s.return_id = me.return_id
        union all
        select 'effect/' || e.id, e.at, 'write',
          jsonb_build_object('resource', e.resource, 'key', e.resource_key, 'versionBefore', e.version_before,
            'versionAfter', e.version_after, 'step', e.step, 'why', e.trigger, 'did', e.what, 'tables', e.tables)
        from effect e join me on e.subject = me.subject
          or e.resource = 'own-step' and e.resource_key in (select o.id from outgoing o where o.subject = me.subject)
          or exists (select 1 from legs l where l.entry = e.subject and position(l.id in e.what) > 0)
        union all
        select 'verdict/' || v.item_id || '/' || v.unit || '/' || extract(epoch from v.confirmed_at), v.confirmed_at, 'write',
          jsonb_build_object('resource', 'verdict', 'key', v.item_id || '/' || v.unit, 'step', 'move-inspected-stock',
            'did', v.verdict, 'reason', v.reject_reason, 'why', v.scan)
        from verdict v join me on v.store = me.store and v.return_id = me.return_id where v.confirmed_at is not null
        union all
        select 'history/' || h.id, h.at, case h.who when 'returnbridge' then 'case' else 'decision' end,
          jsonb_build_object('case', c.id, 'code', c.code, 'owner', c.owner, 'who', h.who, 'what', h.what, 'note', h.note,
            'detail', h.detail, 'fromStatus', h.from_status, 'toStatus', h.to_status,
            'fromAssignee', h.from_assignee, 'toAssignee', h.to_assignee,
            'cause', case h.what when 'opened' then c.cause end)
        from case_history h join exception_case c on c.id = h.case_id
        join me on c.store = me.store and c.return_id = me.return_id
        union all
        select 'alert/' || t.case_id || '/' || t.channel || '/' || t.kind, t.told_at, 'alert',
          jsonb_build_object('case', t.case_id, 'owner', c.owner, 'channel', t.channel, 'what', t.kind, 'digest', t.digest)
        from alert_told t join exception_case c on c.id = t.case_id
        join me on c.store = me.store and c.return_id = me.return_id where t.told_at is not null)
      select source, at, kind, jsonb_strip_nulls(content)::text from fact
      where not exists (select 1 from evidence v join me on v.store = me.store and v.return_id = me.return_id
        where v.source = fact.source)
      order by at, kind <> 'webhook', source
      """;

  private record Fact(String source, Instant at, String kind, JsonNode content) {}

  private final Database database;
  private final SecureRandom random = new SecureRandom();

  public Evidence(Database database) {
    this.database = database;
  }

  /**
   * All of it until now.
   *
   * @param rmaNumber and the order's number, for people
   */
  public Bundle of(ReturnId id, @Nullable String rmaNumber, @Nullable String orderNumber) {
    return database.inTransaction(
        () -> {
          lock(id);
          String head = Chain.begin(id);
          int n = 0;
          List<Chain.Entry> known = entries(id);
          if (!known.isEmpty()) {
            n = known.get(known.size() - 1).n();
            head = known.get(known.size() - 1).hash();
          }
          for (Fact fact : facts(id)) {
            n++;
            Chain.Entry entry = Chain.next(head, n, fact.at(), fact.kind(), fact.content(), salt());
            add(id, fact, entry);
            head = entry.hash();
          }
          return new Bundle(
              Chain.FORMAT,
              id.store(),
              id.id(),
              rmaNumber,
              orderNumber,
              Instant.now(),
              entries(id),
              head);
        });
  }

  /** Erases what people have noted, in a transaction; the chain stays whole. */
  public void eraseNotes(ReturnId id) {
    lock(id);
    database.update(
        """
        update evidence set content = null, salt = null
        where store = ? and return_id = ? and kind = 'decision' and content::jsonb ->> 'note' is not null
        """,
        id.store(),
        id.id());
  }

  /** Two who ask at the same time do not chain the same twice. */
  private void lock(ReturnId id) {
    var unused =
        database.query(
            "select 1 from pg_advisory_xact_lock(hashtextextended('evidence ' || ?, 0))",
            r -> 1,
            id.subject());
  }

  private List<Fact> facts(ReturnId id) {
    return database.query(
        NEW,
        r -> new Fact(r.text(1), r.time(2), r.text(3), Json.read(r.text(4), JsonNode.class)),
        id.store(),
        id.id(),
        id.subject());
  }

  private String salt() {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
  }

  private void add(ReturnId id, Fact fact, Chain.Entry entry) {
    database.update(
        """
        insert into evidence (store, return_id, n, source, at, kind, content, salt, digest, hash)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id.store(),
        id.id(),
        entry.n(),
        fact.source(),
        entry.at(),
        entry.kind(),
        Chain.text(fact.content()),
        entry.salt(),
        entry.digest(),
        entry.hash());
  }

  private List<Chain.Entry> entries(ReturnId id) {
    return database.query(
        """
        select n, at, kind, content, salt, digest, hash from evidence
        where store = ? and return_id = ? order by n
        """,
        Evidence::entry,
        id.store(),
        id.id());
  }

  @SuppressWarnings("NullAway")
  private static Chain.Entry entry(Columns r) {
    String content = r.text(4);
    return new Chain.Entry(
        r.integer(1),
        r.time(2),
        r.text(3),
        content == null ? null : Json.read(content, JsonNode.class),
        r.text(5),
        r.text(6),
        r.text(7));
  }
}
