package io.returnbridge.reports;

import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cases that a report names: those whose time is up, and those about its refunds. */
@ApplicationScoped
class ReportedCases {

  private static final Pattern AMOUNT = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ([A-Z]{3})");

  private final Database database;

  ReportedCases(Database database) {
    this.database = database;
  }

  /** By owner, the longest overdue first. What a person has snoozed is not overdue. */
  List<Row> overdue(Instant asOf) {
    return database.query(
        """
        select code, owner, id, store, return_id, rma_number, order_number, cause, next_step, opened_at, due_at,
          coalesce(details ->> 'refundId', ''), coalesce(details ->> 'amount', '')
        from exception_case where status in ('open', 'retrying') and due_at < ?
        order by owner, due_at, id
        """,
        ReportedCases::overdue,
        asOf);
  }

  private static Row overdue(Columns r) {
    String refundId = r.text(12).isEmpty() ? null : r.text(12);
    String returnId = r.text(5);
    return new Row(
        Row.Kind.CASE,
        r.text(1),
        false,
        refundId,
        r.text(6),
        returnId,
        r.text(4),
        r.text(7),
        refundId == null ? null : amount(r.text(13)),
        null,
        null,
        refundId == null || returnId == null ? null : Keys.credit(returnId, refundId),
        null,
        r.text(2),
        r.text(3),
        r.timeOrNull(10),
        r.timeOrNull(11),
        r.text(8),
        r.text(9));
  }

  private static @Nullable Money amount(String text) {
    Matcher amount = AMOUNT.matcher(text);
    return amount.matches()
        ? Money.exact(new BigDecimal(amount.group(1)), amount.group(2)).orElse(null)
        : null;
  }

  /**
   * Rows that a case is open about lead there: one about the refund, else one about the return with
   * the same finding, else one of the step that makes credits.
   */
  List<Row> withCases(List<Row> rows) {
    if (rows.isEmpty()) {
      return rows;
    }
    record Open(String id, String nextStep) {}
    Map<String, Open> open = new HashMap<>();
    database
        .query(
            """
            select store || '/' || return_id || '/' || case when details ->> 'refundId' is not null
                then details ->> 'refundId' when step = 'link-credit' then '' else '#' || code end,
              id, next_step
            from exception_case where status <> 'resolved' and return_id = any(?) order by opened_at
            """,
            r -> Map.entry(r.text(1), new Open(r.text(2), r.text(3))),
            (Object) rows.stream().map(Row::returnId).distinct().toArray(String[]::new))
        .forEach(entry -> open.putIfAbsent(entry.getKey(), entry.getValue()));
    return rows.stream()
        .map(
            row -> {
              String ofReturn = row.store() + "/" + row.returnId() + "/";
              return Stream.of(row.subject(), ofReturn + "#" + row.finding(), ofReturn)
                  .map(open::get)
                  .filter(Objects::nonNull)
                  .findFirst()
                  .map(found -> row.decidedIn(found.id(), found.nextStep()))
                  .orElse(row);
            })
        .toList();
  }
}
