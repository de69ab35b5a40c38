package io.returnbridge.console;

import io.returnbridge.api.Pipeline;
import io.returnbridge.api.Recent;
import io.returnbridge.api.Standing;
import io.returnbridge.console.Today.Closed;
import io.returnbridge.console.Today.Deadline;
import io.returnbridge.console.Today.Hour;
import io.returnbridge.console.Today.Named;
import io.returnbridge.console.Today.Owner;
import io.returnbridge.console.Today.Risk;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks how the day goes, by seven queries whose time does not grow with the number of returns. */
@ApplicationScoped
class TodayDesk {

  private static final String OWNERS =
      """
      select owner, count(*), count(*) filter (where due_at < now()), min(opened_at)
      from exception_case where status in ('open', 'retrying') group by owner order by min(opened_at)
      """;

  private static final String HOURS =
      """
      select hour, sum(accepted), sum(applied) from (
        select date_trunc('hour', seen_at) as hour, 1 as accepted, 0 as applied
          from inbox where step = 'accept-return' and seen_at >= ?
        union all
        select date_trunc('hour', at), 0, 1 from effect where at >= ?) day
      group by hour
      """;

  private static final String CLOSED =
      """
      select c.code, count(*) from case_history h join exception_case c on c.id = h.case_id
      where h.at >= ? and h.what = 'resolved' and h.who = 'returnbridge' group by c.code order by 2 desc, 1
      """;

  /** What has to be paid or covered soon: a watchdog waits for it still. */
  private static final String DEADLINES =
      """
      select code, count(*), min(since), count(*) filter (where opened_at is null) from watch
      where code in ('REFUND_DUE', 'COVER_EXPIRING') and met_at is null group by code order by code
      """;

  private static final String FIRST_RETURNS =
      """
      select store, return_id, coalesce(details ->> 'rmaNumber', return_id) from watch
      where code = ? and code in ('REFUND_DUE', 'COVER_EXPIRING') and met_at is null order by since limit ?
      """;

  private static final int MOST_RETURNS = 3;

  /** Of the day that began then. */
  private record Day(
      List<Owner> owners, List<Hour> hours, List<Deadline> deadlines, List<Closed> closed) {}

  private static final Set<String> WELL = Set.of("ok", "waiting");

  private final Database database;
  private final Standing standing;
  private final Pipeline pipeline;
  private final Clock clock;
  private final ZoneId zone;
  private final Recent<Day> day = new Recent<>(this::day);

  TodayDesk(
      Database database, Standing standing, Pipeline pipeline, Clock clock, Settings settings) {
    this.database = database;
    this.standing = standing;
    this.pipeline = pipeline;
    this.clock = clock;
    this.zone = settings.reportTimeZone();
  }

  private Day day() {
    Instant midnight = clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant();
    return new Day(
        database.query(OWNERS, r -> new Owner(r.text(1), r.number(2), r.number(3), r.time(4))),
        hours(midnight),
        database.query(
            DEADLINES,
            r ->
                new Deadline(
                    r.text(1), r.number(2), r.time(3), r.number(4), firstReturns(r.text(1)))),
        database.query(CLOSED, r -> new Closed(r.text(1), r.number(2)), midnight));
  }

  private List<Named> firstReturns(String code) {
    return database.query(
        FIRST_RETURNS, r -> new Named(r.text(1), r.text(2), r.text(3)), code, MOST_RETURNS);
  }

  /**
   * @param decides whether the person who looks decides cases of this owner
   */
  Today look(Locale locale, Predicate<String> decides) {
    Day today = day.now();
    List<Owner> owners = today.owners();
    List<Hour> hours = today.hours();
    Pipeline.Answer flow = pipeline.recent();
    List<Pipeline.Step> shown =
        flow.steps().stream()
            .filter(s -> s.pending() > 0 || !s.state().equals("ok"))
            .sorted(Comparator.comparingLong(Pipeline.Step::pending).reversed())
            .toList();
    List<Owner> mine = owners.stream().filter(o -> decides.test(o.owner())).toList();
    long waiting = open(mine);
    long others = open(owners) - waiting;
    List<Risk> risks = risks(locale);
    List<Deadline> deadlines = today.deadlines();
    List<String> watched = watched(locale, risks, deadlines);
    return new Today(
        waiting == 0 && shown.stream().allMatch(s -> WELL.contains(s.state())),
        !watched.isEmpty(),
        others,
        lines(locale, mine, others, shown, watched),
        hours.stream().mapToLong(Hour::accepted).sum(),
        hours.stream().mapToLong(Hour::applied).sum(),
        flow.pending(),
        flow.waiting(),
        waiting + others,
        owners,
        risks,
        deadlines,
        hours,
        shown,
        today.closed());
  }

