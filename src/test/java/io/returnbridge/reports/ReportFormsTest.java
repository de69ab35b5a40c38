package io.returnbridge.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reconciliation.Look;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

class ReportFormsTest {

  private static final String EVIL = "=cmd|' /C calc'!A0\"><script>alert(1)</script>";
  private static final Instant AS_OF = Instant.parse("2026-11-10T06:00:00Z");

  /** Its forms need nothing of what makes it. */
  private static final DailyExceptions DAILY =
      new DailyExceptions(
          null, null, null, null, null, null, null, null, null, 35, 1, Duration.ZERO, null);

  private final ReportForms forms = TestForms.of(DAILY);

  private static Look refund(String id, String code, Money amount, String cause) {
    Instant completedAt = Instant.parse("2026-11-05T09:00:00Z");
    return new Look(
        new ReturnId("es", id),
        "RMA-" + id,
        "O-1",
        List.of(),
        0,
        false,
        false,
        List.of(new Look.Finding(code, "rf-" + id, "", amount, null, completedAt, cause, null)),
        List.of());
  }

  static DailyRow overdue(String owner, String id) {
    return new DailyRow(
        DailyRow.Kind.CASE,
        "REASON_UNMAPPED",
        false,
        null,
        "RMA-" + id,
        id,
        "es",
        "O-1",
        null,
        null,
        null,
        null,
        null,
        owner,
        "case-" + id,
        AS_OF.minusSeconds(600_000),
        AS_OF.minusSeconds(300_000),
        "Reveni says " + EVIL,
        "Press Classify.");
  }

  static Report report(List<Look> looks, List<DailyRow> overdue) {
    Findings.Scope scope =
        new Findings.Scope(
            LocalDate.parse("2026-11-10"),
            AS_OF,
            AS_OF.minusSeconds(3_000_000),
            AS_OF.plusSeconds(50_000),
            true);
    Findings findings = new Findings(scope);
    List<DailyRow> rows = new ArrayList<>();
    for (Look look : looks) {
      ReportRuns.Named seen = new ReportRuns.Named(look, Map.of());
      findings.add(seen);
      rows.addAll(Findings.rows(scope, seen, Map.of()));
    }
    overdue.forEach(findings::addOverdue);
    rows.addAll(overdue);
    rows.sort(Comparator.comparing(Findings::place));
    Content content = findings.content(Rows.of(rows));
    return new Report(
        "daily-exceptions",
        "2026-11-10",
        AS_OF,
        "1234",
        content.sentence(),
        Json.MAPPER.valueToTree(content.totals()),
        each -> content.rows().each(r -> each.accept(Json.MAPPER.<JsonNode>valueToTree(r))));
  }

  private static Report evil() {
    return report(
        List.of(
            refund("a", "CREDIT_MISSING", new Money(2495, "EUR"), "There is none."),
            refund("b", "CREDIT_MISMATCH", new Money(1234567, "EUR"), EVIL),
            refund("c", "CREDIT_MISSING", new Money(500, "JPY"), "There is none.")),
        List.of(overdue("cx", "d"), overdue("warehouse", "e")));
  }

  @Test
  void a_cell_that_a_spreadsheet_would_run_is_quoted_and_numbers_stay_numbers() {
    String csv = TestForms.text(out -> forms.csv(evil(), out));

    assertThat(csv).startsWith("\uFEFFkind,finding,healed,store,rmaNumber");
    assertThat(csv).contains("\"'=cmd|' /C calc'!A0\"\"><script>alert(1)</script>\"");
    assertThat(csv.lines().filter(l -> l.contains("rf-b"))).hasSize(1);
    assertThat(csv.lines().filter(l -> l.contains(",500,JPY,"))).hasSize(1);
    assertThat(csv).contains(",24.95,EUR,", ",3,\"Reveni says =cmd");
    assertThat(csv.lines()).hasSize(6);
  }

