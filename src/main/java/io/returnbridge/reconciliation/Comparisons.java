package io.returnbridge.reconciliation;

import io.returnbridge.commerce.Holdings;
import io.returnbridge.commerce.Holdings.Page;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Progress;
import io.returnbridge.reconciliation.Compared.Looked;
import io.returnbridge.reconciliation.Compared.Stage;
import io.returnbridge.reconciliation.ReturnLook.Scope;
import io.returnbridge.reconciliation.Runs.Row;
import io.returnbridge.reconciliation.Runs.Run;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at rows of a run, and records what follows from each look in one transaction: what was
 * seen, steps that are woken, cases.
 */
@ApplicationScoped
class Comparisons {

  /** So many rows in one go. */
  static final int AT_A_TIME = 100;

  /** So often at most, and more and more seldom, is looked at what is busy or cannot be read. */
  private static final int TRIES = 20;

  /** A list that does not end is a defect of its path or its map. */
  private static final int MOST_PAGES = 20_000;

  private static final Logger LOG = Logger.getLogger(Comparisons.class);

  /**
   * How far a list is read.
   *
   * @param after where its next page begins; null for the first
   * @param ofLedger whether the entries of commercetools are through, and those follow that only
   *     the ledger knows
   * @param unread whether it could not be read
   */
  record Reading(@Nullable String after, int pages, boolean ofLedger, boolean unread) {
    static final Reading FIRST = new Reading(null, 0, false, false);

    static Reading of(Row row) {
      return row.result() == null ? FIRST : Json.read(row.result(), Reading.class);
    }

    Reading next(String page) {
      return new Reading(page, pages + 1, ofLedger, false);
    }
  }

  private final Runs runs;
  private final ReturnLook look;
  private final StrangeHoldings strangers;
  private final StockCheck stock;
  private final Holdings holdings;
  private final ReveniLists lists;
  private final ReconciliationCases cases;
  private final Database database;
  private final WorkList work;

  Comparisons(
      Runs runs,
      ReturnLook look,
      StrangeHoldings strangers,
      StockCheck stock,
      Holdings holdings,
      ReveniLists lists,
      ReconciliationCases cases,
      Database database,
      WorkList work) {
    this.runs = runs;
    this.look = look;
    this.strangers = strangers;
    this.stock = stock;
    this.holdings = holdings;
    this.lists = lists;
    this.cases = cases;
    this.database = database;
    this.work = work;
  }

  /** One thing as it is now. */
  Looked now(Subject about) {
    if (about instanceof Subject.OfEntry of) {
      return stock.at(of.entry().channel(), List.of(of.entry().sku())).get(0);
    }
    ReturnId id = ((Subject.OfReturn) about).id();
    return looked(look.at(List.of(id), Scope.ofAll(Instant.now(), Set.of(), false)).get(0));
  }

  /**
   * @param due rows of one kind
   * @param between two looks at a thing
   * @return how many returns that was worth: others have the APIs first
   */
  int goOn(Run run, List<Row> due, Duration between) {
    switch (due.get(0).kind()) {
      case LIST -> list(run, due.get(0));
      case PAYMENTS -> payments(run, due.get(0), between);
      case ORDERS -> orders(run, due.get(0), between);
      case STOCK -> entries(run, due.get(0), between);
      case RETURN -> {
        return returns(run, due, between);
      }
      case PAYMENT -> again(run, due, strangers.paymentsNow(subjects(due)), between);
      case ORDER -> again(run, due, strangers.ordersNow(subjects(due)), between);
      case ENTRY -> entriesAgain(run, due, between);
    }
    return 1;
  }

  private int returns(Run run, List<Row> due, Duration between) {
    Stage stage = due.get(0).compared().stage();
    List<Row> rows = due.stream().filter(row -> row.compared().stage() == stage).toList();
    Set<ReturnId> unchanged = new HashSet<>();
    List<ReturnId> ids = new ArrayList<>();
    for (Row row : rows) {
      ReturnId id = Reconcile.returnId(row.subject());
      ids.add(id);
      if (row.compared().unchanged() && stage == Stage.FIRST) {
        unchanged.add(id);
      }
    }
    List<Look> looks = look.at(ids, Scope.ofAll(run.asOf(), unchanged, stage == Stage.AGAIN));
    again(run, rows, looks.stream().map(Comparisons::looked).toList(), between);
    return Math.max(1, looks.size() - unchanged.size());
  }

  private static Looked looked(Look look) {
    return new Looked(
        look.id().subject(), look, null, look.busy() || look.unread(), look.findings());
  }

  /** Those of the rows that were looked at. */
  private void again(Run run, List<Row> rows, List<Looked> looks, Duration between) {
    Map<String, Row> bySubject = new HashMap<>();
    rows.forEach(row -> bySubject.put(row.subject(), row));
    record(run, rows.get(0).kind(), looks, bySubject, between);
  }

  private void record(
      Run run, Kind kind, List<Looked> looks, Map<String, Row> rows, Duration between) {
    Map<String, Compared> before =
        runs.before(run, kind, looks.stream().map(Looked::subject).toList());
    database.inTransaction(
        () -> {
          List<WakeUp> woken = new ArrayList<>();
          for (Looked now : looks) {
            Row row = rows.get(now.subject());
            Compared was = row == null ? Compared.NOTHING : row.compared();
            int tries = row == null ? 1 : row.tries() + 1;
            Compared compared = was.after(now, f -> since(f, before.get(now.subject()), run));
            if (now.busy() && tries >= TRIES) {
              compared = compared.givenUp();
            }
            compared
                .toWake()
                .forEach(
                    step ->
                        woken.add(
                            new WakeUp(step, now.subject(), WakeUp.RECONCILE + ":" + run.id())));
            if (compared.isDone() && !compared.unclear()) {
              cases.settle(now, compared.found());
            }
            runs.save(
                run,
                kind,
                now.subject(),
                now.busy() ? tries : 0,
                Json.write(compared),
                compared.isDone() ? null : now.busy() ? between.multipliedBy(tries) : between);
          }
          woken.forEach(w -> LOG.infof("%s is woken for %s: it differs", w.step(), w.subject()));
          work.wakeUnlessInBatch(woken);
        });
  }

