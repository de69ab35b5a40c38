package io.returnbridge.camel;

import io.returnbridge.alerts.AlertMedium;
import io.returnbridge.alerts.AlertTexts;
import io.returnbridge.alerts.Digest;
import io.returnbridge.alerts.Digests;
import io.returnbridge.alerts.MailConnection;
import io.returnbridge.alerts.Recipient;
import io.returnbridge.failure.Plain;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.http.AnswerTooLarge;
import io.returnbridge.json.Json;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportForms;
import io.returnbridge.settings.Alerts;
import io.returnbridge.settings.MailServer;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mail.MailConstants;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jboss.logging.Logger;

/**
 * Turns digests and reports into mails and webhook calls, and says what became of them. Who does
 * not answer is not asked again in the same run.
 */
@Named("alertSending")
@ApplicationScoped
public class AlertSending {

  private static final Logger LOG = Logger.getLogger(AlertSending.class);
  private static final String DIGEST = "digest";
  private static final String AT_ONCE = "atOnce";
  private static final String SILENT = "silentHosts";
  private static final int LONGEST = 300;

  private static final List<Class<? extends Exception>> UNREACHED =
      List.of(
          MailConnectException.class,
          ConnectException.class,
          ConnectTimeoutException.class,
          NoRouteToHostException.class,
          UnknownHostException.class,
          SSLHandshakeException.class);

  private final Digests digests;
  private final AlertTexts texts;
  private final ReportBook reports;
  private final ReportForms forms;
  private final Alerts alerts;

  public AlertSending(
      Digests digests, AlertTexts texts, ReportBook reports, ReportForms forms, Settings settings) {
    this.digests = digests;
    this.texts = texts;
    this.reports = reports;
    this.forms = forms;
    this.alerts = settings.alerts();
  }

  /** Whoever asks for it, other than the clock, does not wait for the next attempt's time. */
  public List<Recipient> recipients(Exchange exchange) {
    WakeUp wakeUp = WakeUps.of(exchange);
    exchange.setProperty(AT_ONCE, !(wakeUp.reason() instanceof Reason.Scheduled));
    exchange.setProperty(SILENT, ConcurrentHashMap.newKeySet());
    return digests.candidates();
  }

  /** The recipient becomes a mail or a webhook call, or neither while nothing is due. */
  public void prepare(Exchange exchange) {
    Message message = exchange.getMessage();
    Recipient recipient = Objects.requireNonNull(message.getBody(Recipient.class));
    message.removeHeaders("*");
    exchange.setProperty("byEmail", false);
    exchange.setProperty("byWebhook", false);
    if (silent(exchange).contains(host(recipient))) {
      return;
    }
    Optional<Digest> due =
        digests.plan(recipient, exchange.getProperty(AT_ONCE, false, Boolean.class));
    if (due.isPresent()) {
      exchange.setProperty(DIGEST, due.get());
      switch (recipient.channel()) {
        case EMAIL -> mail(message, due.get());
        case WEBHOOK -> call(message, due.get());
        case REPORT -> report(message, due.get());
      }
      exchange.setProperty(
          recipient.channel() == AlertMedium.WEBHOOK ? "byWebhook" : "byEmail", true);
    }
  }

  private void mail(Message message, Digest digest) {
    mail(message, digest, texts.subject(digest), texts.html(digest), texts.plain(digest));
  }

  private void report(Message message, Digest digest) {
    Report report = reports.unsent(digest.id()).orElseThrow();
    String base = texts.base();
    mail(
        message,
        digest,
        forms.subject(report),
        forms.mail(report, base),
        forms.plain(report, base));
  }

  private void mail(Message message, Digest digest, String subject, String html, String plain) {
    MailServer server = alerts.mailServer().orElseThrow();
    String domain = server.from().substring(server.from().indexOf('@') + 1);
    message.setHeader("From", server.from());
    message.setHeader("To", String.join(", ", to(digest.recipient())));
    message.setHeader("Subject", subject);
    message.setHeader("Message-ID", "<" + digest.id() + "@" + domain + ">");
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Auto-Response-Suppress", "All");
    message.setHeader(Exchange.CONTENT_TYPE, "text/html; charset=UTF-8");
    message.setHeader(MailConstants.MAIL_ALTERNATIVE_BODY, plain);
    message.setBody(html);
  }

