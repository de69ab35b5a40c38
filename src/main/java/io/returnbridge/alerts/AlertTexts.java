package io.returnbridge.alerts;

import io.returnbridge.failure.Plain;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * The words of a digest. Texts of cases name what came from outside: line breaks, control
 * characters and changes of direction in them become spaces, and each form escapes what has a
 * meaning in it.
 */
@ApplicationScoped
public class AlertTexts {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final int LONGEST = 400;

  /** What a chat program makes a mention or a link of. */
  private static final Pattern LIVELY =
      Pattern.compile(
          "(?i)@(?=\\w)|(?<=[a-z]:)(?=//)|(?<=\\bwww)(?=\\.)|(?<=])(?=[(\\[])|(?<=mailto)(?=:)");

  /** A space that nobody sees. */
  private static final String APART = "\u200B";

  /** A webhook's text is cut off by Slack at 40,000. */
  private static final int LONGEST_MESSAGE = 30_000;

  private final Settings settings;
  private final Config config;

  public AlertTexts(Settings settings, Config config) {
    this.settings = settings;
    this.config = config;
  }

  /** Of fixed words and numbers only. */
  public String subject(Digest digest) {
    return "Returnbridge: " + headline(digest);
  }

  static String headline(Digest digest) {
    String owner = digest.recipient().owner();
    int fresh = digest.fresh();
    if (fresh == 0) {
      return counted(digest.resolved(), "case") + " for " + owner + " resolved";
    }
    return counted(fresh, "new case")
        + " for "
        + owner
        + (digest.critical() > 0 ? " (" + digest.critical() + " critical)" : "");
  }

  /** As plain text. */
  public String plain(Digest digest) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(digest) + ".");
    lines.add("");
    digest.counts().forEach(count -> lines.add("  " + counted(count)));
    int number = 1;
    for (AlertCase one : digest.cases()) {
      lines.add("");
      lines.add(number++ + ". " + title(one));
      lines.add("   " + clean(one.cause()));
      lines.add("   Next: " + clean(one.nextStep()));
      lines.add("   " + link(one));
    }
    int more = digest.fresh() - digest.cases().size();
    if (more > 0) {
      lines.add("");
      lines.add("And " + more + " more: " + listLink(digest));
    }
    if (digest.resolved() > 0) {
      lines.add("");
      lines.add("Resolved since they were told: " + digest.resolved());
      digest.resolvedCases().forEach(one -> lines.add("  " + title(one) + "  " + link(one)));
    }
    return String.join("\r\n", lines) + "\r\n";
  }

  /** The same as HTML. */
  public String html(Digest digest) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><body>\n");
    html.append("<p><strong>").append(escaped(headline(digest))).append("</strong></p>\n<ul>\n");
    digest.counts().forEach(c -> html.append("<li>").append(escaped(counted(c))).append("</li>\n"));
    html.append("</ul>\n<ol>\n");
    for (AlertCase one : digest.cases()) {
      html.append("<li><p><a href=\"")
          .append(escaped(link(one)))
          .append("\">")
          .append(escaped(title(one)))
          .append("</a><br>\n")
          .append(escaped(clean(one.cause())))
          .append("<br>\nNext: ")
          .append(escaped(clean(one.nextStep())))
          .append("</p></li>\n");
    }
    html.append("</ol>\n");
    int more = digest.fresh() - digest.cases().size();
    if (more > 0) {
      html.append("<p><a href=\"")
          .append(escaped(listLink(digest)))
          .append("\">And ")
          .append(more)
          .append(" more</a></p>\n");
    }
    if (digest.resolved() > 0) {
      html.append("<p>Resolved since they were told: ")
          .append(digest.resolved())
          .append("</p>\n<ul>\n");
      digest
          .resolvedCases()
          .forEach(
              one ->
                  html.append("<li><a href=\"")
                      .append(escaped(link(one)))
                      .append("\">")
                      .append(escaped(title(one)))
                      .append("</a></li>\n"));
      html.append("</ul>\n");
    }
    return html.append("</body></html>\n").toString();
  }

  /** As Slack's mrkdwn, which other chat programs' webhooks read as well. */
  public String message(Digest digest) {
    StringBuilder text = new StringBuilder("*" + escapedForSlack(headline(digest)) + "*");
    digest.counts().forEach(c -> text.append("\n• ").append(escapedForSlack(counted(c))));
    int told = 0;
    for (AlertCase one : digest.cases()) {
      String part =
          "\n\n*<%s|%s>*\n%s\n_Next:_ %s"
              .formatted(
                  escapedForSlack(link(one)),
                  quiet(title(one)),
                  quiet(clean(one.cause())),
                  quiet(clean(one.nextStep())));
      if (text.length() + part.length() > LONGEST_MESSAGE) {
        break;
      }
      text.append(part);
      told++;
    }
    int more = digest.fresh() - told;
    if (more > 0) {
      text.append("\n\n<%s|And %d more>".formatted(escapedForSlack(listLink(digest)), more));
    }
    if (digest.resolved() > 0) {
      text.append("\n\nResolved since they were told: ").append(digest.resolved());
      digest
          .resolvedCases()
          .forEach(
              one ->
                  text.append(
                      "\n• <%s|%s>".formatted(escapedForSlack(link(one)), quiet(title(one)))));
    }
    return text.toString();
  }

  private String title(AlertCase one) {
    StringBuilder title = new StringBuilder(one.code());
    if (one.rmaNumber() != null) {
      title.append(' ').append(one.rmaNumber());
    }
    if (one.orderNumber() != null) {
      title.append(", order ").append(one.orderNumber());
    }
    title.append(", ").append(one.severity());
    if (one.dueAt() != null) {
      title.append(", due ").append(time(one.dueAt(), settings.reportTimeZone()));
    }
    return clean(title.toString());
  }

  private String link(AlertCase one) {
    return base() + "/console/cases/" + one.id();
  }

  private String listLink(Digest digest) {
    return base() + "/api/exceptions?status=open&owner=" + digest.recipient().owner();
  }

  /** What links begin with. */
  public String base() {
    return settings
        .consoleUrl()
        .map(Object::toString)
        .orElseGet(() -> "http://127.0.0.1:" + config.getValue("quarkus.http.port", Integer.class));
  }

  static String time(Instant at, ZoneId zone) {
    return TIME.format(at.truncatedTo(ChronoUnit.MINUTES).atZone(zone)) + " " + zone.getId();
  }

  private static String counted(Digest.Count count) {
    return count.cases()
        + " × "
        + count.code()
        + (count.critical() > 0 ? " (" + count.critical() + " critical)" : "");
  }

  private static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String clean(String text) {
    return Plain.line(text, LONGEST);
  }

  /** For a chat program: calls nobody and leads nowhere. */
  private static String quiet(String text) {
    String apart = LIVELY.matcher(text).replaceAll(found -> found.group() + APART);
    return escapedForSlack(apart);
  }

  private static String escapedForSlack(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String escaped(String text) {
    return escapedForSlack(text).replace("\"", "&quot;").replace("'", "&#39;");
  }
}