  private static Instant since(Look.Finding finding, @Nullable Compared before, Run run) {
    return Optional.ofNullable(before).stream()
        .flatMap(b -> b.found().stream())
        .filter(d -> !d.healed() && d.finding().subject().equals(finding.subject()))
        .map(Compared.Difference::since)
        .findFirst()
        .orElse(run.asOf());
  }

  private void read(Run run, Row row, @Nullable Reading next) {
    Reading done = Reading.of(row);
    runs.save(
        run,
        row.kind(),
        row.subject(),
        0,
        Json.write(next == null ? done : next),
        next == null || next.unread() ? null : Duration.ZERO);
    Progress.made();
  }

  private void payments(Run run, Row row, Duration between) {
    Reading at = Reading.of(row);
    Page<io.returnbridge.commerce.Payments.PaymentView> page =
        holdings.reveniPayments(run.from(), at.after());
    List<Looked> found = strangers.payments(page.found());
    String after = page.after();
    database.inTransaction(
        () -> {
          record(run, Kind.PAYMENT, found, Map.of(), between);
          read(run, row, after == null ? null : at.next(after));
        });
  }

  private void orders(Run run, Row row, Duration between) {
    Reading at = Reading.of(row);
    Page<Holdings.NamingOrder> page = holdings.ordersWithReturns(run.from(), at.after());
    List<Looked> found = strangers.orders(page.found());
    String after = page.after();
    database.inTransaction(
        () -> {
          record(run, Kind.ORDER, found, Map.of(), between);
          read(run, row, after == null ? null : at.next(after));
        });
  }

  /** Entries that commercetools has where nobody else moves goods, then those of the ledger. */
  private void entries(Run run, Row row, Duration between) {
    String channel = row.subject();
    Reading at = Reading.of(row);
    boolean ours = stock.isOurs(String.valueOf(stock.channels().get(channel)));
    List<String> skus;
    Reading next;
    if (ours && !at.ofLedger()) {
      Page<EntryView> page = holdings.entries(channel, at.after());
      skus = page.found().stream().map(EntryView::sku).toList();
      String after = page.after();
      next = after == null ? new Reading(null, at.pages() + 1, true, false) : at.next(after);
    } else {
      String after = at.after() == null ? "" : at.after();
      skus = stock.booked(channel, after, AT_A_TIME);
      next = skus.size() < AT_A_TIME ? null : at.next(skus.get(skus.size() - 1));
    }
    List<String> unseen = runs.without(run, Kind.ENTRY, channel, skus);
    List<Looked> found = unseen.isEmpty() ? List.of() : stock.at(channel, unseen);
    database.inTransaction(
        () -> {
          record(run, Kind.ENTRY, found, Map.of(), between);
          read(run, row, next);
        });
  }

  private void entriesAgain(Run run, List<Row> due, Duration between) {
    Map<String, List<Row>> byChannel = new TreeMap<>();
    for (Row row : due) {
      String channel = row.subject().substring(0, row.subject().indexOf('/'));
      byChannel.computeIfAbsent(channel, c -> new ArrayList<>()).add(row);
    }
    byChannel.forEach(
        (channel, rows) ->
            again(
                run,
                rows,
                stock.at(
                    channel,
                    rows.stream().map(r -> r.subject().substring(channel.length() + 1)).toList()),
                between));
  }

  /** What Reveni lists and nobody knows is looked at; what has not changed is not read. */
  private void list(Run run, Row row) {
    String store = row.subject();
    Reading at = Reading.of(row);
    ReveniLists.Page page;
    try {
      String address = at.after() == null ? lists.first(store, run.from()) : at.after();
      page = lists.read(store, address, run.from());
    } catch (Unavailable | NeedsDecision | Rejected unreadable) {
      if (unreadable instanceof Unavailable away && !away.system().equals(Circuits.REVENI)) {
        throw away;
      }
      LOG.warnf("The list of store %s is left out: %s", store, unreadable.getMessage());
      read(run, row, new Reading(at.after(), at.pages(), false, true));
      return;
    }
    Map<ReturnId, @Nullable Instant> listed = new HashMap<>();
    page.returns().stream()
        .filter(l -> Keys.ID.matcher(l.returnId()).matches())
        .forEach(l -> listed.put(new ReturnId(store, l.returnId()), l.updatedAt()));
    Map<ReturnId, Instant> known = runs.known(listed.keySet());
    List<ReturnId> unknown = listed.keySet().stream().filter(id -> !known.containsKey(id)).toList();
    List<ReturnId> unchanged =
        known.keySet().stream()
            .filter(id -> listed.get(id) != null && !listed.get(id).isAfter(known.get(id)))
            .toList();
    String next = page.next();
    database.inTransaction(
        () -> {
          runs.add(run, Kind.RETURN, unknown.stream().map(ReturnId::subject).toList());
          runs.unchanged(run, unchanged);
          read(run, row, next == null || at.pages() > MOST_PAGES ? null : at.next(next));
        });
  }

  private static List<String> subjects(List<Row> rows) {
    return rows.stream().map(Row::subject).toList();
  }
}
