package io.returnbridge.engine;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.SharedRate;
import io.returnbridge.reload.AnnouncedMappings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Every two seconds: this process lives; and what the replicas do for each other. */
@ApplicationScoped
public class Heartbeat {

  private static final Logger LOG = Logger.getLogger(Heartbeat.class);
  private static final long EVERY_SECONDS = 2;

  private final Replicas replicas;
  private final OutageCases outages;
  private final WorkList work;
  private final Claims claims;
  private final AnnouncedMappings mappings;
  private final ScheduledExecutorService clock;

  public Heartbeat(
      Replicas replicas,
      OutageCases outages,
      WorkList work,
      Claims claims,
      AnnouncedMappings mappings,
      SharedRate rate,
      Circuits circuits) {
    this.replicas = replicas;
    this.outages = outages;
    this.work = work;
    this.claims = claims;
    this.mappings = mappings;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread thread = new Thread(run, "heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    rate.whenPaused(
        () -> clock.execute(() -> quietly("tell the others of the pause", replicas::beat)));
    for (Circuit circuit : circuits.all()) {
      circuit.whenClosed(
          () ->
              quietly(
                  "try again what has waited for " + circuit.system(),
                  () -> work.retryNow(circuits.needing(circuit.system()))));
    }
  }

  /**
   * The first beat, and all that follow.
   *
   * @throws Unavailable when the database is away: to be called again
   */
  public void start() {
    replicas.beat();
    var unused =
        clock.scheduleWithFixedDelay(this::beat, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** The last beat: others need not wait until this process counts as dead. */
  public void stop() {
    clock.shutdownNow();
    quietly("tell the others of the end", replicas::end);
  }

  private void beat() {
    quietly(
        "beat",
        () -> {
          replicas.beat();
          claims.freeThoseOfTheDead();
          outages.look();
          mappings.look();
        });
  }

  private static void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (Unavailable away) {
      LOG.debugf("Cannot %s: %s", what, away.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "Cannot %s", what);
    }
  }
}
