package io.returnbridge.books;

import io.returnbridge.csv.ImportError;
import io.returnbridge.csv.ImportTable;
import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.model.Money;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.settings.InvoiceColumns;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Takes in an invoice of Reveni's, all of it or nothing, and says how it compares. */
@ApplicationScoped
public class InvoiceImport {

  private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,15}(?:[.,][0-9]{1,6})?");

  /** Nobody reads more errors, or differences; the others are counted. */
  private static final int MOST = 1_000;

  /**
   * @param rows that the table has
   * @param matched refunds that are billed as they were paid
   * @param missing refunds that Reveni has paid in the month and bills nowhere
   * @param extra that are billed, and that it has not paid
   * @param wrongAmount that are billed otherwise than they were paid, in another currency, or twice
   * @param ofOtherMonths that are billed here, and that Reveni has paid in another month
   * @param wrong how many rows cannot be read: then nothing was taken
   * @param errors the first of them
   * @param different the first thousand that do not match
   */
  public record Result(
      String month,
      int rows,
      int matched,
      int missing,
      int extra,
      int wrongAmount,
      int ofOtherMonths,
      int wrong,
      List<ImportError> errors,
      List<Different> different) {}

  /**
   * What does not match.
   *
   * @param kind {@code missing}, {@code extra}, {@code wrong-amount} or {@code wrong-currency}
   * @param caseId null where a person has closed its case
   * @param returnId null where no return of ours is meant
   * @param rmaNumber as the invoice says it where no return of ours is meant
   * @param billed null for not at all
   * @param paid by Reveni's word; null for nothing
   */
  public record Different(
      String kind,
      @Nullable String caseId,
      String store,
      @Nullable String returnId,
      @Nullable String rmaNumber,
      String refundId,
      List<String> invoices,
      @Nullable Money billed,
      @Nullable Money paid) {

    static Different of(InvoiceMatch match, @Nullable String caseId) {
      return new Different(
          match.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          caseId,
          match.store(),
          match.returnId().isEmpty() ? null : match.returnId(),
          match.rmaNumber(),
          match.refundId(),
          match.invoices(),
          match.billed(),
          match.owed());
    }
  }

  private final InvoiceBook book;
  private final Mappings mappings;
  private final ReportDesk desk;
  private final InvoiceColumns columns;

  InvoiceImport(
      InvoiceBook book,
      Mappings mappings,
      ReportDesk desk,
      @ConfigProperty(name = "invoice.columns") String columns) {
    this.book = book;
    this.mappings = mappings;
    this.desk = desk;
    this.columns = InvoiceColumns.of(columns);
  }

  /**
   * @param month that it bills: of what Reveni has paid in it nothing may be missing; null for the
   *     last one that is over
   * @throws ImportUnreadable when it is no such table at all
   */
  public Result take(Reader csv, @Nullable YearMonth month) throws IOException {
    YearMonth of = month == null ? YearMonth.from(desk.today()).minusMonths(1) : month;
    ImportTable table = ImportTable.read(csv, columns.ours(), this::needs);
    List<ImportError> errors = new ArrayList<>(table.errors());
    List<InvoiceBook.Line> lines = new ArrayList<>();
    for (ImportTable.Row row : table.rows()) {
      line(row, of, errors).ifPresent(lines::add);
    }
    int rows = table.rows().size() + table.errors().size();
    if (!errors.isEmpty()) {
      List<ImportError> first = errors.subList(0, Math.min(MOST, errors.size()));
      return new Result(
          of.toString(), rows, 0, 0, 0, 0, 0, errors.size(), List.copyOf(first), List.of());
    }
    book.keep(of.atDay(1), lines);
    return compared(of, rows, lines);
  }

  private void needs(Set<String> header) {
    for (String needed : InvoiceColumns.NEEDED) {
      if (!header.contains(needed)) {
        throw new ImportUnreadable(
            "The header has no column %s, which is the %s: correct the table, or INVOICE_COLUMNS"
                .formatted(columns.theirs(needed), needed));
      }
    }
  }

  private Result compared(YearMonth month, int rows, List<InvoiceBook.Line> lines) {
    Set<String> invoices = new HashSet<>();
    lines.forEach(l -> invoices.add(l.invoice()));
    int[] count = new int[InvoiceMatch.Kind.values().length];
    List<InvoiceMatch> different = new ArrayList<>();
    int ofOtherMonths = 0;
    for (InvoiceMatch match : book.settle()) {
      LocalDate paid = match.month();
      boolean ofThis =
          match.billed() == null
              ? paid != null && YearMonth.from(paid).equals(month)
              : match.invoices().stream().anyMatch(invoices::contains);
      if (ofThis) {
        count[match.kind().ordinal()]++;
        ofOtherMonths += paid == null || YearMonth.from(paid).equals(month) ? 0 : 1;
        if (match.kind() != InvoiceMatch.Kind.MATCHED) {
          different.add(match);
        }
      }
    }
    Map<String, String> cases = book.cases();
    return new Result(
        month.toString(),
        rows,
        count[InvoiceMatch.Kind.MATCHED.ordinal()],
        count[InvoiceMatch.Kind.MISSING.ordinal()],
        count[InvoiceMatch.Kind.EXTRA.ordinal()],
        count[InvoiceMatch.Kind.WRONG_AMOUNT.ordinal()]
            + count[InvoiceMatch.Kind.WRONG_CURRENCY.ordinal()],
        ofOtherMonths,
        0,
        List.of(),
        different.stream()
            .limit(MOST)
            .map(match -> Different.of(match, cases.get(InvoiceBook.key(match))))
            .toList());
  }

  private Optional<InvoiceBook.Line> line(
      ImportTable.Row row, YearMonth month, List<ImportError> errors) {
    Optional<StoreRow> store = store(row, errors);
    if (store.isEmpty()) {
      return Optional.empty();
    }
    String refund = row.cell(InvoiceColumns.REFUND);
    if (refund.isEmpty()) {
      return wrong(row, InvoiceColumns.REFUND, "is empty: name the refund", errors);
    }
    String currency = row.cell(InvoiceColumns.CURRENCY);
    if (currency.isEmpty()) {
      currency = store.get().currency();
    }
    String text = row.cell(InvoiceColumns.AMOUNT);
    Optional<Money> amount =
        AMOUNT.matcher(text).matches()
            ? Money.exact(new BigDecimal(text.replace(',', '.')), currency)
            : Optional.empty();
    if (amount.isEmpty()) {
      return wrong(
          row,
          InvoiceColumns.AMOUNT,
          "\"%s\" is no amount of %s: write it as 1234.50, without blanks or signs of thousands"
              .formatted(Plain.word(text), Plain.word(currency)),
          errors);
    }
    String invoice = row.cell(InvoiceColumns.INVOICE);
    return Optional.of(
        new InvoiceBook.Line(
            store.get().store(),
            row.cell(InvoiceColumns.RETURN),
            row.cell(InvoiceColumns.RMA),
            refund,
            amount.get(),
            Plain.word(invoice.isEmpty() ? month.toString() : invoice)));
  }

  /** It may be left out where there is only one. */
  private Optional<StoreRow> store(ImportTable.Row row, List<ImportError> errors) {
    List<StoreRow> all = mappings.stores().all();
    String name = row.cell(InvoiceColumns.STORE);
    if (name.isEmpty() && all.size() == 1) {
      return Optional.of(all.get(0));
    }
    List<String> names = all.stream().map(StoreRow::store).toList();
    Optional<StoreRow> store = mappings.stores().find(name);
    return store.isPresent()
        ? store
        : wrong(
            row,
            InvoiceColumns.STORE,
            "\"%s\" is not in stores.csv%s: use one of %s"
                .formatted(Plain.word(name), Suggestion.of(name, names), String.join(", ", names)),
            errors);
  }

  private <T> Optional<T> wrong(
      ImportTable.Row row, String column, String problem, List<ImportError> errors) {
    errors.add(new ImportError(row.line(), columns.theirs(column), problem));
    return Optional.empty();
  }
}