  private static long open(List<Owner> owners) {
    return owners.stream().mapToLong(Owner::open).sum();
  }

  private static List<String> lines(
      Locale locale,
      List<Owner> mine,
      long others,
      List<Pipeline.Step> steps,
      List<String> watched) {
    List<String> lines = new ArrayList<>();
    if (!mine.isEmpty()) {
      lines.add(
          Words.say(
              locale,
              "casesWait",
              open(mine),
              mine.stream().mapToLong(Owner::overdue).sum(),
              Shown.age(mine.get(0).oldest(), locale)));
    }
    if (others > 0) {
      lines.add(Words.say(locale, "othersCases", others));
    }
    for (Pipeline.Step step : steps) {
      if (!WELL.contains(step.state())) {
        lines.add(
            Words.say(
                locale,
                "stepStands",
                Words.name(locale, "step", step.step()),
                Words.name(locale, "state", step.state()).toLowerCase(locale)));
      }
    }
    if (lines.isEmpty() && watched.isEmpty()) {
      lines.add(Words.say(locale, "nothingToDo"));
    }
    if (!watched.isEmpty()) {
      lines.add(Words.say(locale, "watchedLine", String.join("; ", watched)));
    }
    return lines;
  }

  /** What no person has to look at yet, and a watchdog does. */
  private static List<String> watched(Locale locale, List<Risk> risks, List<Deadline> deadlines) {
    List<String> watched = new ArrayList<>();
    for (Risk risk : risks) {
      if (!risk.cases()) {
        watched.add(
            Words.say(
                locale, "watchedMoney", Words.name(locale, "code", risk.code()), risk.amount()));
      }
    }
    for (Deadline deadline : deadlines) {
      if (deadline.watched() > 0
          && risks.stream().noneMatch(risk -> risk.code().equals(deadline.code()))) {
        watched.add(
            Words.say(
                locale,
                "watchedMoney",
                Words.name(locale, "deadline", deadline.code()),
                deadline.watched()));
      }
    }
    return watched;
  }

  /** Every hour of the day until now: 23 or 25 of them when the clocks change. */
  private List<Hour> hours(Instant midnight) {
    Map<Instant, Hour> counted = new HashMap<>();
    database.query(
        HOURS,
        r -> counted.put(r.time(1), new Hour("", r.number(2), r.number(3))),
        midnight,
        midnight);
    List<Hour> hours = new ArrayList<>();
    ZonedDateTime end = midnight.atZone(zone).plusDays(1);
    for (ZonedDateTime at = midnight.atZone(zone); at.isBefore(end); at = at.plusHours(1)) {
      Hour of = counted.getOrDefault(at.toInstant(), new Hour("", 0, 0));
      hours.add(new Hour("%02d".formatted(at.getHour()), of.accepted(), of.applied()));
    }
    return hours;
  }

  private List<Risk> risks(Locale locale) {
    List<Standing.Row> rows = standing.recent();
    Set<String> ofCases =
        rows.stream()
            .filter(row -> row.what().equals("cases"))
            .map(Standing.Row::first)
            .collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> row.what().equals("risk") && row.number() != 0)
        .sorted(Comparator.comparingDouble(Standing.Row::number).reversed())
        .map(
            row ->
                new Risk(
                    row.second(),
                    Shown.money(BigDecimal.valueOf(row.number()), row.first(), locale),
                    ofCases.contains(row.second())))
        .toList();
  }
}
