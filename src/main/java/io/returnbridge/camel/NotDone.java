package io.returnbridge.camel;

import io.returnbridge.alerts.MailConnection;
import io.returnbridge.failure.Failure;
import io.returnbridge.failure.Plain;
import io.returnbridge.failure.RetryAfter;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.http.AnswerTooLarge;
import io.returnbridge.outage.Reply;
import io.returnbridge.settings.FineSettings;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a step of one's own has not done a record. What its endpoint refuses, or the route cannot do
 * at all, is no better the next time; what says nothing of the record is tried again: no answer, a
 * time-out, 429 and 5xx.
 *
 * @param later how it is to be tried again; null where it is not
 * @param what for people: the host with its status and the first words of its answer
 */
record NotDone(@Nullable Unavailable later, String what) {

  private static final int WORDS = 120;
  private static final int TOO_MANY = 429;

  /** Addresses, numbers of people, cards and accounts, and whatever may be a key. */
  private static final Pattern NOT_FOR_A_CASE =
      Pattern.compile(
          "\\S*@\\S*|[+]?[0-9][0-9 ./-]{5,}[0-9]|[A-Za-z0-9+/=_-]{20,}|(?i)bearer\\s+\\S+");

  private static final Pattern MARKUP = Pattern.compile("<[^>]*>?");

  /**
   * @param endpoint of Camel, where it happened; empty where that is not known
   */
  static NotDone of(Throwable thrown, String endpoint) {
    String host = host(endpoint);
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof Unavailable later) {
        return new NotDone(later, String.valueOf(later.getMessage()));
      }
      if (t instanceof HttpOperationFailedException answer) {
        return answered(host, answer);
      }
      if (t instanceof AnswerTooLarge large) {
        return new NotDone(
            null, host + " answered " + large.status() + ", and " + large.getMessage());
      }
      if (t instanceof MessagingException mail) {
        return mailed(host, mail);
      }
      if (t instanceof IOException) {
        String what = host + " gave no answer: " + reason(t);
        return new NotDone(new Unavailable(host, what, null, t), what);
      }
      if (t instanceof Failure failure) {
        return new NotDone(null, String.valueOf(failure.getMessage()));
      }
    }
    if (Failures.kind(thrown).equals("unavailable")) {
      String what = "Kafka did not confirm: " + reason(thrown);
      return new NotDone(new Unavailable("kafka", what, null, thrown), what);
    }
    return new NotDone(null, "its route ended with " + reason(thrown));
  }

  /** There is no record yet that it could lie in. */
  NotDone notYetBegun(Throwable thrown) {
    return later != null
        ? this
        : new NotDone(new Unavailable(FineSettings.OWN, what, null, thrown), what);
  }

  private static NotDone answered(String host, HttpOperationFailedException answer) {
    int status = answer.getStatusCode();
    String words = words(answer.getResponseBody());
    String what = host + " answered " + status + (words.isEmpty() ? "" : ": " + words);
    boolean again = status == TOO_MANY || (Reply.isFailure(status) && !isRedirect(status));
    return new NotDone(
        again
            ? new Unavailable(
                host,
                what,
                RetryAfter.parse(header(answer, "Retry-After"), Clock.systemUTC()),
                answer)
            : null,
        what);
  }

  /** What the mail server says for good of this mail or its address is no better the next time. */
  private static NotDone mailed(String host, MessagingException mail) {
    String what = host + " has not taken the mail: " + words(MailConnection.reason(mail));
    for (Exception e = mail;
        e != null;
        e = e instanceof MessagingException next ? next.getNextException() : null) {
      int code =
          e instanceof SMTPAddressFailedException address
              ? address.getReturnCode()
              : e instanceof SMTPSendFailedException failed ? failed.getReturnCode() : 0;
      if (code >= 500) {
        return new NotDone(null, what);
      }
    }
    return new NotDone(new Unavailable(host, what, null, mail), what);
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status < 400;
  }

  private static @Nullable String header(HttpOperationFailedException answer, String name) {
    return answer.getResponseHeaders() == null
        ? null
        : answer.getResponseHeaders().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(name))
            .map(header -> header.getValue())
            .findFirst()
            .orElse(null);
  }

  private static String words(@Nullable String body) {
    String text = body == null ? "" : body.substring(0, Math.min(body.length(), 20 * WORDS));
    return Plain.line(
        NOT_FOR_A_CASE.matcher(MARKUP.matcher(text).replaceAll(" ")).replaceAll("…"), WORDS);
  }

  private static String reason(Throwable t) {
    String name = t.getClass().getSimpleName();
    return t.getMessage() == null
        ? name
        : Plain.line(name + ", " + words(t.getMessage()), 2 * WORDS);
  }

  /** As the breaker of the host is called. */
  static String host(String endpoint) {
    Optional<URI> uri = uri(endpoint);
    return uri.filter(u -> u.getHost() != null)
        .map(u -> host(u.getScheme(), u.getHost(), u.getPort()))
        .orElse("the step");
  }

  static String host(String scheme, String host, int port) {
    boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
    return usual ? host : host + ":" + port;
  }

  private static Optional<URI> uri(String endpoint) {
    try {
      return Optional.of(URI.create(endpoint.replaceFirst("[?].*", "")));
    } catch (IllegalArgumentException odd) {
      return Optional.empty();
    }
  }
}