  private void call(Message message, Digest digest) {
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.HTTP_URI, webhook(digest.recipient()).toString());
    message.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=UTF-8");
    message.setHeader("Idempotency-Key", digest.id());
    message.setBody(Json.write(Map.of("text", texts.message(digest))));
  }

  /** Sent: a mail that was handed over, a webhook that answered 2xx. */
  public void sent(Exchange exchange) {
    Digest digest = digest(exchange);
    if (digest.recipient().channel() == AlertMedium.WEBHOOK) {
      Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
      if (status == null || status / 100 != 2) {
        digests.notSent(digest, host(digest.recipient()) + " answered " + status, false);
        return;
      }
    }
    digests.sent(digest);
  }

  /**
   * It failed before, while or after it was sent. While the database is away nothing is said about
   * the channel, and the step is tried again.
   */
  public void failed(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    Digest digest = exchange.getProperty(DIGEST, Digest.class);
    if (digest == null || within(cause, Unavailable.class)) {
      throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
    if (taken(cause)) {
      digests.sent(digest);
      return;
    }
    if (sentToSome(cause)) {
      LOG.warnf(
          "Some addresses of %s do not take mail: %s",
          digest.recipient().owner(), why(digest, cause));
      digests.sent(digest);
      return;
    }
    boolean refused = refused(cause);
    if (!refused) {
      silent(exchange).add(host(digest.recipient()));
    }
    digests.notSent(digest, why(digest, cause), !refused && mayHaveArrived(cause));
  }

  /** What is said of a webhook's failure is not its own message, which may name its address. */
  private String why(Digest digest, Exception cause) {
    String kind = cause.getClass().getSimpleName();
    if (digest.recipient().channel() == AlertMedium.WEBHOOK) {
      return host(digest.recipient()) + ": " + kind;
    }
    return Plain.line(kind + " " + MailConnection.reason(cause), LONGEST);
  }

  /** A webhook's answer is of no use but for its status. */
  private static boolean taken(Exception cause) {
    return AnswerTooLarge.within(cause).filter(answer -> answer.status() / 100 == 2).isPresent();
  }

  private static boolean sentToSome(Exception cause) {
    return cause instanceof SendFailedException failed
        && failed.getValidSentAddresses() != null
        && failed.getValidSentAddresses().length > 0;
  }

  /** The server has answered, and does not take it. */
  private static boolean refused(Exception cause) {
    return cause instanceof AuthenticationFailedException
        || (cause instanceof SMTPSendFailedException failed
            ? failed.getReturnCode() > 0
            : cause instanceof SendFailedException);
  }

  /** Not where no connection came about, or the mail dialogue ended before the mail. */
  private static boolean mayHaveArrived(Exception cause) {
    boolean unreached = UNREACHED.stream().anyMatch(type -> within(cause, type));
    boolean endedEarly =
        cause instanceof MessagingException
            && !(cause instanceof SendFailedException)
            && !within(cause, IOException.class);
    return !unreached && !endedEarly;
  }

  private static boolean within(Exception thrown, Class<? extends Throwable> type) {
    Throwable t = thrown;
    while (t != null && !type.isInstance(t)) {
      t =
          t instanceof MessagingException m && m.getNextException() != null
              ? m.getNextException()
              : t.getCause();
    }
    return t != null;
  }

  private List<String> to(Recipient recipient) {
    return Objects.requireNonNull(alerts.recipients().get(recipient.owner()));
  }

  private URI webhook(Recipient recipient) {
    return Objects.requireNonNull(alerts.webhooks().get(recipient.owner()));
  }

  /** Not secret, unlike the address of a webhook. */
  private String host(Recipient recipient) {
    return recipient.channel() == AlertMedium.WEBHOOK
        ? webhook(recipient).getHost()
        : alerts.mailServer().orElseThrow().host();
  }

  private static Digest digest(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(DIGEST, Digest.class));
  }

  @SuppressWarnings("unchecked")
  private static Set<String> silent(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(SILENT, Set.class));
  }
}
