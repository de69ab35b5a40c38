package io.returnbridge.books;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeyText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reveni's invoices, line by line, against what it says to have paid. Everything is compared each
 * time: a later invoice or credit note settles what an earlier one had wrong.
 */
@ApplicationScoped
class InvoiceBook {

  static final String CODE = "INVOICE_MISMATCH";

  /**
   * @param returnId empty where the line has none, and so the RMA number
   */
  record Line(
      String store, String returnId, String rma, String refundId, Money amount, String invoice) {}

  private static final String MATCHES =
      """
      with line as (
        select l.store, l.refund_id, l.currency, l.cents, l.invoice,
          case when l.return_id <> '' then l.return_id else coalesce((
            select min(e.return_id) from money_entry e
            where e.store = l.store and e.subject = l.refund_id and (l.rma = '' or e.rma_number = l.rma)
            having count(distinct e.return_id) = 1), '') end as return_id, l.rma
        from invoice_line l),
      billed as (
        select store, return_id, refund_id, currency, case return_id when '' then rma else '' end as unknown_rma,
          sum(cents)::bigint as cents, array_to_string(array_agg(distinct invoice), chr(10)) as invoices
        from line group by 1, 2, 3, 4, 5),
      owed as (
        select store, return_id, subject as refund_id, currency,
          sum(case kind when 'credit' then cents else -cents end)::bigint as cents,
          date_trunc('month', min(at) filter (where kind = 'credit') at time zone ?)::date as month,
          max(rma_number) as rma_number, max(order_number) as order_number
        from money_entry where by_reveni and kind in ('credit', 'reversal') group by 1, 2, 3, 4)
      select store, return_id, refund_id, currency, b.cents, o.cents, coalesce(b.invoices, ''),
        coalesce(o.rma_number, r.rma_number, nullif(b.unknown_rma, '')), coalesce(o.order_number, r.order_number), o.month::text
      from billed b full join owed o using (store, return_id, refund_id, currency)
        left join return_state r using (store, return_id)
      where b.cents is not null or (o.cents <> 0 and (o.month in (select month from invoice_month)
        or (store, return_id, refund_id) in (select store, return_id, refund_id from billed)))
      order by store, return_id, coalesce(b.unknown_rma, ''), refund_id, currency
      """;

  private final Database database;
  private final MoneyBook money;
  private final Cases cases;
  private final ZoneId zone;

  InvoiceBook(Database database, MoneyBook money, Cases cases, Settings settings) {
    this.database = database;
    this.money = money;
    this.cases = cases;
    this.zone = settings.reportTimeZone();
  }

  /** Replaces what an invoice of that number had before: a table may be sent again. */
  void keep(LocalDate month, List<Line> lines) {
    database.inTransaction(
        () -> {
          database.update(
              "delete from invoice_line where invoice = any(?)",
              (Object) strings(lines.stream().map(Line::invoice).distinct().toList()));
          database.update(
              """
              insert into invoice_line (invoice, store, return_id, rma, refund_id, currency, cents)
              select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
              """,
              strings(lines.stream().map(Line::invoice).toList()),
              strings(lines.stream().map(Line::store).toList()),
              strings(lines.stream().map(Line::returnId).toList()),
              strings(lines.stream().map(Line::rma).toList()),
              strings(lines.stream().map(Line::refundId).toList()),
              strings(lines.stream().map(l -> l.amount().currencyCode()).toList()),
              lines.stream().map(l -> l.amount().centAmount()).toArray(Long[]::new));
          database.update(
              "insert into invoice_month (month) values (?) on conflict do nothing", month);
        });
  }

  private static String[] strings(List<String> list) {
    return list.toArray(String[]::new);
  }

  /**
   * Compares all invoices with all that Reveni has paid, opens a case for each difference, and
   * resolves those that are gone.
   */
  List<InvoiceMatch> settle() {
    money.takeIn();
    return database.inTransaction(
        () -> {
          List<InvoiceMatch> matches =
              paired(database.query(MATCHES, InvoiceBook::match, zone.getId()));
          Set<String> wrong = new HashSet<>();
          for (InvoiceMatch match : matches) {
            if (match.kind() != InvoiceMatch.Kind.MATCHED && wrong.add(key(match))) {
              open(match);
            }
          }
          database
              .query(
                  "select store, return_id, subject from exception_case where code = ? and status <> 'resolved'",
                  r -> new Open(id(r.text(1), r.text(2)), r.text(3)),
                  CODE)
              .stream()
              .filter(open -> !wrong.contains(open.key()))
              .forEach(
                  open -> cases.resolve(CODE, open.id(), open.subject(), "The invoices agree now"));
          return matches;
        });
  }

  /** They come by refund: the two sides of one that differ in currency stand side by side. */
  private static List<InvoiceMatch> paired(List<InvoiceMatch> matches) {
    List<InvoiceMatch> paired = new ArrayList<>();
    for (InvoiceMatch match : matches) {
      int last = paired.size() - 1;
      if (last >= 0 && paired.get(last).isOtherSideOf(match)) {
        paired.set(last, paired.get(last).with(match));
      } else {
        paired.add(match);
      }
    }
    return paired;
  }

  /** The case of each that differs and is not closed. */
  Map<String, String> cases() {
    Map<String, String> ids = new HashMap<>();
    database.query(
        "select store, return_id, subject, id from exception_case where code = ? and status <> 'resolved'",
        r -> ids.put(new Open(id(r.text(1), r.text(2)), r.text(3)).key(), r.text(4)),
        CODE);
    return ids;
  }

  private record Open(@Nullable ReturnId id, String subject) {
    String key() {
      return id + " " + subject;
    }
  }

  private static @Nullable ReturnId id(@Nullable String store, @Nullable String returnId) {
    return store == null || returnId == null || returnId.isEmpty()
        ? null
        : new ReturnId(store, returnId);
  }

  static String key(InvoiceMatch match) {
    return id(match.store(), match.returnId()) + " " + subject(match);
  }

  private static String subject(InvoiceMatch match) {
    return KeyText.of(whole(match));
  }

  private static String whole(InvoiceMatch match) {
    return !match.returnId().isEmpty()
        ? match.refundId()
        : Stream.of(match.store(), match.rmaNumber(), match.refundId())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("/"));
  }

  private void open(InvoiceMatch match) {
    String rma = match.rmaNumber();
    Money owed = match.owed();
    Money billed = match.billed();
    cases.open(
        new Origin(
            CheckInvoice.NAME,
            CheckInvoice.ALL,
            id(match.store(), match.returnId()),
            rma,
            match.orderNumber()),
        new Trouble(
            CODE,
            subject(match),
            null,
            Map.of(
                "invoice", String.join(", ", match.invoices()),
                "rmaNumber", rma == null ? "An invoice" : rma,
                "store", match.store(),
                "refundId", match.refundId(),
                "amount", String.valueOf(match.difference()),
                "expected", owed == null ? "nothing" : owed.toString(),
                "actual", billed == null ? "nothing" : billed.toString(),
                "detail", match.detail())));
  }

  private static InvoiceMatch match(Columns r) {
    Long billed = r.numberOrNull(5);
    Long owed = r.numberOrNull(6);
    String month = r.text(10);
    return new InvoiceMatch(
        r.text(1),
        r.text(2),
        r.text(3),
        billed == null ? null : new Money(billed, r.text(4)),
        owed == null ? null : new Money(owed, r.text(4)),
        r.text(7).isEmpty() ? List.of() : List.of(r.text(7).split("\n")),
        r.text(8),
        r.text(9),
        month == null ? null : LocalDate.parse(month));
  }
}
