package io.returnbridge.camel;

import io.returnbridge.outage.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/**
 * Commits the offset of the record that an exchange began with, once what came of it is durable: a
 * wake-up that is a row, a case or a dead letter. Once a poll and partition; nothing for other
 * exchanges.
 */
@Named("offsets")
@ApplicationScoped
public class Offsets {
  private static final Logger LOG = Logger.getLogger(Offsets.class);

  private static final long PAUSE_MILLIS = 500;

  private final Patience patience;
  private final PolledWakeUps wakeUps;

  public Offsets(Patience patience, PolledWakeUps wakeUps) {
    this.patience = patience;
    this.wakeUps = wakeUps;
  }

  /**
   * While Kafka is away this waits for it: nothing else could be read meanwhile, and an offset that
   * is not committed would count as pending until the next record of its partition. When the
   * partition has gone to another consumer, the record comes again there: harmless. After a record
   * had to be left alone nothing is committed, since a later offset would cover that one.
   */
  public void commit(Exchange exchange) {
    WakeUps.forget();
    Progress.made();
    KafkaManualCommit offset =
        exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
    if (offset == null || !isLast(exchange)) {
      return;
    }
    wakeUps.write();
    if (patience.gaveUp()) {
      return;
    }
    while (true) {
      try {
        offset.commit();
        return;
      } catch (RuntimeException e) {
        if (!(e instanceof RetriableException) || patience.isEnding()) {
          LOG.warnf("An offset is not committed, its record may come again: %s", e);
          return;
        }
        LOG.infof("An offset is committed once Kafka answers: %s", e.getMessage());
        Progress.made();
        if (!pause()) {
          return;
        }
      }
    }
  }

  /** Of its partition in this poll: its offset covers those before it. */
  private static boolean isLast(Exchange exchange) {
    return exchange
        .getMessage()
        .getHeader(KafkaConstants.LAST_RECORD_BEFORE_COMMIT, true, Boolean.class);
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
