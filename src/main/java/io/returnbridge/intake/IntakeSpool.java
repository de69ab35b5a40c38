package io.returnbridge.intake;

import io.returnbridge.store.Database;
import io.returnbridge.store.Lookout;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Keeps webhooks in the database while Kafka is away. */
@Named("intakeSpool")
@ApplicationScoped
public class IntakeSpool {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int BATCH = 100;

  /**
   * A webhook in the spool.
   *
   * @param trace of how it came in, where that was traced
   */
  public record Spooled(long id, Webhook webhook, @Nullable String trace) {}

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
    String trace = Traces.current();
    inTime.call(
        PATIENCE,
        () ->
            database.update(
                """
                insert into intake_spool (topic, record_key, headers, body)
                values (?, ?, jsonb_strip_nulls(jsonb_build_object(
                  'store', ?::text, 'eventId', ?::text, 'receivedAt', ?::text, 'traceparent', ?::text)), ?)
                """,
                topic,
                webhook.key(),
                webhook.store(),
                webhook.eventId(),
                webhook.receivedAt().toString(),
                trace,
                webhook.body()));
    lookout.comes();
  }

  /** What waits longest, in the order of arrival. */
  public List<Spooled> oldest() {
    return database.query(
        """
        select id, record_key, headers->>'store', headers->>'eventId', headers->>'receivedAt', body,
          headers->>'traceparent'
        from intake_spool order by id limit ?
        """,
        r ->
            new Spooled(
                r.number(1),
                new Webhook(r.text(3), r.text(4), r.text(2), Instant.parse(r.text(5)), r.bytes(6)),
                r.text(7)),
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
