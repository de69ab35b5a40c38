package io.returnbridge.camel;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.jboss.logging.Logger;

/**
 * Commits the offset of the record that an exchange began with, once its work is durable: done, or
 * recorded as a retry, a case or a dead letter; nothing for other exchanges.
 */
@Named("offsets")
@ApplicationScoped
public class Offsets {
  private static final Logger LOG = Logger.getLogger(Offsets.class);

  private final Patience patience;

  public Offsets(Patience patience) {
    this.patience = patience;
  }

  /**
   * An offset that cannot be committed is covered by a later one, or its record comes again:
   * harmless. After a record had to be left alone nothing is committed, since a later offset would
   * cover that one.
   */
  public void commit(Exchange exchange) {
    WakeUps.forget();
    KafkaManualCommit offset =
        exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
    if (offset == null || patience.gaveUp()) {
      return;
    }
    try {
      offset.commit();
    } catch (RuntimeException e) {
      LOG.warnf("An offset is not committed, its record may come again: %s", e);
    }
  }
}
