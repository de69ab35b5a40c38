package io.returnbridge.setup;

import io.returnbridge.alerts.MailConnection;
import io.returnbridge.settings.Alerts;
import io.returnbridge.settings.MailServer;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether alerts could be sent. None is: the mail server is greeted and left again. */
final class AlertChecks {

  private AlertChecks() {}

  static List<Check> of(Alerts alerts) {
    List<Check> checks = new ArrayList<>();
    alerts.mailServer().ifPresent(server -> checks.add(mailServer(server)));
    TreeSet<String> hosts = new TreeSet<>();
    alerts.webhooks().values().forEach(url -> hosts.add(Objects.requireNonNull(url.getHost())));
    hosts.forEach(host -> checks.add(webhook(host)));
    if (checks.isEmpty()) {
      checks.add(Check.ok("alerts: none are set"));
    }
    return checks;
  }

  private static Check mailServer(MailServer server) {
    String what = "alerts by e-mail: " + server.host() + ":" + server.port();
    @Nullable String username = server.login().map(MailServer.Login::username).orElse(null);
    @Nullable String password = server.login().map(MailServer.Login::password).orElse(null);
    try (Transport transport =
        Session.getInstance(MailConnection.properties(server)).getTransport()) {
      transport.connect(server.host(), server.port(), username, password);
      return Check.ok(what);
    } catch (AuthenticationFailedException e) {
      return Check.fail(
          what + " refuses the login", "correct ALERTS_SMTP_USERNAME and ALERTS_SMTP_PASSWORD");
    } catch (MessagingException e) {
      return Check.fail(
          what + " cannot be used: " + MailConnection.reason(e),
          "check ALERTS_SMTP_HOST, _PORT and _TLS, its certificate (ALERTS_SMTP_CA), and the network");
    }
  }

  private static Check webhook(String host) {
    String what = "alerts by webhook: " + host;
    try {
      InetAddress.getByName(host);
      return Check.ok(what);
    } catch (UnknownHostException e) {
      return Check.fail(
          what + " is not known", "correct ALERTS_WEBHOOK_URL of that host, or the network's DNS");
    }
  }
}
