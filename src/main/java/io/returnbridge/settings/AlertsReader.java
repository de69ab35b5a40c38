package io.returnbridge.settings;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the variables {@code ALERTS_*}. */
final class AlertsReader {
  private static final String HOST = "ALERTS_SMTP_HOST";
  private static final String USERNAME = "ALERTS_SMTP_USERNAME";
  private static final String PASSWORD = "ALERTS_SMTP_PASSWORD";
  private static final String TLS = "ALERTS_SMTP_TLS";
  private static final String CA = "ALERTS_SMTP_CA";
  private static final String FROM = "ALERTS_EMAIL_FROM";
  private static final String EMAIL = "ALERTS_EMAIL_";
  private static final String WEBHOOK = "ALERTS_WEBHOOK_URL";
  private static final String QUIET = "ALERTS_QUIET_HOURS";

  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");

  /** Plain addresses only, so that nothing in them can be read as more than one. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");

  private static final Pattern HOURS = Pattern.compile("[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}");

  private final SettingsReader variables;

  AlertsReader(SettingsReader variables) {
    this.variables = variables;
  }

  Alerts read() {
    Stream.of(EMAIL, WEBHOOK + "_", QUIET + "_").forEach(this::ownersOnly);
    Map<String, List<String>> recipients = recipients();
    Optional<MailServer> server = mailServer();
    if (server.isEmpty() && !recipients.isEmpty()) {
      variables.problem(
          HOST
              + " is not set, but "
              + variable(EMAIL, recipients.keySet().iterator().next())
              + " is: set it to the host of a mail server, such as smtp.example.com");
    }
    if (server.isPresent() && recipients.isEmpty()) {
      variables.problem(
          HOST
              + " is set, but nobody is to get mail: set "
              + String.join(", ", Alerts.OWNERS.stream().map(o -> variable(EMAIL, o)).toList())
              + " to their addresses, or take it away");
    }
    return new Alerts(server, recipients, webhooks(), quietHours());
  }

  /** A name that no owner has would be a list of people who are never told. */
  private void ownersOnly(String prefix) {
    for (String name : variables.namesFrom(prefix)) {
      boolean known =
          name.equals(FROM)
              || Alerts.OWNERS.stream().anyMatch(o -> variable(prefix, o).equals(name));
      if (!known) {
        variables.problem(
            name
                + " names no owner of cases: owners are "
                + String.join(", ", Alerts.OWNERS.stream().map(AlertsReader::upper).toList()));
      }
    }
  }

  private Map<String, List<String>> recipients() {
    Map<String, List<String>> recipients = new TreeMap<>();
    for (String owner : Alerts.OWNERS) {
      String name = variable(EMAIL, owner);
      variables.optional(name).ifPresent(list -> recipients.put(owner, addresses(name, list)));
    }
    return Map.copyOf(recipients);
  }

  private List<String> addresses(String name, String list) {
    List<String> addresses =
        Stream.of(list.split(",", -1)).map(String::strip).filter(a -> !a.isEmpty()).toList();
    addresses.forEach(address -> address(name, address));
    if (addresses.isEmpty()) {
      address(name, list);
    }
    return addresses;
  }

  private void address(String name, String address) {
    if (!ADDRESS.matcher(address).matches()) {
      variables.problem(
          name
              + " has \""
              + address
              + "\": set it to plain addresses such as returns@example.com"
              + (name.equals(FROM) ? "" : ", separated by commas"));
    }
  }

  private Optional<MailServer> mailServer() {
    Optional<String> host = variables.optional(HOST);
    Optional<MailServer.Login> login = login();
    MailServer.Tls tls = tls(login.isPresent());
    int port = variables.number("ALERTS_SMTP_PORT", standardPort(tls), 1, 65_535);
    if (host.isEmpty()) {
      for (String name : variables.namesFrom("ALERTS_SMTP_")) {
        variables.problem(
            name + " is set without " + HOST + ": set that to the host of a mail server as well");
      }
      return Optional.empty();
    }
    if (!HOST_NAME.matcher(host.get()).matches()) {
      variables.problem(
          HOST
              + " is \""
              + host.get()
              + "\": set it to a host's name alone, such as smtp.example.com");
    }
    String from =
        variables.required(
            FROM, "set it to the address that alerts come from, such as returns@example.com");
    if (!from.isEmpty()) {
      address(FROM, from);
    }
    return Optional.of(new MailServer(host.get(), port, tls, login, from, trusted(tls)));
  }

