package io.returnbridge.camel;

import io.returnbridge.outage.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jboss.logging.Logger;

/**
 * Does what must not be lost until it is done: while the database is away, the consumer stands
 * still, because whatever it went on to would commit past what is not recorded. Kafka may meanwhile
 * give the partition to another consumer, which then does the same work again: harmless. At the end
 * of the process it gives up, and from then on nothing is committed any more.
 */
@ApplicationScoped
public class Patience {
  private static final Logger LOG = Logger.getLogger(Patience.class);
  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 5_000;

  private final CamelContext context;
  private volatile boolean gaveUp;

  public Patience(CamelContext context) {
    this.context = context;
  }

  /** Whether the program ends, so that nothing is waited for any more. */
  boolean isEnding() {
    return context.isStopping() || context.isStopped();
  }

  /** Whether something was left unrecorded, so that no offset may be committed. */
  public boolean gaveUp() {
    return gaveUp;
  }

  /**
   * Repeats until it succeeds.
   *
   * @param what for the log: what is being recorded
   */
  public void untilDone(String what, Runnable work) {
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        work.run();
        return;
      } catch (RuntimeException e) {
        if (isEnding()) {
          gaveUp = true;
          throw e;
        }
        Progress.made();
        LOG.warnf("Cannot record %s: %s Trying again in %d ms.", what, e.getMessage(), pause);
        try {
          TimeUnit.MILLISECONDS.sleep(pause);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          gaveUp = true;
          throw e;
        }
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }
}
