package io.returnbridge.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.model.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreditReconciliationTest {

  private static final Instant AS_OF = Instant.parse("2026-11-30T02:00:00Z");
  private static final Money PAID = new Money(2495, "EUR");

  private static CreditRow row(String finding, boolean healed, String returnId) {
    return new CreditRow(
        finding,
        healed,
        "es",
        "RMA-" + returnId,
        returnId,
        "rf-1",
        "ORD-1",
        "",
        null,
        "completed",
        "reveni",
        "bank_transfer",
        AS_OF,
        PAID,
        null,
        PAID,
        PAID,
        null,
        null,
        null,
        null,
        null,
        AS_OF,
        "It is not there",
        "Find it");
  }

  private static ReportPage page(CreditRow... rows) {
    Report report =
        new Report(
            CreditReconciliation.NAME,
            "2026-11-30",
            AS_OF,
            null,
            "3 returns were compared",
            Json.MAPPER.valueToTree(new CreditTotals(AS_OF, 3, 3, 1, 0, 1, 1, Map.of(), List.of())),
            Rows.of(
                List.of(rows).stream().map(r -> Json.MAPPER.<JsonNode>valueToTree(r)).toList()));
    return new CreditReconciliation(null, null, 35)
        .page(report, new PageContext("", ZoneOffset.UTC, 100, Locale.ENGLISH));
  }

  private static List<String> links(ReportPage page) {
    return page.sections().stream()
        .flatMap(s -> s.rows().stream())
        .flatMap(List::stream)
        .flatMap(cell -> cell.lines().stream())
        .filter(line -> line.style().equals("open"))
        .map(ReportPage.Line::link)
        .toList();
  }

  @Test
  void it_is_called_what_the_console_calls_it() {
    assertThat(page().title()).isEqualTo("Credits compared on 30 Nov 2026");
  }

  @Test
  void what_differs_leads_to_the_cases_of_its_return() {
    assertThat(
            links(
                page(
                    row("CREDIT_MISSING", false, "r1"),
                    row("CREDIT_MISSING", true, "r2"),
                    row(CreditRow.OK, false, "r3"))))
        .containsExactly("/console/returns/r1?store=es#cases");
  }
}
