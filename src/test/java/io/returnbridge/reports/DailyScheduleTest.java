package io.returnbridge.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.schedules.Schedules;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

class DailyScheduleTest {

  private static String shipped() throws Exception {
    Properties properties = new Properties();
    try (Reader file =
        Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
      properties.load(file);
    }
    return properties.getProperty("schedule.daily-exceptions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Madrid",
        "America/New_York",
        "Pacific/Auckland",
        "Australia/Lord_Howe",
        "America/Sao_Paulo"
      })
  void each_day_has_one_run_also_days_of_23_and_25_hours(String name) throws Exception {
    ZoneId zone = ZoneId.of(name);
    CronExpression cron = new CronExpression(shipped());
    cron.setTimeZone(TimeZone.getTimeZone(zone));

    Date at = Date.from(LocalDate.of(2026, 1, 1).atStartOfDay(zone).toInstant());
    for (LocalDate day = LocalDate.of(2026, 1, 1); day.getYear() == 2026; day = day.plusDays(1)) {
      at = cron.getNextValidTimeAfter(at);
      assertThat(at.toInstant().atZone(zone).toLocalDate()).isEqualTo(day);
      assertThat(at.toInstant().atZone(zone).toLocalTime()).isEqualTo(LocalTime.of(6, 0));
    }
  }

  @Test
  void what_was_missed_for_days_is_made_up_for_once() throws Exception {
    ZoneId zone = ZoneId.of("Asia/Kolkata");
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("REPORT_TIME_ZONE", zone.getId());
    Database database = TestDatabase.clean();
    Schedules schedules =
        new Schedules(
            database,
            TestDatabase.work(database),
            new SmallRyeConfigBuilder()
                .withDefaultValue("schedule.daily-exceptions", shipped())
                .build(),
            Settings.read(variables),
            Duration.ofMinutes(1));
    schedules.catchUp();
    assertThat(database.query("select 1 from work", r -> 1)).as("it never ran").isEmpty();

    database.update("update schedule_run set due_at = now() - interval '4 days'");
    schedules.catchUp();
    schedules.catchUp();

    List<String> work =
        database.query(
            "select step || ' ' || subject || ' ' || generation || ' ' || trigger from work",
            r -> r.text(1));
    assertThat(work).hasSize(1);
    assertThat(work.get(0)).startsWith("daily-exceptions all 1 schedule:");
    Instant due = Instant.parse(work.get(0).substring(work.get(0).indexOf(':') + 1));
    assertThat(due.atZone(zone).toLocalTime()).isEqualTo(LocalTime.of(6, 0));
    assertThat(due).isBetween(Instant.now().minus(Duration.ofHours(25)), Instant.now());
  }
}
