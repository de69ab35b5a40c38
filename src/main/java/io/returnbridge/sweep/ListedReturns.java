package io.returnbridge.sweep;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.json.Json;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.reveni.ReveniLists.Listed;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list of a store's returns at Reveni, page by page: unknown ones are taken in, known
 * ones are looked at when the list has a newer time. How far it has come is stored after each page,
 * so that a crash goes on there.
 */
@ApplicationScoped
class ListedReturns {

  private static final Logger LOG = Logger.getLogger(ListedReturns.class);

  /** Of the first list that is read. */
  private static final Duration FIRST = Duration.ofDays(30);

  /** Reveni's clock may differ from ours, and what changes meanwhile may move between pages. */
  private static final Duration OVERLAP = Duration.ofHours(1);

  /** In one go; the rest is due work, so that no worker is kept for long. */
  private static final int PAGES = 10;

  /** A list that does not end is a defect of its path or its map. */
  private static final int MOST_PAGES = 20_000;

  private static final String NEWS =
      """
      select x."returnId" from jsonb_to_recordset(?::jsonb) as x ("returnId" text, "updatedAt" timestamptz)
      left join return_state r on r.store = ? and r.return_id = x."returnId"
      where r.return_id is null or x."updatedAt" > r.reveni_at
      """;

  /**
   * @param readUntil everything that changed before has been read
   * @param beganAt when the reading that is under way began; null for none
   * @param next address of its next page
   */
  private record Progress(
      @Nullable Instant readUntil, @Nullable Instant beganAt, @Nullable String next, int pages) {}

  private final Database database;
  private final WorkList work;
  private final ReveniLists lists;
  private final DueReturns due;
  private final Cases cases;

  ListedReturns(Database database, WorkList work, ReveniLists lists, DueReturns due, Cases cases) {
    this.database = database;
    this.work = work;
    this.lists = lists;
    this.due = due;
    this.cases = cases;
  }

  /** Begins to read the store's list, or goes on with it. */
  void take(String store, String trigger) {
    if (!lists.areThere()) {
      return;
    }
    Progress progress = progress(store);
    Instant now = Instant.now();
    Instant began = progress.beganAt() == null ? now : progress.beganAt();
    Instant since =
        progress.readUntil() == null ? began.minus(FIRST) : progress.readUntil().minus(OVERLAP);
    String next = progress.next() == null ? lists.first(store, since) : progress.next();
    int pages = progress.pages();
    Instant from = now;
    for (int i = 0; i < PAGES && next != null && pages < MOST_PAGES; i++) {
      ReveniLists.Page page = read(store, next, since, progress);
      from = due.add(news(store, page.returns()), trigger, from);
      next = page.next();
      pages++;
      save(store, new Progress(progress.readUntil(), began, next, pages));
    }
    if (next == null) {
      database.inTransaction(
          () -> {
            save(store, new Progress(began, null, null, 0));
            cases.settle(new Origin(Sweep.STEP, subject(store), null, null, null), List.of());
          });
      LOG.infof("The list of returns of store %s was read: %d pages", store, pages);
    } else if (pages >= MOST_PAGES) {
      save(store, new Progress(progress.readUntil(), null, null, 0));
      LOG.errorf("The list of returns of store %s does not end: see REVENI_LIST_PATH", store);
    } else {
      work.wake(Sweep.STEP, subject(store), trigger);
    }
  }

  private static String subject(String store) {
    return new Subject.OfList(store).text();
  }

  /** What a person has to look at is begun anew afterwards: an address may have expired. */
  private ReveniLists.Page read(String store, String next, Instant since, Progress progress) {
    try {
      return lists.read(store, next, since);
    } catch (NeedsDecision | Rejected e) {
      save(store, new Progress(progress.readUntil(), null, null, 0));
      throw e;
    }
  }

  private List<ReturnId> news(String store, List<Listed> listed) {
    List<Listed> sound =
        listed.stream().filter(l -> Keys.ID.matcher(l.returnId()).matches()).toList();
    if (sound.size() < listed.size()) {
      LOG.warnf(
          "%d listed returns of store %s have ids that are none",
          listed.size() - sound.size(), store);
    }
    return database.query(NEWS, r -> new ReturnId(store, r.text(1)), Json.write(sound), store);
  }

  private Progress progress(String store) {
    return database
        .find(
            "select read_until, began_at, next, pages from list_reading where store = ?",
            r -> new Progress(r.timeOrNull(1), r.timeOrNull(2), r.text(3), r.integer(4)),
            store)
        .orElseGet(() -> new Progress(null, null, null, 0));
  }

  private void save(String store, Progress progress) {
    database.update(
        """
        insert into list_reading (store, read_until, began_at, next, pages) values (?, ?, ?, ?, ?)
        on conflict (store) do update set read_until = excluded.read_until, began_at = excluded.began_at,
          next = excluded.next, pages = excluded.pages
        """,
        store,
        progress.readUntil(),
        progress.beganAt(),
        progress.next(),
        progress.pages());
  }
}
