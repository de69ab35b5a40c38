package io.returnbridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.returnbridge.alerts.StarttlsMailServer;
import io.returnbridge.settings.Alerts;
import io.returnbridge.settings.MailServer;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The doctor on a real mail server. */
class AlertChecksTest {

  private final GreenMail mail =
      new GreenMail(
          new ServerSetup[] {
            patient(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)),
            patient(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS))
          });

  private static ServerSetup patient(ServerSetup setup) {
    setup.setServerStartupTimeout(60_000);
    return setup;
  }

  @BeforeEach
  void start() {
    mail.setUser("returns", "right");
    mail.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  private static Check check(int port, MailServer.Tls tls, String password) {
    return check(port, tls, password, List.of());
  }

  private static Check check(
      int port, MailServer.Tls tls, String password, List<X509Certificate> trusted) {
    Optional<MailServer.Login> login =
        Optional.ofNullable(password).map(word -> new MailServer.Login("returns", word));
    MailServer server =
        new MailServer("127.0.0.1", port, tls, login, "returns@example.com", trusted);
    List<Check> checks =
        AlertChecks.of(
            new Alerts(
                Optional.of(server), Map.of("cx", List.of("cx@example.com")), Map.of(), Map.of()));
    assertThat(checks).hasSize(1);
    return checks.get(0);
  }

  @Test
  void a_mail_server_is_greeted_logged_in_to_and_sent_nothing() {
    assertThat(check(mail.getSmtp().getPort(), MailServer.Tls.NONE, null).level())
        .isEqualTo(Check.Level.OK);
    assertThat(check(mail.getSmtp().getPort(), MailServer.Tls.NONE, "right").level())
        .isEqualTo(Check.Level.OK);
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void a_wrong_password_and_a_server_that_is_away_fail_with_what_to_do() {
    Check refused = check(mail.getSmtp().getPort(), MailServer.Tls.NONE, "wrong-secret");
    assertThat(refused.level()).isEqualTo(Check.Level.FAIL);
    assertThat(refused.remedy()).contains("ALERTS_SMTP_PASSWORD");
    assertThat(refused.what()).doesNotContain("wrong-secret");

    int port = mail.getSmtp().getPort();
    mail.stop();
    Check away = check(port, MailServer.Tls.NONE, null);
    assertThat(away.level()).isEqualTo(Check.Level.FAIL);
    assertThat(away.remedy()).contains("ALERTS_SMTP_HOST");
  }

  @Test
  void a_certificate_that_nobody_vouches_for_and_a_missing_STARTTLS_fail() {
    assertThat(check(mail.getSmtps().getPort(), MailServer.Tls.TLS, null).what())
        .contains("cannot be used", "certif");
    assertThat(check(mail.getSmtp().getPort(), MailServer.Tls.STARTTLS, "right").what())
        .contains("cannot be used", "STARTTLS");
  }

  @Test
  void STARTTLS_needs_a_certificate_that_is_trusted_and_is_the_hosts_own() {
    try (StarttlsMailServer server = new StarttlsMailServer("ip:127.0.0.1", "returns", "right");
        StarttlsMailServer another =
            new StarttlsMailServer("dns:smtp.example.com", "returns", "right")) {
      assertThat(starttls(server, "right", server.certificates()).level())
          .isEqualTo(Check.Level.OK);
      assertThat(starttls(server, "wrong", server.certificates()).remedy())
          .contains("ALERTS_SMTP_PASSWORD");
      Check unknown = starttls(server, "right", another.certificates());
      assertThat(unknown.what()).contains("cannot be used", "PKIX");
      assertThat(unknown.remedy()).contains("ALERTS_SMTP_CA");
      assertThat(starttls(server, "right", List.of()).what()).contains("cannot be used", "certif");
      assertThat(starttls(another, "right", another.certificates()).what())
          .contains("cannot be used", "127.0.0.1");
      assertThat(server.logins()).containsExactly("returns right", "returns wrong");
      assertThat(another.logins()).isEmpty();
    }
  }

  private static Check starttls(
      StarttlsMailServer server, String password, List<X509Certificate> trusted) {
    return check(server.port(), MailServer.Tls.STARTTLS, password, trusted);
  }

  @Test
  void a_webhooks_host_must_be_known_and_its_address_is_not_shown() {
    List<Check> checks =
        AlertChecks.of(
            new Alerts(
                Optional.empty(),
                Map.of(),
                Map.of(
                    "cx", URI.create("http://127.0.0.1:1/secret"),
                    "finance", URI.create("https://hooks.invalid/secret")),
                Map.of()));

    assertThat(checks).extracting(Check::level).containsExactly(Check.Level.OK, Check.Level.FAIL);
    assertThat(checks).noneMatch(c -> (c.what() + c.remedy()).contains("secret"));
  }
}
