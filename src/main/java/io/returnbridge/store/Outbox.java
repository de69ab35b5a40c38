package io.returnbridge.store;

import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Outgoing records between the transaction that made them and Kafka's confirmation. What a crash
 * left unpublished is returned again by the next {@link #unpublished}.
 */
@Named("outbox")
@ApplicationScoped
public class Outbox {

  private final Database database;

  public Outbox(Database database) {
    this.database = database;
  }

  /** Adds the records that are not there yet; to be called in the transaction of the state. */
  public int add(String step, String subject, Collection<OutboxRecord> records) {
    if (records.isEmpty()) {
      return 0;
    }
    List<String> fresh =
        database.query(
            """
            insert into outgoing (id, step, subject, traceparent, topic, record_key, payload)
            select id, ?, ?, ?::text, topic, record_key, payload
            from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as r (id, topic, record_key, payload)
            on conflict (id) do nothing returning id
            """,
            r -> r.text(1),
            step,
            subject,
            Traces.current(),
            texts(records, OutboxRecord::id),
            texts(records, OutboxRecord::topic),
            texts(records, OutboxRecord::key),
            texts(records, OutboxRecord::payload));
    for (OutboxRecord r : records) {
      if (!fresh.contains(r.id())) {
        continue;
      }
      if (Rehearsal.isOn()) {
        Rehearsal.tell(r);
      }
      database.tell(Happened.told(step, r));
    }
    return fresh.size();
  }

  private static String[] texts(
      Collection<OutboxRecord> records, Function<OutboxRecord, String> part) {
    return records.stream().map(part).toArray(String[]::new);
  }

  /** What the step has made for the subject and Kafka has not confirmed, oldest first. */
  public List<OutboxRecord> unpublished(String step, String subject) {
    return database.query(
        """
        select id, topic, record_key, payload, traceparent from outgoing
        where step = ? and subject = ? and published_at is null order by created_at, id
        """,
        r -> new OutboxRecord(r.text(1), r.text(2), r.text(3), r.text(4), r.text(5)),
        step,
        subject);
  }

  /** Kafka has confirmed the records. */
  public void published(Collection<OutboxRecord> records) {
    if (!records.isEmpty()) {
      database.update(
          "update outgoing set published_at = now() where id = any(?)",
          (Object) texts(records, OutboxRecord::id));
    }
  }
}
