package io.returnbridge.alerts;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Step;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Trouble;
import io.returnbridge.registry.About;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.settings.Alerts;
import io.returnbridge.settings.QuietHours;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is told what now. A digest is written down before it is sent, and its cases are told
 * once it has gone out: a crash in between sends the same digest again, and loses none.
 */
@Step(name = Digests.STEP, about = About.INSTALLATION)
@Named("digests")
@ApplicationScoped
public class Digests {

  static final String CODE = "ALERTS_UNDELIVERED";

  private static final Logger LOG = Logger.getLogger(Digests.class);
  public static final String STEP = "alerts";

  private static final Origin ORIGIN = new Origin(STEP, "all", null, null, null);
  private static final Duration CLAIM = Duration.ofMinutes(2);
  private static final Duration UNDELIVERED_AFTER = Duration.ofHours(1);

  /** What was resolved longer ago is no news. */
  private static final Duration LONGEST_LOOK = Duration.ofDays(1);

  private final Database database;
  private final AlertBook book;
  private final AlertRules rules;
  private final AlertMetrics metrics;
  private final Cases cases;
  private final ReportBook reports;
  private final Clock clock;
  private final List<Recipient> recipients;
  private final Map<String, QuietHours> quietHours;
  private final ZoneId zone;
  private final Mappings mappings;

  public Digests(
      Database database,
      AlertBook book,
      AlertRules rules,
      AlertMetrics metrics,
      Cases cases,
      ReportBook reports,
      Mappings mappings,
      Settings settings,
      Clock clock) {
    this.database = database;
    this.book = book;
    this.rules = rules;
    this.metrics = metrics;
    this.cases = cases;
    this.reports = reports;
    this.clock = clock;
    this.recipients = recipients(settings.alerts());
    this.quietHours = settings.alerts().quietHours();
    this.zone = settings.reportTimeZone();
    this.mappings = mappings;
  }

  private static List<Recipient> recipients(Alerts alerts) {
    List<Recipient> recipients = new ArrayList<>();
    for (String owner : Alerts.OWNERS) {
      if (alerts.webhooks().containsKey(owner)) {
        recipients.add(new Recipient(owner, AlertMedium.WEBHOOK));
      }
      if (alerts.recipients().containsKey(owner)) {
        recipients.add(new Recipient(owner, AlertMedium.EMAIL));
        recipients.add(new Recipient(owner, AlertMedium.REPORT));
      }
    }
    return List.copyOf(recipients);
  }

  /** Those for whom there may be something to tell; {@link #plan} says whether it is due. */
  public List<Recipient> candidates() {
    if (recipients.isEmpty()) {
      return List.of();
    }
    List<Recipient> ofCases =
        recipients.stream().filter(r -> r.channel() != AlertMedium.REPORT).toList();
    Map<Recipient, PendingAlerts> untold = book.untold(ofCases, resolvedSince(clock.instant()));
    Map<Recipient, Standing> standings = book.standings();
    List<Recipient> candidates = new ArrayList<>();
    for (Recipient recipient : recipients) {
      Standing standing = standings.getOrDefault(recipient, Standing.NEW);
      boolean news =
          recipient.channel() == AlertMedium.REPORT
              ? reports.nextFor(recipient.owner()).isPresent()
              : untold.containsKey(recipient);
      if (news || standing.digest() != null) {
        candidates.add(recipient);
      } else if (standing.failingSince() != null) {
        book.nothingLeft(recipient);
      }
    }
    return candidates;
  }

  /**
   * Writes down the recipient's digest and claims it.
   *
   * @param now also while the pause after a failure lasts
   * @return empty while none is due, or somebody else sends one
   */
  public Optional<Digest> plan(Recipient recipient, boolean now) {
    return database.inTransaction(() -> planned(recipient, now, clock.instant()));
  }

  private Optional<Digest> planned(Recipient recipient, boolean atOnce, Instant now) {
    Standing standing = book.lock(recipient).orElse(null);
    if (standing == null || standing.claimed(now) || (standing.pausing(now) && !atOnce)) {
      return Optional.empty();
    }
    boolean quiet = quiet(recipient, now);
    if (recipient.channel() == AlertMedium.REPORT) {
      return quiet ? Optional.empty() : report(recipient, standing.digest(), now);
    }
    if (quiet && !rules.criticalInQuietHours()) {
      return Optional.empty();
    }
    String underWay = standing.digest();
    if (underWay != null) {
      Digest again = book.digest(recipient, underWay);
      if (!again.empty()) {
        return quiet && again.critical() == 0 ? Optional.empty() : claimed(again, now);
      }
      book.drop(recipient, underWay);
    }
    PendingAlerts untold =
        book.untold(List.of(recipient), resolvedSince(now))
            .getOrDefault(recipient, PendingAlerts.NOTHING);
    if (!rules.due(quiet ? untold.criticalOnly() : untold, standing.lastDigestAt(), now)) {
      return Optional.empty();
    }
    String id = UUID.randomUUID().toString();
    book.plan(recipient, id, quiet, resolvedSince(now));
    return claimed(book.digest(recipient, id), now);
  }

