package io.returnbridge.console;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The inbox of cases: one row a cause, with how many there are, how old, and how much money. */
@ApplicationScoped
class CaseInbox {

  /**
   * Cases of one code.
   *
   * @param money sums by currency; empty where the cases name no amount
   */
  record Cause(
      String code,
      String owner,
      String severity,
      long count,
      long overdue,
      Instant oldest,
      Instant newest,
      List<String> money) {}

  private record Key(String code, String owner) {}

  private static final String CAUSES =
      """
      select code, owner, bool_or(severity = 'critical'),
        bool_or(severity = 'high'), bool_or(severity = 'medium'), count(*),
        count(*) filter (where due_at < now() and status in ('open', 'retrying')), min(opened_at), max(opened_at)
      from exception_case where status = ? and (?::text is null or owner = ?)
        and (?::text is null or assigned_to = ?)
      group by code, owner order by 7 desc, 3 desc, 4 desc, 5 desc, min(opened_at)
      """;

  private static final String MONEY =
      """
      select c.code, c.owner, split_part(amount, ' ', 2), sum(split_part(amount, ' ', 1)::numeric)
      from exception_case c
      """
          + CaseBook.MONEY
          + """
        and c.status = ? and (?::text is null or c.owner = ?) and (?::text is null or c.assigned_to = ?)
      group by 1, 2, 3 order by 4 desc
      """;

  private final Database database;
  private final CaseBook book;

  CaseInbox(Database database, CaseBook book) {
    this.database = database;
    this.book = book;
  }

  List<Cause> causes(CaseBook.Filter of, Locale locale) {
    Map<Key, List<String>> money = new HashMap<>();
    database.query(
        MONEY,
        r ->
            money
                .computeIfAbsent(new Key(r.text(1), r.text(2)), none -> new ArrayList<>())
                .add(Shown.money(new BigDecimal(r.text(4)), r.text(3), locale)),
        of.status(),
        of.owner(),
        of.owner(),
        of.assignedTo(),
        of.assignedTo());
    return database.query(
        CAUSES,
        r ->
            new Cause(
                r.text(1),
                r.text(2),
                r.flag(3) ? "critical" : r.flag(4) ? "high" : r.flag(5) ? "medium" : "low",
                r.number(6),
                r.number(7),
                r.time(8),
                r.time(9),
                money.getOrDefault(new Key(r.text(1), r.text(2)), List.of())),
        of.status(),
        of.owner(),
        of.owner(),
        of.assignedTo(),
        of.assignedTo());
  }

  /** The money of each case, as the reader's language writes it; none where it is about none. */
  Map<String, String> money(List<ExceptionCase> cases, Locale locale) {
    Map<String, String> money = new HashMap<>();
    book.money(cases.stream().map(ExceptionCase::id).toList())
        .forEach(
            (id, sums) ->
                money.put(
                    id,
                    sums.entrySet().stream()
                        .map(sum -> Shown.money(sum.getValue(), sum.getKey(), locale))
                        .collect(Collectors.joining(", "))));
    return money;
  }

  /** How many there are. */
  long number(CaseBook.Filter of) {
    return count("status = ?", of.status(), of);
  }

  /** How many cases have been opened since then: for whoever reads a list meanwhile. */
  long openedSince(Instant then, CaseBook.Filter of) {
    return count("status = 'open' and opened_at > ?", then, of);
  }

  private long count(String which, @Nullable Object value, CaseBook.Filter of) {
    return database
        .find(
            "select count(*) from exception_case where "
                + which
                + " and (?::text is null or owner = ?) and (?::text is null or code = ?)"
                + " and (?::text is null or assigned_to = ?)",
            r -> r.number(1),
            value,
            of.owner(),
            of.owner(),
            of.code(),
            of.code(),
            of.assignedTo(),
            of.assignedTo())
        .orElse(0L);
  }
}
