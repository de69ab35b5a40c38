package io.returnbridge.reports;

import io.quarkus.qute.Engine;
import io.returnbridge.csv.Csv;
import io.returnbridge.failure.Plain;
import io.returnbridge.model.Money;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as a table, as a page that prints, and as a mail. */
@ApplicationScoped
public class ReportForms {

  /** A spreadsheet takes a table without it for another encoding. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final List<String> COLUMNS =
      List.of(
          "kind",
          "finding",
          "healed",
          "store",
          "rmaNumber",
          "returnId",
          "refundId",
          "orderNumber",
          "amount",
          "currency",
          "inCommercetools",
          "completedAt",
          "paymentKey",
          "namedSince",
          "owner",
          "caseId",
          "openedAt",
          "dueAt",
          "overdueDays",
          "cause",
          "nextStep");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);

  /** Of a section in a mail; the page has all. */
  private static final int MOST_IN_MAIL = 50;

  private final Engine engine;
  private final ZoneId zone;
  private final String style;

  public ReportForms(Engine engine, Settings settings) {
    this.engine = engine;
    this.zone = settings.reportTimeZone();
    this.style = style();
  }

  /** UTF-8 with its mark; a text that a spreadsheet would run is quoted. */
  public String csv(Report report) {
    return BYTE_ORDER_MARK
        + Csv.text(COLUMNS, report.rows().stream().map(r -> cells(r, report.asOf())).toList());
  }

