package io.returnbridge.console;

import io.returnbridge.api.ConsoleUsers;
import io.returnbridge.api.Language;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.console.Choices.Code;
import io.returnbridge.console.Choices.Numbered;
import io.returnbridge.console.Choices.Time;
import io.returnbridge.decisions.Decision;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which decisions a case takes from whom, what fits it best first. */
@ApplicationScoped
class CaseChoices {

  /** When people come to work. */
  private static final LocalTime MORNING = LocalTime.of(8, 0);

  private static final List<Integer> DAYS = List.of(1, 3, 7, 30);

  private final Mappings mappings;
  private final ConsoleUsers users;
  private final Clock clock;
  private final ZoneId zone;
  private final boolean anybody;

  CaseChoices(Mappings mappings, ConsoleUsers users, Clock clock, Settings settings) {
    this.mappings = mappings;
    this.users = users;
    this.clock = clock;
    this.zone = settings.reportTimeZone();
    this.anybody = settings.oidc().isPresent();
  }

  Choices of(ExceptionCase of, Me me, Locale locale) {
    if (of.closed() || !me.decides(of.owner())) {
      return new Choices(List.of(), List.of(), List.of(), anybody, List.of());
    }
    List<Decision> fitting = Decision.likelyFirst(of.code());
    List<Numbered> numbered = new ArrayList<>();
    fitting.forEach(decision -> numbered.add(new Numbered(numbered.size() + 1, decision)));
    return new Choices(
        numbered,
        fitting.contains(Decision.CLASSIFY) ? codes(locale) : List.of(),
        people(Set.of(of.owner()), me),
        anybody,
        times(locale, of.dueAt()));
  }

  /** What decisions about many cases choose from. */
  Choices ofMany(List<ExceptionCase> cases, Me me, Locale locale) {
    return new Choices(
        List.of(),
        codes(locale),
        people(cases.stream().map(ExceptionCase::owner).collect(Collectors.toSet()), me),
        anybody,
        times(
            locale,
            cases.stream()
                .map(ExceptionCase::dueAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null)));
  }

  /** Who may decide about cases of these owners: who asks first. */
  private List<String> people(Set<String> owners, Me me) {
    return Stream.concat(Stream.of(me.name()), users.deciding(owners).stream()).distinct().toList();
  }

  private List<Code> codes(Locale locale) {
    return mappings.reasons().all().stream()
        .filter(distinctCode())
        .map(
            row ->
                new Code(
                    row.code(),
                    row.category(),
                    locale.getLanguage().equals("es") ? row.labelEs() : row.labelEn()))
        .toList();
  }

  private static Predicate<ReasonRow> distinctCode() {
    Set<String> seen = new HashSet<>();
    return row -> seen.add(row.code());
  }

  /** What would be late by then says so. */
  List<Time> times(Locale locale, @Nullable Instant due) {
    ZonedDateTime now = clock.instant().atZone(zone);
    return DAYS.stream()
        .map(
            days -> {
              LocalDate day = now.toLocalDate().plusDays(days);
              String label =
                  Words.say(
                      locale,
                      "inDays",
                      days,
                      DateTimeFormatter.ofPattern("EEEE d MMMM", locale).format(day));
              return new Time(
                  day.toString(),
                  due == null || morning(day).isBefore(due)
                      ? label
                      : Words.say(locale, "afterItIsDue", label, Language.time(due, locale, zone)));
            })
        .toList();
  }

  private Instant morning(LocalDate day) {
    return day.atTime(MORNING).atZone(zone).toInstant();
  }

  /** The morning of the day that a form names, as the API takes it; what is none stays as it is. */
  @Nullable String time(@Nullable String day) {
    if (day == null || day.isEmpty()) {
      return day;
    }
    try {
      return LocalDate.parse(day).atTime(MORNING).atZone(zone).toOffsetDateTime().toString();
    } catch (DateTimeParseException other) {
      return day;
    }
  }
}