  /** Certificates in PEM. */
  private List<X509Certificate> trusted(MailServer.Tls tls) {
    Optional<String> file = variables.optional(CA);
    if (file.isEmpty()) {
      return List.of();
    }
    if (tls == MailServer.Tls.NONE) {
      variables.problem(
          CA + " is set, but nothing is encrypted: set " + TLS + " to starttls or tls");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    String why = "it has no certificate";
    try (InputStream content = Files.newInputStream(Path.of(file.get()))) {
      for (Certificate one :
          CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        certificates.add((X509Certificate) one);
      }
    } catch (IOException | InvalidPathException e) {
      why = "it cannot be read";
    } catch (CertificateException e) {
      why = "it is no certificate";
    }
    if (certificates.isEmpty()) {
      variables.problem(
          CA
              + " is \""
              + file.get()
              + "\", but "
              + why
              + ": set it to a file with certificates in PEM (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }

  private Optional<MailServer.Login> login() {
    Optional<String> username = variables.optional(USERNAME);
    Optional<String> password = variables.optional(PASSWORD);
    if (username.isPresent() != password.isPresent()) {
      variables.problem(
          (username.isPresent() ? PASSWORD : USERNAME)
              + " is not set, but "
              + (username.isPresent() ? USERNAME : PASSWORD)
              + " is: a login needs both; take both away for a mail server that asks for none");
    }
    return username.flatMap(user -> password.map(word -> new MailServer.Login(user, word)));
  }

  private MailServer.Tls tls(boolean login) {
    String word = variables.optional(TLS).orElse(login ? "starttls" : "none");
    for (MailServer.Tls tls : MailServer.Tls.values()) {
      if (tls.name().toLowerCase(Locale.ROOT).equals(word)) {
        if (login && tls == MailServer.Tls.NONE) {
          variables.problem(
              TLS + " is \"none\", but a password is to be sent: set it to starttls or tls");
        }
        return tls;
      }
    }
    variables.problem(TLS + " is \"" + word + "\": set it to starttls, tls or none");
    return MailServer.Tls.STARTTLS;
  }

  private static int standardPort(MailServer.Tls tls) {
    return switch (tls) {
      case NONE -> 25;
      case STARTTLS -> 587;
      case TLS -> 465;
    };
  }

  private Map<String, URI> webhooks() {
    Map<String, URI> webhooks = new TreeMap<>();
    Optional<URI> forAll = webhook(WEBHOOK);
    for (String owner : Alerts.OWNERS) {
      webhook(variable(WEBHOOK + "_", owner))
          .or(() -> forAll)
          .ifPresent(url -> webhooks.put(owner, url));
    }
    return Map.copyOf(webhooks);
  }

  /** The address is a secret: what is wrong with it is said without it. */
  private Optional<URI> webhook(String name) {
    Optional<String> text = variables.optional(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<URI> url = SettingsReader.httpUrl(text.get());
    if (url.isEmpty() || url.get().getUserInfo() != null || url.get().getFragment() != null) {
      variables.problem(
          name + " is not an address with https:// or http://, without a user: copy it anew");
      return Optional.empty();
    }
    return url;
  }

  private Map<String, QuietHours> quietHours() {
    Map<String, QuietHours> hours = new TreeMap<>();
    Optional<QuietHours> forAll = quietHours(QUIET);
    for (String owner : Alerts.OWNERS) {
      quietHours(variable(QUIET + "_", owner))
          .or(() -> forAll)
          .ifPresent(quiet -> hours.put(owner, quiet));
    }
    return Map.copyOf(hours);
  }

  private Optional<QuietHours> quietHours(String name) {
    Optional<String> text = variables.optional(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (HOURS.matcher(text.get()).matches()) {
      try {
        LocalTime from = LocalTime.parse(text.get().substring(0, 5));
        LocalTime to = LocalTime.parse(text.get().substring(6));
        if (!from.equals(to)) {
          return Optional.of(new QuietHours(from, to));
        }
      } catch (DateTimeException e) {
        // Reported below, as every other value that is no span.
      }
    }
    variables.problem(
        name
            + " is \""
            + text.get()
            + "\": set it to two different times of day, such as 22:00-07:00");
    return Optional.empty();
  }

  private static String variable(String prefix, String owner) {
    return prefix + upper(owner);
  }

  private static String upper(String owner) {
    return owner.toUpperCase(Locale.ROOT);
  }
}
