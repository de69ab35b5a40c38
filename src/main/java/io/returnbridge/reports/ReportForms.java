package io.returnbridge.reports;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quarkus.qute.Engine;
import io.returnbridge.csv.Csv;
import io.returnbridge.failure.Plain;
import io.returnbridge.json.Json;
import io.returnbridge.model.Money;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as tables, as a page that prints, and as a mail: the same for every kind. */
@ApplicationScoped
public class ReportForms {

  /** A spreadsheet takes a table without it for another encoding. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Of a section on the page; the tables have all. */
  private static final int MOST_ON_PAGE = 2_000;

  /** Of a section in a mail. */
  private static final int MOST_IN_MAIL = 50;

  private final Engine engine;
  private final Reports reports;
  private final ZoneId zone;
  private final String style;

  public ReportForms(Engine engine, Reports reports, Settings settings) {
    this.engine = engine;
    this.reports = reports;
    this.zone = settings.reportTimeZone();
    this.style = style();
  }

  /** As it is answered. */
  public void json(Report report, OutputStream out) throws IOException {
    try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      // What breaks off must not read as if it were the whole.
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      json.writeStringField("name", report.name());
      json.writeStringField("date", report.date());
      json.writeObjectField("asOf", report.asOf());
      json.writeStringField("tables", report.tables());
      json.writeStringField("sentence", report.sentence());
      json.writeObjectField("totals", report.totals());
      json.writeArrayFieldStart("rows");
      report.rows().each(row -> written(() -> json.writeTree(row)));
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** UTF-8 with its mark; a text that a spreadsheet would run is quoted. */
  public void csv(Report report, OutputStream out) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    text.write(BYTE_ORDER_MARK);
    csv(reports.of(report), report, text);
    text.flush();
  }

  private static <R> void csv(ReportKind<R> kind, Report report, Writer out) throws IOException {
    List<Column<R>> columns = kind.columns(report);
    Csv.Table table = new Csv.Table(out, columns.stream().map(Column::name).toList());
    report
        .rowsAs(kind.row())
        .each(
            row ->
                written(
                    () ->
                        table.add(columns.stream().map(c -> text(c.value().apply(row))).toList())));
  }

  @FunctionalInterface
  interface Write {
    void now() throws IOException;
  }

  /** Where only rows are expected. */
  static void written(Write write) {
    try {
      write.now();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Money money) {
      return BigDecimal.valueOf(money.centAmount(), Money.digits(money.currencyCode()).orElse(0))
          .toPlainString();
    }
    return value == null ? "" : value instanceof String text ? Plain.line(text) : value.toString();
  }

  /** For Excel and others. */
  public void xlsx(Report report, OutputStream out) throws IOException {
    new Spreadsheet(zone).write(reports.of(report), report, out);
  }

  /**
   * A page of its own: no script, and nothing that is fetched. Links are within this program.
   *
   * @param said how the reader reads an English text
   */
  public String html(Report report, Locale locale, UnaryOperator<String> said) {
    return html(report, new PageContext("", zone, MOST_ON_PAGE, locale), said);
  }

  /**
   * As {@link #html(Report, Locale, UnaryOperator)}, for a mail, which is English.
   *
   * @param base what links begin with
   */
  public String mail(Report report, String base) {
    return html(report, inMail(base), UnaryOperator.identity());
  }

  private PageContext inMail(String base) {
    return new PageContext(base, zone, MOST_IN_MAIL, Locale.ENGLISH);
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

  private String html(Report report, PageContext context, UnaryOperator<String> said) {
    return Objects.requireNonNull(engine.getTemplate("report.html"), "report.html")
        .data("page", reports.of(report).page(report, context).in(said))
        .data("language", context.locale().getLanguage())
        .data("style", style)
        .data("table", context.base() + path(report))
        .data("asOf", report.asOf())
        .data("all", context.base() + "/console/reports")
        .render();
  }

  /** The mail for those who read no HTML. */
  public String plain(Report report, String base) {
    ReportPage page = reports.of(report).page(report, inMail(base));
    List<String> lines = new ArrayList<>(List.of(page.sentence(), ""));
    for (ReportPage.Section section : page.sections()) {
      lines.add(section.heading() + " (" + section.remark() + ")");
      for (List<ReportPage.Cell> row : section.rows()) {
        lines.add("");
        for (int i = 0; i < row.size(); i++) {
          String text = plain(row.get(i));
          boolean number = row.get(i).style().equals("amount");
          if (!text.isEmpty() && !text.equals("–")) {
            lines.add("  " + (number ? section.heads().get(i).text() + ": " : "") + text);
          }
        }
      }
      if (section.left() > 0) {
        lines.add("");
        lines.add("  And %d more.".formatted(section.left()));
      }
      for (List<ReportPage.Cell> sums : section.foot()) {
        lines.add("");
        List<String> words =
            sums.stream().map(ReportForms::plain).filter(c -> !c.isEmpty()).toList();
        lines.add(
            "  "
                + words.stream().findFirst().orElse("")
                + ": "
                + words.stream().skip(1).collect(Collectors.joining(", ")));
      }
      lines.add("");
    }
    lines.add("The whole report: " + base + path(report) + ".html");
    return String.join("\r\n", lines) + "\r\n";
  }

  private static String plain(ReportPage.Cell cell) {
    StringBuilder plain = new StringBuilder();
    for (ReportPage.Line line : cell.lines()) {
      if (!line.text().isEmpty()) {
        boolean sentence = plain.length() > 0 && plain.charAt(plain.length() - 1) == '.';
        plain.append(plain.length() == 0 ? "" : sentence ? " " : ", ").append(line.text());
        plain.append(line.link() == null ? "" : " (" + line.link() + ")");
      }
    }
    return plain.toString();
  }

  /** Of fixed words, numbers and the date only. */
  public String subject(Report report) {
    return "Returnbridge: " + reports.of(report).subject(report);
  }

  private static String path(Report report) {
    return "/api/reports/" + report.name() + "/" + report.date();
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
