package io.returnbridge.reconciliation;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reconciliation.Runs.Run;
import io.returnbridge.registry.About;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The job reconcile: compares what Reveni says now, what our own records say, and what
 * commercetools holds now; has the steps heal what is safe, and opens cases for the rest. It is
 * done in parts, each a claim of its row of the work list, so that no worker is kept for long and a
 * crash goes on where it was. What is named was so at two looks, and was not worked on.
 */
@Step(
    name = WakeUp.RECONCILE,
    about = About.INSTALLATION,
    // What Reveni cannot say is told at the end.
    needs = Circuits.COMMERCETOOLS,
    thenWakes = {
      WakeUp.ACCEPT_RETURN,
      WakeUp.MIRROR_STATUS,
      WakeUp.LINK_CREDIT,
      WakeUp.CREATE_EXCHANGE_ORDER
    })
@Named("reconcile")
@ApplicationScoped
public class Reconcile {

  private static final Logger LOG = Logger.getLogger(Reconcile.class);

  /** Told in the transaction that ends a run. */
  public interface Ended {

    /**
     * @param complete whether all could be read that was to be compared
     */
    void ended(Instant asOf, String sentence, boolean complete, Results results);
  }

  private final Runs runs;
  private final Comparisons comparisons;
  private final ReconciliationCases cases;
  private final StockCheck stock;
  private final ReveniLists lists;
  private final Database database;
  private final WorkList work;
  private final Mappings mappings;
  private final Iterable<Ended> whoHears;
  private final int days;
  private final double perSecond;
  private final Duration between;
  private final Clock clock;

  @Inject
  Reconcile(
      Runs runs,
      Comparisons comparisons,
      ReconciliationCases cases,
      StockCheck stock,
      ReveniLists lists,
      Database database,
      WorkList work,
      Mappings mappings,
      @Any Instance<Ended> whoHears,
      @ConfigProperty(name = "reconcile.days") int days,
      @ConfigProperty(name = "reconcile.returns-per-second") double perSecond,
      @ConfigProperty(name = "reconcile.second-look-after") Duration between,
      Clock clock) {
    this(
        runs,
        comparisons,
        cases,
        stock,
        lists,
        database,
        work,
        mappings,
        (Iterable<Ended>) whoHears,
        days,
        perSecond,
        between,
        clock);
  }

  Reconcile(
      Runs runs,
      Comparisons comparisons,
      ReconciliationCases cases,
      StockCheck stock,
      ReveniLists lists,
      Database database,
      WorkList work,
      Mappings mappings,
      Iterable<Ended> whoHears,
      int days,
      double perSecond,
      Duration between,
      Clock clock) {
    this.runs = runs;
    this.comparisons = comparisons;
    this.cases = cases;
    this.stock = stock;
    this.lists = lists;
    this.database = database;
    this.work = work;
    this.mappings = mappings;
    this.whoHears = whoHears;
    this.days = days;
    this.perSecond = perSecond;
    this.between = between;
    this.clock = clock;
  }

  /**
   * Compares what changed in that time, or everything. While a run is under way, which may have
   * looked already, another is done after it; at most one waits, for all that was asked meanwhile.
   *
   * @param from null for everything
   * @param until null for up to when it begins
   * @return whether that adds a run
   */
  public boolean ask(@Nullable Instant from, @Nullable Instant until, String trigger) {
    return database.inTransaction(
        () -> {
          runs.lock();
          boolean added =
              runs.ask(
                  trigger, from == null ? Runs.ALWAYS : from, until == null ? Runs.EVER : until);
          makeDue();
          return added;
        });
  }

  /** As {@link #ask}, for what the clock compares each night. */
  public boolean askRecent(String trigger) {
    return ask(clock.instant().minus(Duration.ofDays(days)), null, trigger);
  }

  /** The run that is under way, else the one that waits. */
  private void makeDue() {
    runs.underWay()
        .or(this::begin)
        .filter(run -> !runs.isDue(run))
        .ifPresent(run -> work.wake(WakeUp.RECONCILE, run.id(), run.trigger()));
  }

  private Optional<Run> begin() {
    List<String> stores =
        lists.areThere()
            ? mappings.stores().all().stream().map(StoreRow::store).toList()
            : List.of();
    return runs.begin(
        clock.instant().truncatedTo(ChronoUnit.MILLIS), stores, stock.channels().keySet());
  }

  /** A part of a run; or, where a person has pressed Retry, one thing alone. */
  public List<OutboxRecord> run(Claim claim) {
    WakeUp wakeUp = claim.wakeUp();
    Subject about = wakeUp.about();
    if (about instanceof Subject.OfReturn || about instanceof Subject.OfEntry) {
      cases.settle(comparisons.now(about));
    } else if (wakeUp.subject().equals(WakeUp.INSTALLATION)) {
      if (runs.underWay().isPresent()) {
        LOG.info("The last reconciliation is still under way; the clock begins no other");
      } else {
        var unused = askRecent(wakeUp.trigger());
      }
    } else {
      runs.underWay(wakeUp.subject()).ifPresent(run -> goOn(run, wakeUp));
    }
    return List.of();
  }

  private void goOn(Run run, WakeUp wakeUp) {
    Instant began = clock.instant();
    List<Runs.Row> due = runs.due(run, Comparisons.AT_A_TIME);
    if (!due.isEmpty()) {
      int worth = comparisons.goOn(run, due, between);
      work.again(wakeUp, began.plusNanos((long) (worth * 1e9 / perSecond)));
      return;
    }
    Optional<Duration> next = runs.next(run);
    if (next.isPresent()) {
      work.again(wakeUp, clock.instant().plus(next.get()));
    } else {
      end(run);
    }
  }

  private void end(Run run) {
    Runs.Totals totals = runs.totals(run);
    String sentence = Summary.of(runs.counts(run), totals);
    boolean complete = totals.unclear() == 0 && totals.unlisted() == 0;
    database.inTransaction(
        () -> {
          runs.lock();
          whoHears.forEach(w -> w.ended(run.asOf(), sentence, complete, new Results(runs, run)));
          runs.end(run, sentence);
          makeDue();
        });
    LOG.infof("reconcile: %s", sentence);
  }

  static ReturnId returnId(String subject) {
    int slash = subject.indexOf('/');
    return new ReturnId(subject.substring(0, slash), subject.substring(slash + 1));
  }
}
