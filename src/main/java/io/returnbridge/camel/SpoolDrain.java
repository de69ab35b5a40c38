package io.returnbridge.camel;

import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.IntakeSpool;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.intake.Webhook;
import io.returnbridge.kafka.KafkaState;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What was stored while Kafka did not confirm, on its way there. */
@Named("spoolDrain")
@ApplicationScoped
public class SpoolDrain {
  private static final Logger LOG = Logger.getLogger(SpoolDrain.class);
  private static final String SPOOLED = "spooled";

  private final IntakeSpool spool;
  private final ScanReceiver scans;
  private final KafkaState kafka;
  private final KeptWebhooks kept;
  private final WorkList work;
  private final WakeUps wakeUps;
  private final Database database;

  public SpoolDrain(
      IntakeSpool spool,
      ScanReceiver scans,
      KafkaState kafka,
      KeptWebhooks kept,
      WorkList work,
      WakeUps wakeUps,
      Database database) {
    this.spool = spool;
    this.scans = scans;
    this.kafka = kafka;
    this.kept = kept;
    this.work = work;
    this.wakeUps = wakeUps;
    this.database = database;
  }

  /** Webhooks in the order of arrival; none while Kafka or the database is away. */
  public List<IntakeSpool.Spooled> webhooks() {
    try {
      return kafka.away() ? List.of() : spool.lookout().look(spool::oldest);
    } catch (Unavailable away) {
      return List.of();
    }
  }

  /** Scans that Kafka has not confirmed, oldest first; none while Kafka or the database is away. */
  public List<OutboxRecord> scans() {
    try {
      return kafka.away() ? List.of() : scans.lookout().look(scans::unpublished);
    } catch (Unavailable away) {
      return List.of();
    }
  }

  /** The body becomes the webhook's bytes, with the headers that it would have had. */
  public void unpack(Exchange exchange) {
    IntakeSpool.Spooled spooled = exchange.getMessage().getBody(IntakeSpool.Spooled.class);
    exchange.setProperty(SPOOLED, spooled);
    Webhook webhook = spooled.webhook();
    Message message = exchange.getMessage();
    message.setHeader(KafkaConstants.KEY, webhook.key());
    message.setHeader("store", webhook.store());
    message.setHeader("eventId", webhook.eventId());
    message.setHeader("receivedAt", webhook.receivedAt().toString());
    if (spooled.trace() != null) {
      message.setHeader(Traces.HEADER, spooled.trace());
    }
    message.setBody(webhook.body());
  }

  public void drained(Exchange exchange) {
    spool.drained(exchange.getProperty(SPOOLED, IntakeSpool.Spooled.class));
  }

  /**
   * Webhooks do not wait for a Kafka that has not confirmed. When it was the database that was
   * away, Kafka is where they go. A webhook that Kafka will never take goes past it, and holds up
   * none behind it.
   */
  public void failed(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    IntakeSpool.Spooled spooled = exchange.getProperty(SPOOLED, IntakeSpool.Spooled.class);
    if (spooled != null && Failures.isNeverTakenByKafka(failure)) {
      pastKafka(spooled);
    } else if (!isUnavailable(failure)) {
      kafka.failed();
    }
  }

  /**
   * As its record would have done, it wakes its return. What cannot be read is kept, and read by
   * its step as one that a person has asked to be read again.
   */
  private void pastKafka(IntakeSpool.Spooled spooled) {
    Webhook webhook = spooled.webhook();
    KeptWebhooks.Kept body =
        new KeptWebhooks.Kept(webhook.store(), webhook.eventId(), webhook.body());
    LOG.warnf(
        "Kafka never takes webhook %s of %d bytes (raise max.message.bytes of its topic): it is read"
            + " without Kafka",
        webhook.eventId(), webhook.body().length);
    database.inTransaction(
        () -> {
          work.wakeAll(List.of(wakeUp(body).of(spooled.trace())));
          spool.drained(spooled);
        });
  }

  private WakeUp wakeUp(KeptWebhooks.Kept webhook) {
    try {
      return wakeUps.ofWebhook(webhook);
    } catch (NeedsDecision unreadable) {
      kept.keep(webhook);
      return WakeUps.again(webhook);
    }
  }

  private static boolean isUnavailable(@Nullable Throwable failure) {
    return failure != null && (failure instanceof Unavailable || isUnavailable(failure.getCause()));
  }
}
