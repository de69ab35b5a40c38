package io.returnbridge.reports;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.WorkList;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Alerts;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Where reports are handed in: it keeps them, and has them mailed to their owners. */
@ApplicationScoped
public class ReportDesk {

  private static final Logger LOG = Logger.getLogger(ReportDesk.class);

  private final ReportBook book;
  private final Database database;
  private final WorkList work;
  private final Mappings mappings;
  private final Settings settings;
  private final Clock clock;
  private final Set<String> notMailed = ConcurrentHashMap.newKeySet();

  public ReportDesk(
      ReportBook book,
      Database database,
      WorkList work,
      Mappings mappings,
      Settings settings,
      Clock clock) {
    this.book = book;
    this.database = database;
    this.work = work;
    this.mappings = mappings;
    this.settings = settings;
    this.clock = clock;
  }

  /** Where a report's days and months begin and end. */
  public ZoneId zone() {
    return settings.reportTimeZone();
  }

  public LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), zone());
  }

  /**
   * Keeps a report as it was made. To be called in the transaction that ends its making.
   *
   * @param day that its period begins with
   * @param asOf when its making began; a second one of that time is not kept
   * @param mail whether its owner is to have it by mail, as far as there is an address
   */
  public Report store(
      ReportKind<?> kind, LocalDate day, Instant asOf, Content content, boolean mail) {
    Report report =
        new Report(
            kind.name(),
            kind.period().text(day),
            asOf,
            mappings.version(),
            content.sentence(),
            Json.MAPPER.valueToTree(content.totals()),
            each -> content.rows().each(row -> each.accept(Json.MAPPER.valueToTree(row))));
    boolean mailed = mail && isMailed(kind.owner());
    database.inTransaction(
        () -> {
          book.add(kind, report, content, mailed);
          if (mailed) {
            work.wake("alerts", WakeUp.INSTALLATION, Reason.SCHEDULED + "report");
          }
        });
    LOG.infof(
        "%s of %s: %s See /api/reports/%s/%s",
        report.name(), report.date(), report.sentence(), report.name(), report.date());
    if (!isMailed(kind.owner()) && notMailed.add(kind.name())) {
      LOG.infof(
          "Nobody is mailed %s: ALERTS_EMAIL_%s is not set",
          kind.name(), kind.owner().toUpperCase(Locale.ROOT));
    }
    return report;
  }

  /**
   * Makes a report due that is made in one go, by the step of its name.
   *
   * @param day the first of its period
   * @return whether it was not due already
   */
  public boolean wake(ReportKind<?> kind, LocalDate day, String trigger) {
    String subject = kind.period().text(day);
    boolean due =
        database
            .find(
                "select 1 from work where step = ? and subject = ?",
                r -> true,
                kind.name(),
                subject)
            .isPresent();
    if (!due) {
      work.wake(kind.name(), subject, trigger);
    }
    return !due;
  }

  /**
   * Whether one is being made, whoever asked. One that is made again later is none yet, and a retry
   * of one case makes none.
   */
  public boolean isUnderWay(ReportKind<?> kind) {
    return database
        .find(
            """
            select 1 from work
            where step = ? and subject <> ? and subject not like '%/%'
              and (token is not null or due_at < now() + interval '1 minute')
            limit 1
            """,
            r -> true, kind.step(), WakeUp.INSTALLATION)
        .isPresent();
  }

  /**
   * What a claim of such a step is for: the report of a period, or the clock's tick, which makes
   * that of its time due.
   *
   * @param make of the first day of the period
   */
  public void work(ReportKind<?> kind, Claim claim, Consumer<LocalDate> make) {
    WakeUp wakeUp = claim.wakeUp();
    if (!wakeUp.subject().equals(WakeUp.INSTALLATION)) {
      make.accept(kind.period().parse(wakeUp.subject()));
      return;
    }
    Instant due =
        wakeUp.reason().latest() instanceof Reason.Scheduled clockTick
            ? Instant.parse(clockTick.due())
            : clock.instant();
    kind.ask(kind.period().due(LocalDate.ofInstant(due, zone())), wakeUp.trigger());
  }

  private boolean isMailed(String owner) {
    Alerts alerts = settings.alerts();
    return alerts.mailServer().isPresent() && alerts.recipients().containsKey(owner);
  }
}
