package io.returnbridge.camel;

import io.quarkus.runtime.Quarkus;
import io.returnbridge.alerts.AlertBook;
import io.returnbridge.commercetools.StartChecks;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Heartbeat;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.FirstOffsets;
import io.returnbridge.kafka.TopicSetup;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reload.AnnouncedMappings;
import io.returnbridge.restore.Restore;
import io.returnbridge.schedules.Schedules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.CamelEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Starts the steps' consumers once Kafka has its topics, commercetools is reached and complete, and
 * the database is not an older copy of itself. Until then intake is open and the consumers wait.
 * What only a person can mend stops the program with what to do.
 */
@ApplicationScoped
public class StepsStarter {

  private static final Logger LOG = Logger.getLogger(StepsStarter.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final CamelContext camel;
  private final TopicSetup topics;
  private final StartChecks checks;
  private final Mappings mappings;
  private final AnnouncedMappings announced;
  private final Claims claims;
  private final OwnWork own;
  private final OwnStepRoutes ownRoutes;
  private final FirstOffsets first;
  private final Topics names;
  private final Schedules schedules;
  private final AlertBook alerts;
  private final Heartbeat heartbeat;
  private final Restore restore;
  private final boolean alone;
  private volatile boolean started;

  /**
   * @param alone no other process uses the database: what is held there was left by a killed one
   */
  public StepsStarter(
      CamelContext camel,
      TopicSetup topics,
      StartChecks checks,
      Mappings mappings,
      AnnouncedMappings announced,
      Claims claims,
      OwnWork own,
      OwnStepRoutes ownRoutes,
      FirstOffsets first,
      Topics names,
      Schedules schedules,
      AlertBook alerts,
      Heartbeat heartbeat,
      Restore restore,
      @ConfigProperty(name = "storage.alone", defaultValue = "false") boolean alone) {
    this.camel = camel;
    this.topics = topics;
    this.checks = checks;
    this.mappings = mappings;
    this.announced = announced;
    this.claims = claims;
    this.own = own;
    this.ownRoutes = ownRoutes;
    this.first = first;
    this.names = names;
    this.schedules = schedules;
    this.alerts = alerts;
    this.heartbeat = heartbeat;
    this.restore = restore;
    this.alone = alone;
  }

  /** Returns at once; the work is done on a thread of its own. */
  public void start() {
    Thread thread = new Thread(this::run, "start-steps");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the steps' consumers are to be running. */
  public boolean hasStarted() {
    return started;
  }

  private void run() {
    String told = "";
    boolean beats = false;
    boolean agreed = false;
    while (!camel.isStopping()) {
      try {
        if (!beats) {
          heartbeat.start();
          beats = true;
        }
        if (!agreed) {
          announced.begin();
          agreed = true;
        }
        topics.createMissing();
        restore.goOn();
        ownRoutes
            .fromNowOn()
            .forEach(
                step -> first.beginNow(step, Objects.requireNonNull(names.inputs().get(step))));
        List<String> problems = checks.problems(Wanted.by(mappings));
        if (!problems.isEmpty()) {
          problems.forEach(problem -> LOG.errorf("The steps cannot start: %s", problem));
          Quarkus.asyncExit(1);
          return;
        }
        if (alone) {
          claims.freeAll();
          alerts.freeClaims();
        }
        own.resume();
        own.withoutTheirStep()
            .forEach(
                (step, records) ->
                    LOG.warnf(
                        "The step %s has no file in the folder of routes, and has %d records still"
                            + " to do: they are kept, and done when its file is back",
                        step, records));
        schedules.catchUp();
        startRoutes();
        started = true;
        LOG.info("The steps have started");
        return;
      } catch (Unavailable away) {
        String why = String.valueOf(away.getMessage());
        if (!why.equals(told)) {
          LOG.warnf("The steps wait: %s", why);
          told = why;
        }
        pause();
      } catch (Exception e) {
        LOG.error("The steps cannot start", e);
        Quarkus.asyncExit(1);
        return;
      }
    }
  }

  void stopped(@Observes CamelEvent.CamelContextStoppedEvent event) {
    heartbeat.stop();
  }

  private void startRoutes() throws Exception {
    for (Route route : camel.getRoutes()) {
      if (camel.getRouteController().getRouteStatus(route.getId()) != ServiceStatus.Started) {
        camel.getRouteController().startRoute(route.getId());
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