  /** One report at a time; the one whose arrival is in doubt first, under the same id. */
  private Optional<Digest> report(Recipient recipient, @Nullable String underWay, Instant now) {
    Optional<String> id = Optional.ofNullable(underWay).filter(u -> reports.unsent(u).isPresent());
    return id.or(() -> reports.nextFor(recipient.owner()))
        .flatMap(
            report ->
                claimed(new Digest(report, recipient, List.of(), List.of(), 0, List.of()), now));
  }

  private Optional<Digest> claimed(Digest digest, Instant now) {
    book.claim(digest.recipient(), digest.id(), now.plus(CLAIM));
    return Optional.of(digest);
  }

  private boolean quiet(Recipient recipient, Instant now) {
    QuietHours hours = quietHours.get(recipient.owner());
    return hours != null && hours.cover(now, zone);
  }

  private @Nullable Instant resolvedSince(Instant now) {
    return rules.tellsResolved() ? now.minus(LONGEST_LOOK) : null;
  }

  /** The digest has gone out. */
  public void sent(Digest digest) {
    Recipient recipient = digest.recipient();
    Instant now = clock.instant();
    Optional<Standing> before =
        database.inTransaction(
            () -> {
              Optional<Standing> standing = book.lock(recipient);
              book.told(recipient, digest.id(), now);
              if (recipient.channel() == AlertMedium.REPORT) {
                reports.sent(digest.id(), now);
              }
              return standing;
            });
    metrics.sent(recipient);
    if (recipient.channel() == AlertMedium.REPORT) {
      LOG.infof("The report was mailed to %s", recipient.owner());
    } else {
      LOG.infof(
          "Alert to %s: %d new cases, %d of them critical",
          recipient.name(), digest.fresh(), digest.critical());
    }
    if (before.map(Standing::failingSince).isPresent()) {
      LOG.infof("Alerts to %s get through again", recipient.name());
    }
  }

  /**
   * The digest has not gone out, as far as is known.
   *
   * @param why for people, without secrets
   * @param doubtful it may have arrived all the same: the same digest is sent again; otherwise its
   *     cases go into the next one, with what has become new by then
   */
  public void notSent(Digest digest, String why, boolean doubtful) {
    Recipient recipient = digest.recipient();
    Instant now = clock.instant();
    boolean first =
        database.inTransaction(
            () -> {
              Standing standing = book.lock(recipient).orElse(Standing.NEW);
              Duration pause = rules.pause(standing.attempts() + 1);
              book.failed(recipient, now, now.plus(pause), why);
              if (!doubtful) {
                book.drop(recipient, digest.id());
              }
              return standing.failingSince() == null;
            });
    metrics.failed(recipient);
    if (first) {
      LOG.warnf("Alerts to %s do not get through, and are tried again: %s", recipient.name(), why);
    }
  }

  /**
   * One case about all that have not got through for long, which ends by itself. It is met again,
   * also after a person has resolved it, only by a new failure.
   */
  public void settle() {
    Instant now = clock.instant();
    Map<Recipient, Standing> standings = book.standings();
    List<String> overdue = new ArrayList<>();
    Instant failed = Instant.EPOCH;
    for (Recipient recipient : recipients) {
      Standing standing = standings.getOrDefault(recipient, Standing.NEW);
      Instant since = standing.failingSince();
      Duration undeliveredAfter =
          mappings.exceptions().find(CODE).map(ExceptionRow::opensAfter).orElse(UNDELIVERED_AFTER);
      if (since != null && !since.plus(undeliveredAfter).isAfter(now)) {
        overdue.add(
            "%s since %s (%s)"
                .formatted(recipient.name(), AlertTexts.time(since, zone), standing.lastError()));
        Instant last = Objects.requireNonNullElse(standing.failedAt(), since);
        failed = last.isAfter(failed) ? last : failed;
      }
    }
    if (overdue.isEmpty()
        ? cases.isAnyUnresolved(ORIGIN)
        : book.caseSeenAt(CODE).isBefore(failed)) {
      cases.settle(
          ORIGIN,
          overdue.isEmpty()
              ? List.of()
              : List.of(Trouble.of(CODE, Map.of("detail", String.join("; ", overdue)))));
    }
  }
}
