package io.returnbridge.settings;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom new cases are told, and by what. Where nothing is set, nobody is told.
 *
 * @param mailServer absent: no e-mail
 * @param recipients addresses by owner; none without a mail server
 * @param webhooks by owner; the addresses are secrets
 * @param quietHours by owner
 */
public record Alerts(
    Optional<MailServer> mailServer,
    Map<String, List<String>> recipients,
    Map<String, URI> webhooks,
    Map<String, QuietHours> quietHours) {

  /** Owners of cases, as in {@code exceptions.csv}. */
  public static final List<String> OWNERS = List.of("cx", "finance", "warehouse", "integration");

  /** Without the webhooks' addresses. */
  @Override
  public String toString() {
    return "Alerts[mailServer="
        + mailServer
        + ", recipients="
        + recipients
        + ", webhooks="
        + webhooks.keySet()
        + ", quietHours="
        + quietHours
        + "]";
  }
}