  private static List<String> cells(Row row, Instant asOf) {
    Money amount = row.amount();
    Money actual = row.actual();
    Instant dueAt = row.dueAt();
    return List.of(
        row.kind().word(),
        row.finding(),
        Boolean.toString(row.healed()),
        text(row.store()),
        text(row.rmaNumber()),
        text(row.returnId()),
        text(row.refundId()),
        text(row.orderNumber()),
        amount == null ? "" : number(amount),
        amount == null ? "" : amount.currencyCode(),
        actual == null ? "" : number(actual),
        text(row.completedAt()),
        text(row.paymentKey()),
        text(row.namedSince()),
        row.owner(),
        text(row.caseId()),
        text(row.openedAt()),
        text(dueAt),
        dueAt == null ? "" : Long.toString(Duration.between(dueAt, asOf).toDays()),
        Plain.line(row.cause()),
        Plain.line(row.nextStep()));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static String number(Money money) {
    return BigDecimal.valueOf(money.centAmount(), Money.digits(money.currencyCode()).orElse(0))
        .toPlainString();
  }

  /** A page of its own: no script, and nothing that is fetched. Links are within this program. */
  public String html(Report report) {
    return html(report, "", Integer.MAX_VALUE);
  }

  /**
   * As {@link #html(Report)}, for a mail.
   *
   * @param base what links begin with
   */
  public String mail(Report report, String base) {
    return html(report, base, MOST_IN_MAIL);
  }

  /** What a browser is to allow the page: its own style and nothing else. */
  public String contentSecurityPolicy() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(hash)
          + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  private String html(Report report, String base, int most) {
    return Objects.requireNonNull(engine.getTemplate("report.html"), "report.html")
        .data("page", page(report, base, most))
        .render();
  }

  /** The mail for those who read no HTML. */
  public String plain(Report report, String base) {
    List<String> lines = new ArrayList<>(List.of(report.sentence(), ""));
    for (ReportPage.Section section : page(report, base, MOST_IN_MAIL).sections()) {
      lines.add(section.heading() + " " + section.remark());
      for (ReportPage.Line line : section.lines()) {
        lines.add("");
        lines.add("  %s, %s  %s".formatted(line.title(), line.returnName(), line.amount()));
        lines.add("  " + String.join(", ", line.details()));
        lines.add("  " + line.cause());
        lines.add("  Next: " + line.nextStep());
      }
      section.sums().forEach(sum -> lines.add("  In all: " + sum));
      lines.add("");
    }
    lines.add("The whole report: " + base + path(report) + ".html");
    return String.join("\r\n", lines) + "\r\n";
  }

  /** Of fixed words, numbers and the date only. */
  public String subject(Report report) {
    Report.Totals totals = report.totals();
    int wrong = totals.findings() + totals.notChecked();
    String found =
        wrong == 0 && totals.complete()
            ? "every refund has its credit"
            : Sentence.counted(totals.findings(), "refund")
                + " without a credit"
                + (totals.notChecked() + totals.returnsNotRead() > 0 ? ", not complete" : "");
    return "Returnbridge: daily exceptions of %s: %s, %s overdue"
        .formatted(report.date(), found, Sentence.counted(totals.overdueCases(), "case"));
  }

  private static String path(Report report) {
    return "/api/reports/" + report.name() + "/" + report.date();
  }

  private ReportPage page(Report report, String base, int most) {
    Report.Totals totals = report.totals();
    List<ReportPage.Section> sections = new ArrayList<>();
    List<Row> refunds = report.rows().stream().filter(r -> r.kind() == Row.Kind.REFUND).toList();
    List<Row> wrong = refunds.stream().filter(r -> !r.isNotChecked()).toList();
    section("Refunds without a credit that agrees", "for finance", wrong, report, base, most)
        .ifPresent(sections::add);
    section(
            "Refunds that could not be checked",
            "nobody knows whether they have their credit",
            refunds.stream().filter(Row::isNotChecked).toList(),
            report,
            base,
            most)
        .ifPresent(sections::add);
    Map<String, List<Row>> byOwner = new TreeMap<>();
    report.rows().stream()
        .filter(r -> r.kind() == Row.Kind.CASE)
        .forEach(r -> byOwner.computeIfAbsent(r.owner(), o -> new ArrayList<>()).add(r));
    byOwner.forEach(
        (owner, rows) ->
            section(
                    "Overdue cases of " + owner,
                    Sentence.counted(rows.size(), "case"),
                    rows,
                    report,
                    base,
                    most)
                .ifPresent(sections::add));
    return new ReportPage(
        "Daily exceptions of " + DAY.format(report.date()),
        report.sentence(),
        !totals.complete(),
        "Refunds of returns that are open or have changed since %s, and what the report before had named."
            .formatted(DAY.format(totals.from().atZone(zone))),
        sections,
        "As of %s. Reveni and commercetools were both asked for this report."
            .formatted(time(report.asOf())),
        base + path(report) + ".csv?asOf=" + report.asOf(),
        style);
  }

  private Optional<ReportPage.Section> section(
      String heading, String remark, List<Row> rows, Report report, String base, int most) {
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    boolean cases = rows.get(0).kind() == Row.Kind.CASE;
    return Optional.of(
        new ReportPage.Section(
            heading,
            remark,
            cases ? "Was due" : "Completed",
            rows.stream().limit(most).map(r -> line(r, report, base)).toList(),
            Findings.sums(rows).stream().map(Money::toString).toList(),
            Math.max(0, rows.size() - most)));
  }

  private ReportPage.Line line(Row row, Report report, String base) {
    Money amount = row.amount();
    Money actual = row.actual();
    Instant at = row.kind() == Row.Kind.CASE ? row.dueAt() : row.completedAt();
    String returnId = row.returnId();
    List<String> details =
        Stream.of(
                detail("Order ", row.orderNumber()),
                detail("Refund ", row.refundId()),
                detail("Store ", row.store()))
            .flatMap(Stream::ofNullable)
            .toList();
    boolean differs = actual != null && !actual.equals(amount);
    return new ReportPage.Line(
        row.kind() == Row.Kind.CASE ? words(row.finding()) : FindingTexts.of(row.finding()).title(),
        row.finding(),
        Objects.requireNonNullElse(row.rmaNumber(), Objects.requireNonNullElse(returnId, "–")),
        returnId == null
            ? null
            : base
                + "/api/returns/"
                + encoded(returnId)
                + (row.store() == null ? "" : "?store=" + encoded(row.store())),
        details,
        at == null ? "–" : DAY.format(at.atZone(zone)),
        age(row, at, report),
        amount == null ? "–" : amount.toString(),
        differs ? "commercetools: " + actual : "",
        Plain.line(row.cause()),
        Plain.line(row.nextStep()),
        row.caseId() == null ? null : base + "/api/exceptions/" + encoded(row.caseId()));
  }

  private static String age(Row row, @Nullable Instant at, Report report) {
    if (row.kind() == Row.Kind.REFUND) {
      return row.namedSince() == null || row.namedSince().equals(report.date())
          ? ""
          : "named since " + DAY.format(row.namedSince());
    }
    if (at == null) {
      return "";
    }
    Duration late = Duration.between(at, report.asOf());
    return late.toDays() > 0
        ? Sentence.counted((int) late.toDays(), "day") + " late"
        : Sentence.counted((int) late.toHours(), "hour") + " late";
  }

  private static @Nullable String detail(String label, @Nullable String value) {
    return value == null ? null : label + value;
  }

  /** {@code Order not found}, of {@code ORDER_NOT_FOUND}. */
  private static String words(String code) {
    String text = code.replace('_', ' ').toLowerCase(Locale.ROOT);
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private String time(Instant at) {
    return TIME.format(at.atZone(zone)) + " " + zone.getId();
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String style() {
    try (InputStream css =
        Objects.requireNonNull(
            ReportForms.class.getResourceAsStream("/reports/report.css"), "report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
