package io.returnbridge.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.List;

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
    int added = 0;
    for (OutboxRecord r : records) {
      int fresh =
          database.update(
              """
              insert into outgoing (id, step, subject, topic, record_key, payload) values (?, ?, ?, ?, ?, ?)
              on conflict (id) do nothing
              """,
              r.id(),
              step,
              subject,
              r.topic(),
              r.key(),
              r.payload());
      added += fresh;
      if (fresh == 1 && Rehearsal.isOn()) {
        Rehearsal.tell(r);
      }
    }
    return added;
  }

  /** What the step has made for the subject and Kafka has not confirmed, oldest first. */
  public List<OutboxRecord> unpublished(String step, String subject) {
    return database.query(
        """
        select id, topic, record_key, payload from outgoing
        where step = ? and subject = ? and published_at is null order by created_at, id
        """,
        r -> new OutboxRecord(r.text(1), r.text(2), r.text(3), r.text(4)),
        step,
        subject);
  }

  /** Kafka has confirmed the record. */
  public void published(OutboxRecord record) {
    database.update("update outgoing set published_at = now() where id = ?", record.id());
  }
}
