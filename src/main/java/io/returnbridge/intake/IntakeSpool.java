package io.returnbridge.intake;

import io.returnbridge.store.Database;
import io.returnbridge.store.Lookout;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Keeps webhooks in the database while Kafka is away. */
@Named("intakeSpool")
@ApplicationScoped
public class IntakeSpool {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int BATCH = 100;

  /** A webhook in the spool. */
  public record Spooled(long id, Webhook webhook) {}

  private final Database database;
  private final InTime inTime;
  private final String topic;
  private final Lookout lookout = new Lookout();

  public IntakeSpool(
      Database database,
      InTime inTime,
      @ConfigProperty(name = "topics.reveni-webhooks") String topic) {
    this.database = database;
    this.inTime = inTime;
    this.topic = topic;
  }

  /**
   * Durable on return.
   *
   * @throws io.returnbridge.failure.Unavailable when the database does not confirm in time
   */
  public void add(Webhook webhook) {
    inTime.call(
        PATIENCE,
        () ->
            database.update(
                """
                insert into intake_spool (topic, record_key, headers, body)
                values (?, ?, jsonb_build_object('store', ?::text, 'eventId', ?::text, 'receivedAt', ?::text), ?)
                """,
                topic,
                webhook.key(),
                webhook.store(),
                webhook.eventId(),
                webhook.receivedAt().toString(),
                webhook.body()));
    lookout.comes();
  }

  /** What waits longest, in the order of arrival. */
  public List<Spooled> oldest() {
    return database.query(
        """
        select id, record_key, headers->>'store', headers->>'eventId', headers->>'receivedAt', body
        from intake_spool order by id limit ?
        """,
        r ->
            new Spooled(
                r.number(1),
                new Webhook(r.text(3), r.text(4), r.text(2), Instant.parse(r.text(5)), r.bytes(6))),
        BATCH);
  }

  /** When to ask for them. */
  public Lookout lookout() {
    return lookout;
  }

  /** Kafka has confirmed it. A crash before this sends it once more, which is harmless. */
  public void drained(Spooled spooled) {
    database.update("delete from intake_spool where id = ?", spooled.id());
  }
}
