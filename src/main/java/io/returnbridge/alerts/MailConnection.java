package io.returnbridge.alerts;

import io.returnbridge.settings.MailServer;
import java.util.Properties;

/** How the mail server is talked to, in Jakarta Mail's terms. */
public final class MailConnection {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 10_000;

  private MailConnection() {}

  /**
   * The server's certificate must be valid and be its own; what the program wants encrypted is not
   * sent in the clear. An address that the server refuses does not keep the mail from the others.
   */
  public static Properties properties(MailServer server) {
    Properties properties = new Properties();
    set(properties, "host", server.host());
    set(properties, "port", server.port());
    set(properties, "auth", server.login().isPresent());
    set(properties, "starttls.enable", server.tls() == MailServer.Tls.STARTTLS);
    set(properties, "starttls.required", server.tls() == MailServer.Tls.STARTTLS);
    set(properties, "ssl.enable", server.tls() == MailServer.Tls.TLS);
    set(properties, "ssl.checkserveridentity", true);
    set(properties, "connectiontimeout", CONNECT_MILLIS);
    set(properties, "timeout", ANSWER_MILLIS);
    set(properties, "writetimeout", ANSWER_MILLIS);
    set(properties, "sendpartial", true);
    set(properties, "quitwait", false);
    properties.setProperty("mail.transport.protocol", "smtp");
    return properties;
  }

  private static void set(Properties properties, String name, Object value) {
    properties.setProperty("mail.smtp." + name, value.toString());
  }
}