  @Test
  void the_answer_is_the_report_as_it_is_kept() {
    JsonNode json = Json.read(TestForms.text(out -> forms.json(evil(), out)), JsonNode.class);

    assertThat(json.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("name", "date", "asOf", "tables", "sentence", "totals", "rows");
    assertThat(json.path("asOf").asText()).isEqualTo(AS_OF.toString());
    assertThat(json.path("totals")).hasToString(evil().totals().toString());
    assertThat(json.path("rows"))
        .extracting(JsonNode::toString)
        .containsExactlyElementsOf(evil().rows().all().stream().map(JsonNode::toString).toList());
  }

  @Test
  void the_page_escapes_has_no_script_and_sums_each_currency_by_itself() throws Exception {
    String html = forms.html(evil(), Locale.ENGLISH, text -> text);

    assertThat(html)
        .doesNotContain("<script", "http://", "https://", "NOT_FOUND")
        .contains("=cmd|&#39; /C calc&#39;!A0&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("12370.62 EUR", "500 JPY")
        .contains("Overdue cases of cx", "Overdue cases of warehouse", "3 days late")
        .contains("href=\"/console/returns/a?store=es\"", "href=\"/console/cases/case-d\"");
    Matcher style = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(html);
    assertThat(style.find()).isTrue();
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
    assertThat(forms.contentSecurityPolicy())
        .startsWith("default-src 'none';")
        .contains("style-src 'sha256-" + hash + "'");
  }

  @Test
  void the_sheet_has_real_numbers_and_times_and_no_formula() throws Exception {
    Map<String, String> files = unzipped(TestForms.bytes(out -> forms.xlsx(evil(), out)));

    String sheet = files.get("xl/worksheets/sheet1.xml");
    assertThat(files.get("xl/workbook.xml")).contains("daily-exceptions 2026-11-10", "About");
    assertThat(sheet)
        .doesNotContain("<f>", "t=\"str\"", "<script")
        .contains("<pane", "<autoFilter", "<t>Reveni says =cmd|", "&lt;script&gt;");
    // 12345.67 EUR has two digits, 500 JPY none, and 5 Nov 2026, 10:00 in Madrid is a number of
    // days.
    assertThat(sheet).contains("<v>12345.67</v>", "<v>24.95</v>", "<v>500</v>");
    assertThat(sheet).containsPattern("<c r=\"L2\"[^>]*><v>46331\\.41666");
    assertThat(files.get("xl/styles.xml")).contains("#,##0.00", "yyyy-mm-dd hh:mm");
  }

  private static Map<String, String> unzipped(byte[] xlsx) throws IOException {
    Map<String, String> files = new HashMap<>();
    Path file = Files.createTempFile("report", ".xlsx");
    Files.write(file, xlsx);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        files.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    Files.delete(file);
    return files;
  }

  @Test
  void a_mail_names_the_first_of_many_and_where_all_are() {
    List<Look> many =
        IntStream.range(0, 60)
            .mapToObj(i -> refund("r" + i, "CREDIT_MISSING", new Money(100, "EUR"), "None."))
            .toList();
    Report report = report(many, List.of());

    assertThat(forms.subject(report))
        .isEqualTo(
            "Returnbridge: daily exceptions of 2026-11-10: 60 refunds without a credit, 0 cases overdue");
    assertThat(forms.mail(report, "https://returns.example.com"))
        .contains(
            "The first 50 of 60 are listed here.",
            "https://returns.example.com/console/returns/r0?store=es");
    assertThat(forms.plain(report, "https://returns.example.com"))
        .startsWith("60 refunds were checked: 60 do not have a credit that agrees (60.00 EUR).")
        .contains(
            "Refunds without a credit that agrees (for finance)",
            "  RMA-r0 (https://returns.example.com/console/returns/r0?store=es), Order O-1, Refund rf-r0, Store es",
            "  Amount: 1.00 EUR",
            "  None. Find out whether",
            "  And 10 more.",
            "In all: 60.00 EUR",
            "https://returns.example.com/api/reports/daily-exceptions/2026-11-10.html");
  }

  @Test
  void when_all_is_well_it_says_so() {
    Report report =
        report(
            List.of(
                new Look(
                    new ReturnId("es", "a"),
                    "RMA-a",
                    "O-1",
                    List.of("rf"),
                    0,
                    false,
                    false,
                    List.of(),
                    List.of())),
            List.of());
    assertThat(report.sentence())
        .isEqualTo("1 refund was checked: it has its credit. No case is overdue.");
    assertThat(forms.html(report, Locale.ENGLISH, text -> text)).contains("Nothing is to be done.");
    assertThat(forms.subject(report)).contains("every refund has its credit");
  }
}
