package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertsReaderTest {

  private static Settings read(String... variables) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "CTP_PROJECT_KEY", "shop",
                "CTP_CLIENT_ID", "id",
                "CTP_CLIENT_SECRET", "secret",
                "CTP_AUTH_URL", "https://auth.example.com",
                "CTP_API_URL", "https://api.example.com",
                "CTP_SCOPES", "manage_orders:shop"));
    for (String variable : variables) {
      int at = variable.indexOf('=');
      all.put(variable.substring(0, at), variable.substring(at + 1));
    }
    return Settings.read(all);
  }

  private static List<String> problems(String... variables) {
    return catchThrowableOfType(SettingsProblems.class, () -> read(variables)).problems();
  }

  @Test
  void nothing_set_is_no_alerts() {
    Alerts alerts = read().alerts();

    assertThat(alerts.mailServer()).isEmpty();
    assertThat(alerts.recipients()).isEmpty();
    assertThat(alerts.webhooks()).isEmpty();
    assertThat(alerts.quietHours()).isEmpty();
  }

  @Test
  void each_owner_has_addresses_a_webhook_and_quiet_hours_or_those_of_all() {
    Settings settings =
        read(
            "ALERTS_SMTP_HOST=smtp.example.com",
            "ALERTS_EMAIL_FROM=returns@example.com",
            "ALERTS_EMAIL_CX=ana@example.com, bo@example.com",
            "ALERTS_WEBHOOK_URL=https://hooks.example.com/all",
            "ALERTS_WEBHOOK_URL_FINANCE=https://hooks.example.com/finance?sig=a%2Fb",
            "ALERTS_QUIET_HOURS=22:00-07:00",
            "ALERTS_QUIET_HOURS_WAREHOUSE=13:00-14:00",
            "CONSOLE_URL=https://returns.example.com/");
    Alerts alerts = settings.alerts();

    assertThat(alerts.recipients())
        .isEqualTo(Map.of("cx", List.of("ana@example.com", "bo@example.com")));
    assertThat(alerts.webhooks())
        .hasSize(4)
        .containsEntry("cx", URI.create("https://hooks.example.com/all"))
        .containsEntry("finance", URI.create("https://hooks.example.com/finance?sig=a%2Fb"));
    assertThat(alerts.quietHours())
        .hasSize(4)
        .containsEntry("cx", new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0)))
        .containsEntry("warehouse", new QuietHours(LocalTime.of(13, 0), LocalTime.of(14, 0)));
    assertThat(settings.consoleUrl()).contains(URI.create("https://returns.example.com"));
    assertThat(alerts.toString()).doesNotContain("hooks.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "'', none, 25",
    "'ALERTS_SMTP_USERNAME=u;ALERTS_SMTP_PASSWORD=very-secret', starttls, 587",
    "'ALERTS_SMTP_USERNAME=u;ALERTS_SMTP_PASSWORD=very-secret;ALERTS_SMTP_TLS=tls', tls, 465",
    "'ALERTS_SMTP_TLS=starttls;ALERTS_SMTP_PORT=2587', starttls, 2587",
  })
  void a_password_is_not_sent_in_the_clear(String more, String tls, int port) {
    List<String> variables =
        new ArrayList<>(
            List.of(
                "ALERTS_SMTP_HOST=smtp.example.com",
                "ALERTS_EMAIL_FROM=returns@example.com",
                "ALERTS_EMAIL_CX=ana@example.com"));
    if (!more.isEmpty()) {
      variables.addAll(List.of(more.split(";")));
    }
    MailServer server = read(variables.toArray(String[]::new)).alerts().mailServer().orElseThrow();

    assertThat(server.tls()).hasToString(tls.toUpperCase(java.util.Locale.ROOT));
    assertThat(server.port()).isEqualTo(port);
    assertThat(server.toString()).doesNotContain("very-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALERTS_EMAIL_CX=ana@example.com | ALERTS_SMTP_HOST is not set, but ALERTS_EMAIL_CX is",
        "ALERTS_SMTP_PORT=25 | ALERTS_SMTP_PORT is set without ALERTS_SMTP_HOST",
        "ALERTS_SMTP_HOST=smtp.example.com;ALERTS_EMAIL_FROM=a@example.com | nobody is to get mail",
        "ALERTS_SMTP_HOST=smtp.example.com;ALERTS_EMAIL_CX=a@example.com | ALERTS_EMAIL_FROM is not set",
        "ALERTS_SMTP_HOST=https://smtp | set it to a host's name alone",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_USERNAME=u | ALERTS_SMTP_PASSWORD is not set, but ALERTS_SMTP_USERNAME is",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_TLS=ssl | ALERTS_SMTP_TLS is \"ssl\": set it to starttls, tls or none",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_USERNAME=u;ALERTS_SMTP_PASSWORD=p;ALERTS_SMTP_TLS=none | set it to starttls or tls",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_TLS=tls;ALERTS_SMTP_CA=/nowhere.pem | ALERTS_SMTP_CA is \"/nowhere.pem\", but it cannot be read",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_TLS=tls;ALERTS_SMTP_CA=pom.xml | ALERTS_SMTP_CA is \"pom.xml\", but it ",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_CA=pom.xml | ALERTS_SMTP_CA is set, but nothing is encrypted",
        "ALERTS_SMTP_HOST=h;ALERTS_SMTP_PORT=0 | ALERTS_SMTP_PORT is \"0\"",
        "ALERTS_SMTP_HOST=h;ALERTS_EMAIL_FROM=Ana <a@example.com> | ALERTS_EMAIL_FROM has \"Ana <a@example.com>\"",
        "ALERTS_EMAIL_CX=ana | ALERTS_EMAIL_CX has \"ana\": set it to plain addresses",
        "ALERTS_EMAIL_FINNACE=a@example.com | ALERTS_EMAIL_FINNACE names no owner of cases: owners are CX, FINANCE",
        "ALERTS_WEBHOOK_URL_ALL=https://hooks.example.com | ALERTS_WEBHOOK_URL_ALL names no owner",
        "ALERTS_QUIET_HOURS_ALL=22:00-07:00 | ALERTS_QUIET_HOURS_ALL names no owner",
        "ALERTS_WEBHOOK_URL=ftp://hooks.example.com | ALERTS_WEBHOOK_URL is not an address with https:// or http://",
        "ALERTS_WEBHOOK_URL=https://u:p@hooks.example.com | ALERTS_WEBHOOK_URL is not an address",
        "ALERTS_QUIET_HOURS=22-7 | ALERTS_QUIET_HOURS is \"22-7\": set it to two different times of day",
        "ALERTS_QUIET_HOURS=24:00-07:00 | ALERTS_QUIET_HOURS is \"24:00-07:00\"",
        "ALERTS_QUIET_HOURS=07:00-07:00 | ALERTS_QUIET_HOURS is \"07:00-07:00\"",
        "CONSOLE_URL=javascript:alert(1) | CONSOLE_URL is \"javascript:alert(1)\": set it to an address with http",
      })
  void what_is_wrong_stops_the_start_with_its_name_and_what_to_do(String variables, String said) {
    assertThat(problems(variables.split(";"))).anyMatch(p -> p.contains(said));
  }

  @Test
  void a_webhook_that_is_wrong_is_not_shown() {
    assertThat(problems("ALERTS_WEBHOOK_URL=hooks.example.com/services/T0/secret"))
        .noneMatch(p -> p.contains("secret"));
  }
}
