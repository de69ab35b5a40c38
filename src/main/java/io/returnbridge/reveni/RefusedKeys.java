package io.returnbridge.reveni;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.exceptions.Origin;
import io.returnbridge.failure.Trouble;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reveni.StoreKeys.Refusal;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One case of the installation for each store whose key Reveni refuses, however many of its returns
 * wait. When the key is taken, be it after a restart, the case is resolved and what has waited is
 * due.
 */
@ApplicationScoped
public class RefusedKeys {

  static final String CODE = "REVENI_KEY_REFUSED";

  private static final Logger LOG = Logger.getLogger(RefusedKeys.class);
  private static final long EVERY_SECONDS = 10;

  /** Everything that waits is tried at once; the subject is the store. */
  private static final String STEP = "retries";

  private final StoreKeys keys;
  private final Database database;
  private final Cases cases;
  private final WorkList work;
  private final Mappings mappings;
  private final ScheduledExecutorService clock;

  public RefusedKeys(
      StoreKeys keys, Database database, Cases cases, WorkList work, Mappings mappings) {
    this.keys = keys;
    this.database = database;
    this.cases = cases;
    this.work = work;
    this.mappings = mappings;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread thread = new Thread(run, "store-keys");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start(@Observes StartupEvent started) {
    // A start is how a key is corrected most of the time.
    var once = clock.schedule(() -> quietly(this::retry), EVERY_SECONDS, TimeUnit.SECONDS);
    var unused =
        clock.scheduleWithFixedDelay(
            () -> quietly(this::look), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent stopped) {
    clock.shutdownNow();
  }

  private static void quietly(Runnable what) {
    try {
      what.run();
    } catch (Unavailable away) {
      LOG.debugf("Cannot look at the keys of stores: %s", away.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Cannot look at the keys of stores", e);
    }
  }

  /** Compares the keys that are refused with the cases that are open. */
  void look() {
    Set<String> open =
        new TreeSet<>(
            database.query(
                "select work_subject from exception_case where status <> 'resolved' and step = ? and code = ?",
                r -> r.getString(1),
                STEP,
                CODE));
    for (StoreRow row : mappings.stores().all()) {
      boolean isCase = open.contains(row.store());
      if (isCase || keys.refusal(row.store()).isPresent()) {
        look(row.store(), isCase);
      }
    }
  }

  private void look(String store, boolean isCase) {
    if (keys.ask(store)) {
      database.inTransaction(
          () -> {
            cases.resolve(new WakeUp(STEP, store, ""), List.of(CODE), "Reveni takes the key");
            retry();
          });
    } else if (!isCase) {
      keys.refusal(store).filter(this::lasts).ifPresent(refusal -> open(store, refusal));
    }
  }

  private void retry() {
    work.retryNow(Circuits.needing(Circuits.REVENI));
  }

  private boolean lasts(Refusal refusal) {
    Duration opensAfter =
        mappings.exceptions().find(CODE).map(ExceptionRow::opensAfter).orElse(Duration.ZERO);
    return !refusal.since().plus(opensAfter).isAfter(Instant.now());
  }

  /** What a person has closed although the key is still refused stays closed. */
  private void open(String store, Refusal refusal) {
    cases.open(
        new Origin(STEP, store, null, null, null),
        new Trouble(CODE, "", null, Map.of("store", store, "detail", refusal.what())));
  }
}
