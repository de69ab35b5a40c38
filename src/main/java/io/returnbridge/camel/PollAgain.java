package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.PollExceptionStrategy;
import org.jboss.logging.Logger;

/**
 * A consumer that was refused its records asks for the same again after a pause: Camel's own
 * strategies go on with the record after the next one, or end the consumer.
 */
@Named("pollAgain")
@Singleton
@Unremovable
public class PollAgain implements PollExceptionStrategy {

  private static final Logger LOG = Logger.getLogger(PollAgain.class);
  private static final long PAUSE_MILLIS = 1000;

  @Override
  public boolean canContinue() {
    return true;
  }

  @Override
  public void handle(long lastOffset, Exception refused) {
    LOG.warnf("Kafka has refused records, they are asked for again: %s", refused);
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
