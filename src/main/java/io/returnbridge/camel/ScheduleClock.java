package io.returnbridge.camel;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.schedules.Schedules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Date;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jboss.logging.Logger;

/**
 * Hands the ticks of Quartz on. A tick that the database did not take is made up for by the next.
 */
@Named("scheduleClock")
@ApplicationScoped
public class ScheduleClock {

  private static final Logger LOG = Logger.getLogger(ScheduleClock.class);

  private final Schedules schedules;

  public ScheduleClock(Schedules schedules) {
    this.schedules = schedules;
  }

  /**
   * @param job the route sets it as the property {@code step}
   * @param due the same on all replicas
   */
  public void tick(@ExchangeProperty("step") String job, @Header("scheduledFireTime") Date due) {
    try {
      schedules.tick(job, due.toInstant());
    } catch (Unavailable away) {
      LOG.debugf("A tick of %s is left out: %s", job, away.getMessage());
    }
  }
}
