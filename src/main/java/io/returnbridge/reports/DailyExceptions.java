package io.returnbridge.reports;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.reconciliation.ReturnLook;
import io.returnbridge.reconciliation.ReturnLook.Scope;
import io.returnbridge.registry.About;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The report daily-exceptions: every refund that Reveni calls complete and that has no agreeing
 * credit in commercetools, and every overdue case. It is made in parts, each a claim of its row of
 * the work list, so that no worker is kept for long and a crash goes on where it was. A return of
 * which something is to be named is looked at twice. While commercetools is away nothing can be
 * said, and the run waits; what Reveni cannot say is named, and asked for again later.
 */
@Step(
    name = DailyExceptions.NAME,
    about = About.INSTALLATION,
    // What Reveni cannot say is named in the report.
    needs = Circuits.COMMERCETOOLS)
@Named("dailyExceptions")
@ApplicationScoped
public class DailyExceptions implements ReportKind<DailyRow> {

  public static final String NAME = "daily-exceptions";

  private static final Logger LOG = Logger.getLogger(DailyExceptions.class);

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(15);
  private static final int MOST_RUNS = 5;

  private static final int AT_A_TIME = 100;

  /** Of lists, in one go. */
  private static final int PAGES = 10;

  /** A list that does not end is a defect of its path or its map. */
  private static final int MOST_PAGES = 20_000;

  private final ReportRuns runs;
  private final ReportBook book;
  private final ReportDesk desk;
  private final ReturnLook look;
  private final ReportedCases cases;
  private final ReveniLists lists;
  private final Database database;
  private final WorkList work;
  private final Mappings mappings;
  private final int days;
  private final double perSecond;
  private final Duration between;
  private final Clock clock;

  DailyExceptions(
      ReportRuns runs,
      ReportBook book,
      ReportDesk desk,
      ReturnLook look,
      ReportedCases cases,
      ReveniLists lists,
      Database database,
      WorkList work,
      Mappings mappings,
      @ConfigProperty(name = "reports.days") int days,
      @ConfigProperty(name = "reports.returns-per-second") double perSecond,
      @ConfigProperty(name = "reports.second-look-after") Duration between,
      Clock clock) {
    this.runs = runs;
    this.book = book;
    this.desk = desk;
    this.look = look;
    this.cases = cases;
    this.lists = lists;
    this.database = database;
    this.work = work;
    this.mappings = mappings;
    this.days = days;
    this.perSecond = perSecond;
    this.between = between;
    this.clock = clock;
  }

  @Override
  public Definition<DailyRow> definition() {
    return new Definition<>(NAME, Period.DAY, "finance", DailyRow.class);
  }

  @Override
  public String place(DailyRow row) {
    return Findings.place(row);
  }

  @Override
  public List<Column<DailyRow>> columns(Report report) {
    return DailyPage.columns(report);
  }

  @Override
  public ReportPage page(Report report, PageContext context) {
    return new DailyPage(report, context).page();
  }

  @Override
  public String subject(Report report) {
    DailyTotals totals = report.totals(DailyTotals.class);
    int wrong = totals.findings() + totals.notChecked();
    String found =
        wrong == 0 && totals.complete()
            ? "every refund has its credit"
            : Sentence.counted(totals.findings(), "refund")
                + " without a credit"
                + (totals.notChecked() + totals.returnsNotRead() > 0 ? ", not complete" : "");
    String waiting =
        totals.withoutOrder() == 0
            ? ""
            : ", " + Sentence.counted(totals.withoutOrder(), "credit") + " without an order";
    return "daily exceptions of %s: %s%s, %s overdue"
        .formatted(report.date(), found, waiting, Sentence.counted(totals.overdueCases(), "case"));
  }

  @Override
  public boolean ask(LocalDate day, String trigger) {
    if (runs.isUnderWay(NAME, day)) {
      return false;
    }
    database.inTransaction(
        () -> {
          runs.endMade(NAME, day);
          work.wake(NAME, day.toString(), trigger);
        });
    return true;
  }

  /** A part of the run of a day; of the clock's tick the day that it was due on. */
  public List<OutboxRecord> run(Claim claim) {
    WakeUp wakeUp = claim.wakeUp();
    if (wakeUp.subject().equals(WakeUp.INSTALLATION)) {
      Instant due = due(wakeUp.reason().latest()).orElseGet(clock::instant);
      if (!book.hasSince(NAME, day(due), due)) {
        ask(day(due), wakeUp.trigger());
      }
    } else {
      make(LocalDate.parse(wakeUp.subject()), wakeUp);
    }
    return List.of();
  }

  private static Optional<Instant> due(Reason reason) {
    return reason instanceof Reason.Scheduled clock
        ? Optional.of(Instant.parse(clock.due()))
        : Optional.empty();
  }

