package io.returnbridge.reports;

import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.reconciliation.Codes;
import io.returnbridge.reconciliation.Look;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts what was seen for the report, one by one: sums by currency, and the sentence. No I/O. */
final class Findings {

  /** Worst first; what is not named here comes in between. */
  private static final List<String> ORDER =
      List.of(Codes.MISSING, Codes.MISMATCH, Codes.UNLINKED, Codes.NO_ORDER);

  /**
   * @param from returns that have not changed since are not in it
   * @param until the end of the report's day
   * @param complete whether every list of returns could be read
   */
  record Scope(LocalDate day, Instant asOf, Instant from, Instant until, boolean complete) {}

  private final Scope scope;
  private final Map<String, Integer> byFinding = new TreeMap<>();
  private final Map<String, Integer> byOwner = new TreeMap<>();
  private final Sums wrongAmount = new Sums();
  private final Sums withoutOrderAmount = new Sums();
  private final Sums overdueAmount = new Sums();
  private int ok;
  private int wrong;
  private int withoutOrder;
  private int onItsWay;
  private int notChecked;
  private int unread;
  private int settled;
  private int overdue;

  Findings(Scope scope) {
    this.scope = scope;
  }

  void add(ReportRuns.Named seen) {
    Look look = seen.look();
    Set<String> right = Set.copyOf(look.ok());
    ok += right.size();
    settled += (int) seen.named().keySet().stream().filter(right::contains).count();
    onItsWay += look.onItsWay();
    unread += look.unread() ? 1 : 0;
    for (DailyRow row : rows(scope, seen, Map.of())) {
      byFinding.merge(row.finding(), 1, Integer::sum);
      if (row.isNotChecked()) {
        notChecked++;
      } else if (row.isWithoutOrder()) {
        withoutOrder++;
        withoutOrderAmount.add(row);
      } else {
        wrong++;
        wrongAmount.add(row);
      }
    }
  }

  void addOverdue(DailyRow row) {
    overdue++;
    byOwner.merge(row.owner(), 1, Integer::sum);
    overdueAmount.add(row);
  }

  /**
   * @param rows those that were counted
   */
  Content content(Rows<DailyRow> rows) {
    DailyTotals totals =
        new DailyTotals(
            scope.from(),
            scope.until(),
            scope.complete() && unread == 0,
            ok + wrong + withoutOrder + onItsWay,
            ok,
            wrong,
            withoutOrder,
            onItsWay,
            notChecked,
            unread,
            settled,
            byFinding,
            wrongAmount.all(),
            withoutOrderAmount.all(),
            overdue,
            byOwner,
            overdueAmount.all());
    return new Content(totals.complete(), Sentence.of(totals), totals, rows);
  }

  /**
   * What is wrong with a return.
   *
   * @param cases about what was found, by {@link ReportedCases#known}
   */
  static List<DailyRow> rows(
      Scope scope, ReportRuns.Named seen, Map<String, ReportedCases.Known> cases) {
    Look look = seen.look();
    return look.findings().stream()
        .map(
            finding -> {
              String refund = Objects.requireNonNullElse(finding.refundId(), "");
              LocalDate since = seen.named().getOrDefault(refund, scope.day());
              return row(look, finding, since, ReportedCases.about(look, finding, cases));
            })
        .toList();
  }

  /**
   * Refunds of which nobody knows come after those that are wrong, the worst first; cases come
   * last, in their own order.
   */
  static String place(DailyRow row) {
    return row.kind() == DailyRow.Kind.CASE
        ? "2"
        : String.join(
            " ",
            row.isNotChecked() ? "1" : "0",
            Integer.toString(rank(row)),
            Objects.toString(row.completedAt(), "~"),
            row.subject());
  }

  private static DailyRow row(
      Look look, Look.Finding finding, LocalDate since, Optional<ReportedCases.Known> known) {
    String refundId = finding.refundId();
    FindingTexts texts = FindingTexts.of(finding.code());
    return new DailyRow(
        DailyRow.Kind.REFUND,
        finding.code(),
        false,
        refundId,
        look.rmaNumber(),
        look.id().id(),
        look.id().store(),
        look.orderNumber(),
        finding.amount(),
        finding.actual(),
        finding.completedAt(),
        refundId == null ? null : Keys.credit(look.id().id(), refundId),
        since,
        known.map(ReportedCases.Known::owner).orElse(texts.owner()),
        known.map(ReportedCases.Known::id).orElse(null),
        null,
        null,
        finding.cause(),
        known.map(ReportedCases.Known::nextStep).orElse(texts.nextStep()));
  }

  private static int rank(DailyRow row) {
    int place = ORDER.indexOf(row.finding());
    return place < 0 ? ORDER.size() : place;
  }

  /** One for each currency, never mixed; a refund that several cases are about is counted once. */
  static final class Sums {
    private final Map<String, Money> sums = new TreeMap<>();
    private final Set<String> counted = new HashSet<>();

    void add(DailyRow row) {
      Money amount = row.amount();
      if (amount != null && counted.add(row.subject())) {
        sums.merge(amount.currencyCode(), amount, Money::plus);
      }
    }

    List<Money> all() {
      return List.copyOf(sums.values());
    }
  }
}
