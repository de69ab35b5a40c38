package io.returnbridge.camel;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.IntakeSpool;
import io.returnbridge.intake.Webhook;
import io.returnbridge.kafka.KafkaState;
import io.returnbridge.stock.ScanReceiver;
import io.returnbridge.store.Outgoing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;

/** What was stored while Kafka did not confirm, on its way there. */
@Named("spoolDrain")
@ApplicationScoped
public class SpoolDrain {
  private static final String SPOOLED = "spooled";

  private final IntakeSpool spool;
  private final ScanReceiver scans;
  private final KafkaState kafka;

  public SpoolDrain(IntakeSpool spool, ScanReceiver scans, KafkaState kafka) {
    this.spool = spool;
    this.scans = scans;
    this.kafka = kafka;
  }

  /** Webhooks in the order of arrival; none while Kafka or the database is away. */
  public List<IntakeSpool.Spooled> webhooks() {
    try {
      return kafka.away() ? List.of() : spool.oldest();
    } catch (Unavailable away) {
      return List.of();
    }
  }

  /** Scans that Kafka has not confirmed, oldest first; none while Kafka or the database is away. */
  public List<Outgoing> scans() {
    try {
      return kafka.away() ? List.of() : scans.unpublished();
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
    message.setBody(webhook.body());
  }

  public void drained(Exchange exchange) {
    spool.drained(exchange.getProperty(SPOOLED, IntakeSpool.Spooled.class));
  }

  /**
   * Webhooks do not wait for a Kafka that has not confirmed. When it was the database that was
   * away, Kafka is where they go.
   */
  public void failed(Exchange exchange) {
    if (!isUnavailable(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))) {
      kafka.failed();
    }
  }

  private static boolean isUnavailable(@Nullable Throwable failure) {
    return failure != null && (failure instanceof Unavailable || isUnavailable(failure.getCause()));
  }
}
