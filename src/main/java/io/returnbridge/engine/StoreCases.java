package io.returnbridge.engine;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Steps;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.reveni.StoreKeys.Refusal;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One case of the installation for each store whose key Reveni refuses, or which it answers only
 * that there are too many requests, however many of its returns wait. When the store is answered,
 * be it after a restart, the case is resolved and what has waited is due.
 */
@ApplicationScoped
public class StoreCases {

  static final String KEY_REFUSED = "REVENI_KEY_REFUSED";
  static final String BUSY = "REVENI_UNAVAILABLE";

  private static final List<String> CODES = List.of(KEY_REFUSED, BUSY);

  private static final Logger LOG = Logger.getLogger(StoreCases.class);
  private static final long EVERY_SECONDS = 10;

  /** Everything that waits is tried at once; the subject is the store. */
  private static final String STEP = "retries";

  private final StoreKeys keys;
  private final Database database;
  private final Cases cases;
  private final WorkList work;
  private final Mappings mappings;
  private final Steps steps;
  private final ScheduledExecutorService clock;

  public StoreCases(
      StoreKeys keys,
      Database database,
      Cases cases,
      WorkList work,
      Mappings mappings,
      Steps steps) {
    this.keys = keys;
    this.database = database;
    this.cases = cases;
    this.work = work;
    this.mappings = mappings;
    this.steps = steps;
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
      LOG.debugf("Cannot look at the stores of Reveni: %s", away.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Cannot look at the stores of Reveni", e);
    }
  }

  /** Compares what the stores answer with the cases that are open. */
  void look() {
    Map<String, Set<String>> open = new HashMap<>();
    database
        .query(
            "select work_subject, code from exception_case where status <> 'resolved' and step = ? and code = any(?)",
            r -> Map.entry(r.text(1), r.text(2)),
            STEP,
            CODES.toArray(String[]::new))
        .forEach(e -> open.computeIfAbsent(e.getKey(), s -> new TreeSet<>()).add(e.getValue()));
    for (StoreRow row : mappings.stores().all()) {
      Set<String> codes = open.getOrDefault(row.store(), Set.of());
      Map<String, Refusal> faults = faults(row.store());
      if (!codes.isEmpty() || !faults.isEmpty()) {
        look(row.store(), codes, faults);
      }
    }
  }

  private Map<String, Refusal> faults(String store) {
    Map<String, Refusal> faults = new TreeMap<>();
    keys.refusal(store).ifPresent(refusal -> faults.put(KEY_REFUSED, refusal));
    keys.busySince(store)
        .ifPresent(
            since ->
                faults.put(
                    BUSY,
                    new Refusal(
                        since,
                        "since "
                            + since.truncatedTo(ChronoUnit.SECONDS)
                            + " it answers store \""
                            + store
                            + "\" only that it gets too many requests (429)")));
    return faults;
  }

  private void look(String store, Set<String> open, Map<String, Refusal> faults) {
    if (keys.ask(store)) {
      if (open.isEmpty() && !faults.containsKey(KEY_REFUSED)) {
        // A pause that was no case: what it has put off is due at its end anyway.
        return;
      }
      database.inTransaction(
          () -> {
            cases.resolve(new WakeUp(STEP, store, ""), CODES, "Reveni answers the store");
            work.retryNow(steps.needing(Circuits.REVENI), store);
          });
      return;
    }
    faults.forEach(
        (code, fault) -> {
          if (!open.contains(code) && lasts(code, fault)) {
            open(store, code, fault);
          }
        });
  }

  private void retry() {
    work.retryNow(steps.needing(Circuits.REVENI));
  }

  private boolean lasts(String code, Refusal fault) {
    Duration opensAfter =
        mappings.exceptions().find(code).map(ExceptionRow::opensAfter).orElse(Duration.ZERO);
    return !fault.since().plus(opensAfter).isAfter(Instant.now());
  }

  /** What a person has closed although it lasts stays closed. */
  private void open(String store, String code, Refusal fault) {
    cases.open(
        new Origin(STEP, store, null, null, null),
        new Trouble(code, "", null, Map.of("store", store, "detail", fault.what())));
  }
}
