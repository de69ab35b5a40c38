package io.returnbridge.reports;

import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.outage.Progress;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cases that a report names: those whose time is up, and those about its refunds. */
@ApplicationScoped
class ReportedCases {

  private static final Pattern AMOUNT = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ([A-Z]{3})");

  /** Cases in one go. */
  private static final int PAGE = 500;

  private final Database database;

  ReportedCases(Database database) {
    this.database = database;
  }

  /** Their ids, by owner, the longest overdue first. What a person has snoozed is not overdue. */
  List<String> overdue(Instant asOf) {
    return database.query(
        "select id from exception_case where status in ('open', 'retrying') and due_at < ? order by owner, due_at, id",
        r -> r.text(1),
        asOf);
  }

  /**
   * These as they are now, some at a time. The money is what the case says, else that of the refund
   * that it names.
   */
  void each(List<String> ids, Consumer<DailyRow> each) {
    for (int i = 0; i < ids.size(); i += PAGE) {
      rows(ids.subList(i, Math.min(ids.size(), i + PAGE))).forEach(each);
      Progress.made();
    }
  }

  private List<DailyRow> rows(List<String> ids) {
    return database.query(
        """
        select code, owner, id, store, return_id, rma_number, order_number, cause, next_step, opened_at, due_at,
          coalesce(details ->> 'refundId', ''),
          coalesce(details ->> 'amount', (
            select (refund ->> 'amount') || ' ' || (refund ->> 'currency')
            from return_state s, jsonb_array_elements(s.document -> 'snapshot' -> 'refunds') refund
            where (s.store, s.return_id, refund ->> 'refundId') = (c.store, c.return_id, c.details ->> 'refundId')), '')
        from unnest(?::text[]) with ordinality as wanted (case_id, n) join exception_case c on c.id = case_id order by n
        """,
        ReportedCases::overdue,
        (Object) ids.toArray(String[]::new));
  }

  private static DailyRow overdue(Columns r) {
    String refundId = r.text(12).isEmpty() ? null : r.text(12);
    String returnId = r.text(5);
    return new DailyRow(
        DailyRow.Kind.CASE,
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
   * A case about what was found.
   *
   * @param nextStep of one that a person has closed while it lasts, that there is nothing to do
   */
  record Known(String id, String owner, String nextStep) {}

  private static final String CLOSED =
      "Somebody has closed its case: nothing is to be done until it changes.";

  /**
   * What {@link #about} looks in: the oldest about each refund, about each finding of a return, and
   * of the step that makes its credits; those that are open before those that a person has closed
   * and that are still so. What Reveni bills is not asked here.
   */
  Map<String, Known> known(List<ReportRuns.Named> looks) {
    Map<String, Known> known = new HashMap<>();
    database
        .query(
            """
            select store || '/' || return_id || '/' || case when details ->> 'refundId' is not null
                then details ->> 'refundId' when step = 'link-credit' then '' else '#' || code end,
              id, owner, case when status = 'resolved' then ? else next_step end
            from exception_case where (status <> 'resolved' or accepted) and code <> 'INVOICE_MISMATCH' and return_id = any(?)
            order by status = 'resolved', opened_at
            """,
            r -> Map.entry(r.text(1), new Known(r.text(2), r.text(3), r.text(4))),
            CLOSED,
            looks.stream()
                .map(ReportRuns.Named::look)
                .filter(l -> !l.findings().isEmpty())
                .map(l -> l.id().id())
                .toArray(String[]::new))
        .forEach(entry -> known.putIfAbsent(entry.getKey(), entry.getValue()));
    return known;
  }

  /** The case about the same finding of the return, else about the refund, else of its credits. */
  static Optional<Known> about(Look look, Look.Finding finding, Map<String, Known> known) {
    return Stream.of("#" + finding.code(), finding.refundId(), "")
        .map(end -> known.get(look.subject(end)))
        .filter(Objects::nonNull)
        .findFirst();
  }
}
