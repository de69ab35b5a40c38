package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.api.ConsoleUsers;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaseChoicesTest {

  private static final Settings SETTINGS =
      Settings.read(
          Map.of(
              "CTP_PROJECT_KEY", "p",
              "CTP_CLIENT_ID", "c",
              "CTP_CLIENT_SECRET", "s",
              "CTP_AUTH_URL", "http://127.0.0.1:1",
              "CTP_API_URL", "http://127.0.0.1:1",
              "CTP_SCOPES", "manage_orders"));

  private final CaseChoices choices =
      new CaseChoices(
          Mappings.load(Path.of("mappings")),
          new ConsoleUsers(SETTINGS),
          Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC),
          SETTINGS);

  @Test
  void a_snooze_until_after_a_case_is_due_says_so() {
    Instant due = Instant.parse("2026-12-02T10:00:00Z");

    assertThat(choices.times(Locale.ENGLISH, due))
        .extracting(Choices.Time::label)
        .containsExactly(
            "Tomorrow: Tuesday 1 December",
            "In 3 days: Thursday 3 December – after it is due (2 Dec 2026, 10:00)",
            "In 7 days: Monday 7 December – after it is due (2 Dec 2026, 10:00)",
            "In 30 days: Wednesday 30 December – after it is due (2 Dec 2026, 10:00)");
    assertThat(choices.times(Locale.ENGLISH, null))
        .extracting(Choices.Time::label)
        .noneMatch(label -> label.contains("due"));
  }
}
