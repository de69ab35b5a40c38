package io.returnbridge.alerts;

import io.returnbridge.settings.MailServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

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
    if (!server.trusted().isEmpty()) {
      properties.put("mail.smtp.ssl.socketFactory", trusting(server.trusted()));
    }
    return properties;
  }

  /** Why it failed, in one line: what the mail library says is seldom all. */
  public static String reason(Exception failure) {
    StringBuilder reason = new StringBuilder(line(failure));
    for (Exception next = next(failure); next != null; next = next(next)) {
      reason.append(": ").append(line(next));
    }
    return reason.toString();
  }

  private static @Nullable Exception next(Exception failure) {
    return failure instanceof MessagingException mail ? mail.getNextException() : null;
  }

  private static String line(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /** Of nobody else. */
  private static SSLSocketFactory trusting(List<X509Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("The certificates of ALERTS_SMTP_CA cannot be used", e);
    }
  }

  private static void set(Properties properties, String name, Object value) {
    properties.setProperty("mail.smtp." + name, value.toString());
  }
}
