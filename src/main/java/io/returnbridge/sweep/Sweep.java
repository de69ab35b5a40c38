package io.returnbridge.sweep;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Progress;
import io.returnbridge.registry.About;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The job sweep: every return that is open on our side becomes due to be read again from Reveni.
 * Open is not terminal, or with a refund or an exchange unfinished, or terminal for less than 30
 * days. A return that has not changed causes nothing.
 */
@Step(
    name = Sweep.STEP,
    about = About.INSTALLATION,
    needs = {Circuits.REVENI, Circuits.COMMERCETOOLS},
    thenWakes = WakeUp.ACCEPT_RETURN)
@Named("sweep")
@ApplicationScoped
public class Sweep {

  public static final String STEP = WakeUp.SWEEP;

  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final int AT_A_TIME = 1000;

  private record Page(Instant seenAt, ReturnId id) {}

  private final Database database;
  private final WorkList work;
  private final DueReturns due;
  private final ReveniLists lists;
  private final ListedReturns listed;
  private final Mappings mappings;

  Sweep(
      Database database,
      WorkList work,
      DueReturns due,
      ReveniLists lists,
      ListedReturns listed,
      Mappings mappings) {
    this.database = database;
    this.work = work;
    this.due = due;
    this.lists = lists;
    this.listed = listed;
    this.mappings = mappings;
  }

  /**
   * @return nothing: what has changed is told by accept-return
   */
  public List<OutboxRecord> sweep(Claim claim) {
    WakeUp wakeUp = claim.wakeUp();
    if (wakeUp.about() instanceof Subject.OfList of) {
      listed.take(of.store(), wakeUp.trigger());
    } else if (wakeUp.reason() instanceof Reason.Scheduled && isUnderWay()) {
      LOG.info("The last sweep is still under way; no other is begun");
    } else {
      all();
    }
    return List.of();
  }

  /** Whether returns that a sweep has made due are still far from their time. */
  private boolean isUnderWay() {
    return database
        .find(
            """
            select 1 from work where due_at > now() + interval '1 minute' and due_at < 'infinity'
              and step = ? and attempt = 0 and trigger like 'sweep:%' limit 1
            """,
            r -> true, WakeUp.ACCEPT_RETURN)
        .isPresent();
  }

  private void all() {
    database.update(
        """
        update return_state set in_sweep = false
        where in_sweep and not unfinished and terminal_since < now() - interval '30 days'
        """);
    Instant began = Instant.now().truncatedTo(ChronoUnit.MICROS);
    String trigger = "sweep:" + began.truncatedTo(ChronoUnit.SECONDS);
    Instant from = began;
    int count = 0;
    List<Page> page = List.of();
    do {
      Progress.made();
      page = after(page.isEmpty() ? null : page.get(page.size() - 1), began);
      from = due.add(page.stream().map(Page::id).toList(), trigger, from);
      count += page.size();
    } while (page.size() == AT_A_TIME);
    LOG.infof(
        "%d open returns are read again from Reveni, within %d s",
        count, Duration.between(began, from).toSeconds());
    if (lists.areThere()) {
      mappings.stores().all().stream()
          .map(StoreRow::store)
          .forEach(store -> work.wake(STEP, new Subject.OfList(store).text(), trigger));
    }
  }

  /** Those first that were not seen for longest; none that was seen since the sweep began. */
  private List<Page> after(@org.jspecify.annotations.Nullable Page last, Instant began) {
    return database.query(
        """
        select seen_at, store, return_id from return_state
        where in_sweep and (seen_at, store, return_id) > (?, ?, ?) and seen_at < ?
        order by seen_at, store, return_id limit ?
        """,
        r -> new Page(r.time(1), new ReturnId(r.text(2), r.text(3))),
        last == null ? Instant.EPOCH : last.seenAt(),
        last == null ? "" : last.id().store(),
        last == null ? "" : last.id().id(),
        began,
        AT_A_TIME);
  }
}
