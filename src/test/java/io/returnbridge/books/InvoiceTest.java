package io.returnbridge.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.docs.Pages;
import io.returnbridge.engine.Claim;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InvoiceTest extends BookedReturns {

  private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
  private static final String HEAD = "store,refund_id,amount,currency,invoice_number\n";

  private InvoiceBook invoices;

  @BeforeEach
  void books() {
    invoices = new InvoiceBook(database, money, new Cases(database, MAPPINGS), settings());
  }

  private InvoiceImport imports(String columns) {
    Clock clock = Clock.fixed(Instant.parse("2026-12-03T08:00:00Z"), ZoneOffset.UTC);
    return new InvoiceImport(
        invoices,
        MAPPINGS,
        new ReportDesk(new ReportBook(database), database, work, MAPPINGS, settings(), clock),
        columns);
  }

  private static final String COLUMNS =
      "refund=refund_id,amount=amount,currency=currency,store=store,invoice=invoice_number,return=return_id";

  private InvoiceImport.Result take(String csv) {
    return take(csv, COLUMNS);
  }

  private static String shippedColumns() {
    Properties shipped = new Properties();
    try {
      shipped.load(Files.newBufferedReader(Path.of("src/main/resources/application.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shipped.getProperty("invoice.columns");
  }

  private InvoiceImport.Result take(String csv, String columns) {
    return take(csv, columns, NOVEMBER);
  }

  private InvoiceImport.Result take(String csv, String columns, YearMonth month) {
    try {
      return imports(columns).take(new StringReader(csv), month);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> open() {
    return database.query(
        """
        select coalesce(return_id, '-') || ' ' || subject || ': ' || cause from exception_case
        where status <> 'resolved' and code = 'INVOICE_MISMATCH' order by 1
        """,
        r -> r.text(1));
  }

  private static final Instant AT = Instant.parse("2026-11-10T10:00:00Z");

  private void paid(String id, String by, String currency, String amount) {
    says(
        "es",
        id,
        AT,
        refund(
            "rf-" + id,
            RefundStatus.COMPLETED,
            by,
            "bank_transfer",
            currency,
            amount,
            "0",
            null,
            null,
            AT));
  }

  @Test
  void the_table_of_the_finance_guide_is_read() {
    List<String> tables =
        Pages.blocks(Path.of("docs", "operate", "finance.md")).stream()
            .filter(block -> block.language().equals("csv"))
            .map(Pages.Block::text)
            .toList();

    assertThat(tables).hasSize(1);
    assertThat(counts(take(tables.get(0), shippedColumns()))).containsExactly(2, 0, 0, 2, 0, 0);
  }

  @Test
  void each_refund_is_matched_missing_extra_or_wrong_to_the_last_digit() {
    paid("same", "reveni", "EUR", "24.95");
    paid("dinar", "reveni", "KWD", "1.125");
    paid("yen", "reveni", "JPY", "800");
    paid("less", "reveni", "EUR", "10.00");
    paid("missing", "reveni", "EUR", "5.00");
    paid("ours", "merchant", "EUR", "7.00");
    paid("silent", "merchant", "EUR", "8.00");

    InvoiceImport.Result result =
        take(
            HEAD
                + "es,rf-same,24.95,EUR,INV-1\nes,rf-dinar,1.125,KWD,INV-1\nes,rf-yen,800,JPY,INV-1\n"
                + "es,rf-less,10.01,EUR,INV-1\nes,rf-ours,7.00,EUR,INV-1\nes,rf-nobody,3.00,EUR,INV-1\n");

    assertThat(counts(result)).containsExactly(6, 3, 1, 2, 1, 0);
    assertThat(result.different())
        .extracting(d -> d.kind() + " " + d.refundId() + " " + d.billed() + " " + d.paid())
        .containsExactlyInAnyOrder(
            "extra rf-nobody 3.00 EUR null",
            "wrong-amount rf-less 10.01 EUR 10.00 EUR",
            "missing rf-missing null 5.00 EUR",
            "extra rf-ours 7.00 EUR null");
    assertThat(result.different())
        .extracting(InvoiceImport.Different::caseId)
        .containsExactlyInAnyOrderElementsOf(
            database.query("select id from exception_case", r -> r.text(1)));
    assertThat(open())
        .containsExactly(
            "- es/rf-nobody: An invoice: Reveni bills 3.00 EUR for refund rf-nobody of store es; by its own word it"
                + " paid nothing: invoice INV-1 bills it, and no return here has such a refund.",
            "less rf-less: RMA-less: Reveni bills 10.01 EUR for refund rf-less of store es; by its own word it paid"
                + " 10.00 EUR: invoice INV-1 bills another amount.",
            "missing rf-missing: RMA-missing: Reveni bills nothing for refund rf-missing of store es; by its own word"
                + " it paid 5.00 EUR: no invoice bills it.",
            "ours rf-ours: RMA-ours: Reveni bills 7.00 EUR for refund rf-ours of store es; by its own word it paid"
                + " nothing: invoice INV-1 bills it, and Reveni has not paid it by its own word.");
  }

  private static List<Integer> counts(InvoiceImport.Result r) {
    return List.of(r.rows(), r.matched(), r.missing(), r.extra(), r.wrongAmount(), r.wrong());
  }

  @Test
  void of_an_invoice_that_is_compared_for_another_month_it_is_said_how_much_was_not_paid_then() {
    paid("a", "reveni", "EUR", "10.00");
    paid("b", "reveni", "EUR", "20.00");
    String invoice = HEAD + "es,rf-a,10.00,EUR,INV-1\nes,rf-nobody,3.00,EUR,INV-1\n";

    assertThat(take(invoice).ofOtherMonths()).isZero();
    assertThat(take(invoice, COLUMNS, NOVEMBER.minusMonths(1)).ofOtherMonths()).isEqualTo(1);
  }

  @Test
  void a_line_in_another_currency_is_one_case_that_names_both_amounts_in_any_month() {
    paid("mixed", "reveni", "EUR", "10.00");
    says(
        "es",
        "before",
        AT,
        refund(
            "rf-before",
            RefundStatus.COMPLETED,
            "reveni",
            "bank_transfer",
            "EUR",
            "7.00",
            "0",
            null,
            null,
            Instant.parse("2026-10-10T10:00:00Z")));

    InvoiceImport.Result result =
        take(HEAD + "es,rf-mixed,10.00,GBP,INV-1\nes,rf-before,7.00,GBP,INV-1\n");

    assertThat(counts(result)).containsExactly(2, 0, 0, 0, 2, 0);
    assertThat(result.different())
        .extracting(d -> d.kind() + " " + d.billed() + " " + d.paid())
        .containsExactly("wrong-currency 7.00 GBP 7.00 EUR", "wrong-currency 10.00 GBP 10.00 EUR");
    assertThat(open())
        .containsExactly(
            "before rf-before: RMA-before: Reveni bills 7.00 GBP for refund rf-before of store es; by its own word it"
                + " paid 7.00 EUR: invoice INV-1 bills it in another currency.",
            "mixed rf-mixed: RMA-mixed: Reveni bills 10.00 GBP for refund rf-mixed of store es; by its own word it"
                + " paid 10.00 EUR: invoice INV-1 bills it in another currency.");
  }

  @Test
  void lines_that_no_return_fits_are_told_one_by_one_with_what_the_invoice_calls_them() {
    paid("a", "reveni", "EUR", "10.00");

    take(
        "store,refund_id,rma_number,amount,currency,invoice_number\n"
            + "es,rf-1,RMA-100999,12.00,EUR,INV-1\nes,rf-1,ORD-7,24.95,EUR,INV-2\nes,rf-a,RMA-a,9.00,EUR,INV-2\n",
        "refund=refund_id,amount=amount,currency=currency,store=store,invoice=invoice_number,rma=rma_number");

    assertThat(open())
        .extracting(cause -> cause.substring(0, cause.indexOf(" for refund")))
        .containsExactly(
            "- es/ORD-7/rf-1: ORD-7: Reveni bills 24.95 EUR",
            "- es/RMA-100999/rf-1: RMA-100999: Reveni bills 12.00 EUR",
            "a rf-a: RMA-a: Reveni bills 9.00 EUR");
    assertThat(
            database.query(
                "select details ->> 'amount' from exception_case order by 1", r -> r.text(1)))
        .as("what is at stake")
        .containsExactly("1.00 EUR", "12.00 EUR", "24.95 EUR");
  }

  @Test
  void the_same_invoice_again_changes_nothing_and_a_credit_note_settles_what_was_wrong() {
    paid("a", "reveni", "EUR", "10.00");
    paid("b", "reveni", "EUR", "20.00");
    String first = HEAD + "es,rf-a,12.00,EUR,INV-1\n";
    InvoiceImport.Result before = take(first);
    assertThat(before).isEqualTo(take(first));
    assertThat(open()).hasSize(2);
    assertThat(database.query("select 1 from invoice_line", r -> 1)).hasSize(1);

    InvoiceImport.Result note = take(HEAD + "es,rf-a,-2.00,EUR,CN-7\nes,rf-b,20.00,EUR,CN-7\n");

    assertThat(note.matched()).isEqualTo(2);
    assertThat(open()).isEmpty();
    // A second bill of what is billed already.
    assertThat(take(HEAD + "es,rf-b,20.00,EUR,INV-2\n").wrongAmount()).isEqualTo(1);
    assertThat(open())
        .singleElement()
        .asString()
        .contains("bills 40.00 EUR", "CN-7, INV-2 bill it");
  }

  @Test
  void what_is_taken_back_afterwards_is_a_case_when_a_person_asks_again() {
    paid("a", "reveni", "EUR", "10.00");
    take(HEAD + "es,rf-a,10.00,EUR,INV-1\n");
    assertThat(open()).isEmpty();
    says(
        "es",
        "a",
        AT.plusSeconds(86_400),
        refund(
            "rf-a",
            RefundStatus.RECOVERED,
            "reveni",
            "bank_transfer",
            "EUR",
            "10.00",
            "0",
            null,
            null,
            AT));

    new CheckInvoice(invoices)
        .run(Claim.none(new WakeUp(CheckInvoice.NAME, CheckInvoice.ALL, "case:1")));

    assertThat(open()).singleElement().asString().contains("bills 10.00 EUR", "paid 0.00 EUR");
  }

  @Test
  void two_returns_with_a_refund_of_one_id_are_told_apart_by_the_return() {
    says(
        "es",
        "x",
        AT,
        refund(
            "rf",
            RefundStatus.COMPLETED,
            "reveni",
            "bank_transfer",
            "EUR",
            "10.00",
            "0",
            null,
            null,
            AT));
    says(
        "es",
        "y",
        AT,
        refund(
            "rf",
            RefundStatus.COMPLETED,
            "reveni",
            "bank_transfer",
            "EUR",
            "11.00",
            "0",
            null,
            null,
            AT));

    InvoiceImport.Result result =
        take("store;refund_id;return_id;amount\nes;rf;y;11,00\nes;rf;x;10,00\n");

    assertThat(counts(result)).containsExactly(2, 2, 0, 0, 0, 0);
  }

  @Test
  void columns_are_called_as_the_setting_says_and_of_a_table_with_a_wrong_row_nothing_is_taken() {
    String columns = "refund=Transaction,amount=Total,store=Shop";
    paid("a", "reveni", "EUR", "10.00");

    InvoiceImport.Result wrong =
        take(
            "Transaction,Total,Shop\nrf-a,10.00,es\nrf-b,ten,es\nrf-c,0.001,es\nrf-d,1.00,ess\n,1.00,es\n",
            columns);

    assertThat(wrong.wrong()).isEqualTo(4);
    assertThat(wrong.errors())
        .extracting(e -> e.line() + " " + e.column())
        .containsExactly("3 total", "4 total", "5 shop", "6 transaction");
    assertThat(wrong.errors().get(2).problem()).contains("did you mean \"es\"");
    assertThat(database.query("select 1 from invoice_line", r -> 1)).isEmpty();
    assertThat(take("Transaction,Total,Shop\nrf-a,10.00,es\n", columns).matched()).isEqualTo(1);
    assertThatThrownBy(() -> take("refund_id,Total\n", columns))
        .isInstanceOf(ImportUnreadable.class)
        .hasMessageContaining("no column transaction");
    assertThatThrownBy(() -> imports("refund=a")).hasMessageContaining("add amount=");
    assertThatThrownBy(() -> imports("refnd=a"))
        .hasMessageContaining("INVOICE_COLUMNS has \"refnd=a\"");
  }

  @Test
  void a_case_has_its_return_and_is_of_finance() {
    paid("a", "reveni", "EUR", "10.00");
    take(HEAD + "es,rf-a,12.00,EUR,INV-1\n");

    Map<String, String> found =
        database
            .find(
                "select owner, store, rma_number, order_number, step from exception_case",
                r ->
                    Map.of(
                        "owner", r.text(1), "store", r.text(2), "rma", r.text(3), "order",
                        r.text(4), "step", r.text(5)))
            .orElseThrow();
    assertThat(found)
        .isEqualTo(
            Map.of(
                "owner",
                "finance",
                "store",
                "es",
                "rma",
                "RMA-a",
                "order",
                "O-a",
                "step",
                "check-invoice"));
  }
}
