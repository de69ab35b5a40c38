package io.returnbridge.reports;

import io.returnbridge.json.Json;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reconciliation.Look;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes every form of a report that has more rows than this program has memory for. */
public final class ManyRows {

  static final int ROWS = 100_000;

  private static final Instant AS_OF = Instant.parse("2026-11-10T06:00:00Z");

  private ManyRows() {}

  public static void main(String[] args) throws IOException {
    ReportForms forms =
        TestForms.of(
            new DailyExceptions(
                null, null, null, null, null, null, null, null, null, 35, 1, Duration.ZERO, null));
    Report report = report();
    PrintStream said = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Count json = new Count();
    forms.json(report, json);
    said.println("json " + json.bytes);
    Count csv = new Count();
    forms.csv(report, csv);
    said.println("csv " + csv.bytes);
    Count xlsx = new Count();
    forms.xlsx(report, xlsx);
    said.println("xlsx " + xlsx.bytes);
    String html = forms.html(report, Locale.ENGLISH, text -> text);
    said.println("html " + html.contains("The first 2000 of " + ROWS + " are listed here."));
  }

  private static Report report() {
    Findings.Scope scope =
        new Findings.Scope(LocalDate.parse("2026-11-10"), AS_OF, AS_OF, AS_OF, true);
    Findings findings = new Findings(scope);
    Rows<DailyRow> rows =
        each -> {
          for (int i = 0; i < ROWS; i++) {
            Findings.rows(scope, seen(i), Map.of()).forEach(each);
          }
        };
    Content content = findings.content(rows);
    return new Report(
        "daily-exceptions",
        "2026-11-10",
        AS_OF,
        "1234",
        content.sentence(),
        Json.MAPPER.valueToTree(content.totals()),
        each -> rows.each(row -> each.accept(Json.MAPPER.valueToTree(row))));
  }

  /** Each with a text of its own. */
  private static ReportRuns.Named seen(int i) {
    return new ReportRuns.Named(
        new Look(
            new ReturnId("es", "r" + i),
            "RMA-" + i,
            "O-" + i,
            List.of(),
            0,
            false,
            false,
            List.of(
                new Look.Finding(
                    "CREDIT_MISMATCH",
                    "rf-" + i,
                    "",
                    new Money(i, "EUR"),
                    null,
                    AS_OF,
                    ("Of return " + i + " nobody knows why. ").repeat(15),
                    null)),
            List.of()),
        Map.of());
  }

  private static final class Count extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int from, int length) {
      bytes += length;
    }
  }
}
