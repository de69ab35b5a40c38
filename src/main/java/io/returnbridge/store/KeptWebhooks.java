package io.returnbridge.store;

import io.returnbridge.model.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Raw webhooks that could not be read, kept for the retry of their case: once a person has
 * corrected the payload map they are read again. They hold personal data: the database deletes one
 * with its last case, and {@link #forget} what is too old.
 */
@ApplicationScoped
public class KeptWebhooks {

  /**
   * @param body the bytes that were signed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Kept(String store, String eventId, byte[] body) {

    /** Of the wake-up that reads it again: {@code webhook/store/eventId}. */
    public String subject() {
      return new Subject.OfWebhook(store, eventId).text();
    }
  }

  private final Database database;

  public KeptWebhooks(Database database) {
    this.database = database;
  }

  /** Keeps it until its case is resolved; of one that came again, the latest bytes. */
  public void keep(Kept webhook) {
    database.update(
        """
        insert into kept_webhook as k (work_subject, store, event_id, body) values (?, ?, ?, ?)
        on conflict (work_subject) do update set body = excluded.body, kept_at = now()
        """,
        webhook.subject(),
        webhook.store(),
        webhook.eventId(),
        webhook.body());
  }

  public Optional<Kept> find(String subject) {
    return database.find(
        "select store, event_id, body from kept_webhook where work_subject = ?",
        r -> new Kept(r.text(1), r.text(2), r.bytes(3)),
        subject);
  }

  /** Those that were kept in that time; there are few. */
  public List<Kept> between(Instant from, Instant to) {
    return database.query(
        "select store, event_id, body from kept_webhook where kept_at >= ? and kept_at < ? order by kept_at",
        r -> new Kept(r.text(1), r.text(2), r.bytes(3)),
        from,
        to);
  }

  /**
   * Deletes what has been kept since before that time, whether or not its case is resolved.
   *
   * @return how many
   */
  public int forget(Instant before) {
    return database.update("delete from kept_webhook where kept_at < ?", before);
  }
}