  private void make(LocalDate day, WakeUp wakeUp) {
    Instant began = clock.instant();
    ReportRuns.Run run = runs.find(NAME, day).orElseGet(() -> begin(day, began));
    if (run.made()) {
      return;
    }
    if (!run.lists().isEmpty()) {
      readLists(run);
      work.again(wakeUp, clock.instant());
      return;
    }
    List<ReturnId> unread = runs.unread(NAME, day, AT_A_TIME);
    if (!unread.isEmpty()) {
      look(run, unread, true);
      boolean last = unread.size() < AT_A_TIME;
      work.again(wakeUp, last ? clock.instant() : began.plus(worth(unread.size())));
      return;
    }
    Optional<Instant> first = runs.lastLook(NAME, day);
    Instant second = first.map(at -> at.plus(between)).orElse(began);
    if (second.isAfter(began)) {
      work.again(wakeUp, second);
    } else if (first.isPresent()) {
      look(run, runs.toLookAgain(NAME, day, AT_A_TIME), false);
      work.again(wakeUp, clock.instant());
    } else {
      finish(run, wakeUp);
    }
  }

  private void look(ReportRuns.Run run, List<ReturnId> ids, boolean first) {
    List<Look> looks = look.at(ids, Scope.ofCredits(until(run.day()), run.asOf()));
    runs.looked(NAME, run.day(), looks, first, clock.instant());
  }

  /** Live work has the APIs first: so many returns take so long. */
  private Duration worth(int returns) {
    return Duration.ofNanos((long) (returns * 1e9 / perSecond));
  }

  private ReportRuns.Run begin(LocalDate day, Instant now) {
    Instant asOf = now.truncatedTo(ChronoUnit.MILLIS);
    List<String> stores = stores();
    List<ReportRuns.Pages> pages =
        lists.areThere()
            ? stores.stream().map(s -> new ReportRuns.Pages(s, null, 0)).toList()
            : List.of();
    return runs.begin(NAME, day, asOf, from(day), stores, pages);
  }

  private List<String> stores() {
    return mappings.stores().all().stream().map(StoreRow::store).toList();
  }

  /** Some pages of the first list that is left. */
  private void readLists(ReportRuns.Run run) {
    ReportRuns.Pages pages = run.lists().get(0);
    String store = pages.store();
    Instant since = from(run.day());
    List<ReturnId> found = new ArrayList<>();
    List<String> unread = new ArrayList<>(run.unlisted());
    @Nullable String next = pages.next() == null ? lists.first(store, since) : pages.next();
    int read = pages.read();
    try {
      for (int i = 0; i < PAGES && next != null; i++) {
        ReveniLists.Page page = lists.read(store, next, since);
        page.returns().stream()
            .map(ReveniLists.Listed::returnId)
            .filter(id -> Keys.ID.matcher(id).matches())
            .forEach(id -> found.add(new ReturnId(store, id)));
        next = ++read < MOST_PAGES ? page.next() : null;
      }
    } catch (Unavailable | NeedsDecision | Rejected unreadable) {
      if (unreadable instanceof Unavailable away && !away.system().equals(Circuits.REVENI)) {
        throw away;
      }
      LOG.warnf("The list of store %s is left out: %s", store, unreadable.getMessage());
      unread.add(store);
      next = null;
    }
    List<ReportRuns.Pages> left = new ArrayList<>(run.lists());
    left.remove(0);
    if (next != null) {
      left.add(0, new ReportRuns.Pages(store, next, read));
    }
    runs.listed(NAME, run.day(), found, left, unread);
  }

  private void finish(ReportRuns.Run run, WakeUp wakeUp) {
    LocalDate day = run.day();
    Content content = content(run);
    int[] before = book.count(NAME, day);
    boolean onceMore = wakeUp.reason().latest() instanceof Reason.OnceMore;
    boolean complete = content.complete();
    boolean toMail = !onceMore || (complete && before[1] == 0);
    database.inTransaction(
        () -> {
          desk.store(this, day, run.asOf(), content, toMail);
          runs.made(NAME, day);
          if (!complete && before[0] < MOST_RUNS && day.equals(desk.today())) {
            runs.endMade(NAME, day);
            Instant next = clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << before[0]));
            work.wakeAt(NAME, day.toString(), Reason.ONCE_MORE + day, next);
          }
        });
  }

  private Content content(ReportRuns.Run run) {
    LocalDate day = run.day();
    Findings.Scope scope =
        new Findings.Scope(day, run.asOf(), from(day), until(day), run.unlisted().isEmpty());
    Findings findings = new Findings(scope);
    List<String> overdue = cases.overdue(run.asOf());
    runs.looks(NAME, day, page -> page.forEach(findings::add));
    cases.each(overdue, findings::addOverdue);
    return findings.content(
        each -> {
          runs.looks(
              NAME,
              day,
              page -> {
                Map<String, ReportedCases.Known> known = cases.known(page);
                page.forEach(seen -> Findings.rows(scope, seen, known).forEach(each));
              });
          cases.each(overdue, each::accept);
        });
  }

  private Instant from(LocalDate day) {
    return day.minusDays(days).atStartOfDay(zone()).toInstant();
  }

  private Instant until(LocalDate day) {
    return day.plusDays(1).atStartOfDay(zone()).toInstant();
  }

  private LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, zone());
  }

  private ZoneId zone() {
    return desk.zone();
  }
}
