package io.returnbridge.reports;

import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.reconciliation.Codes;
import io.returnbridge.reconciliation.Look;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the report of what was seen: counts, sums by currency, and the sentence. No I/O. */
final class Findings {

  private static final String OWNER = "finance";

  /** Worst first; what is not named here comes in between. */
  private static final List<String> ORDER =
      List.of(Codes.MISSING, Codes.MISMATCH, Codes.UNLINKED, Codes.NO_ORDER);

  /**
   * @param from returns that have not changed since are not in it
   * @param until the end of the report's day
   * @param complete whether every list of returns could be read
   */
  record Scope(LocalDate day, Instant asOf, Instant from, Instant until, boolean complete) {}

  private Findings() {}

  /**
   * @param cases that are open about what was found, by {@link ReportedCases#open}
   * @param overdue cases whose time is up
   * @param before the report before this one; null for none
   */
  static Content report(
      Scope scope,
      List<Look> looks,
      Map<String, ReportedCases.Open> cases,
      List<DailyRow> overdue,
      @Nullable Report before) {
    Map<String, LocalDate> named = named(before);
    List<DailyRow> rows = new ArrayList<>();
    Set<String> ok = new HashSet<>();
    int onItsWay = 0;
    int unread = 0;
    for (Look look : looks) {
      look.ok().forEach(refund -> ok.add(look.subject(refund)));
      onItsWay += look.onItsWay();
      unread += look.unread() ? 1 : 0;
      for (Look.Finding finding : look.findings()) {
        LocalDate since = named.getOrDefault(look.subject(finding.refundId()), scope.day());
        rows.add(row(look, finding, since, ReportedCases.about(look, finding, cases)));
      }
    }
    rows.sort(
        Comparator.comparing(DailyRow::isNotChecked)
            .thenComparing(Findings::rank)
            .thenComparing(DailyRow::completedAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(DailyRow::subject));
    List<DailyRow> wrong = rows.stream().filter(r -> !r.isNotChecked()).toList();
    Map<String, Integer> byFinding = new TreeMap<>();
    rows.forEach(r -> byFinding.merge(r.finding(), 1, Integer::sum));
    Map<String, Integer> byOwner = new TreeMap<>();
    overdue.forEach(r -> byOwner.merge(r.owner(), 1, Integer::sum));
    DailyTotals totals =
        new DailyTotals(
            scope.from(),
            scope.until(),
            scope.complete() && unread == 0,
            ok.size() + wrong.size() + onItsWay,
            ok.size(),
            wrong.size(),
            onItsWay,
            rows.size() - wrong.size(),
            unread,
            (int) named.keySet().stream().filter(ok::contains).count(),
            byFinding,
            sums(wrong),
            overdue.size(),
            byOwner,
            sums(overdue));
    List<DailyRow> all = new ArrayList<>(rows);
    all.addAll(overdue);
    return new Content(totals.complete(), Sentence.of(totals), totals, all);
  }

  private static DailyRow row(
      Look look, Look.Finding finding, LocalDate since, Optional<ReportedCases.Open> open) {
    String refundId = finding.refundId();
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
        OWNER,
        open.map(ReportedCases.Open::id).orElse(null),
        null,
        null,
        finding.cause(),
        open.map(ReportedCases.Open::nextStep)
            .orElseGet(() -> FindingTexts.of(finding.code()).nextStep()));
  }

  /** Since when each refund has been named, by the report before. */
  private static Map<String, LocalDate> named(@Nullable Report before) {
    Map<String, LocalDate> named = new HashMap<>();
    if (before != null) {
      for (DailyRow row : before.rows(DailyRow.class)) {
        if (row.kind() == DailyRow.Kind.REFUND) {
          named.put(row.subject(), Optional.ofNullable(row.namedSince()).orElse(before.day()));
        }
      }
    }
    return named;
  }

  private static int rank(DailyRow row) {
    int place = ORDER.indexOf(row.finding());
    return place < 0 ? ORDER.size() : place;
  }

  /** One for each currency, never mixed; a refund that several cases are about is counted once. */
  static List<Money> sums(List<DailyRow> rows) {
    Map<String, Money> sums = new TreeMap<>();
    Set<String> counted = new HashSet<>();
    for (DailyRow row : rows) {
      Money amount = row.amount();
      if (amount != null && counted.add(row.subject())) {
        sums.merge(amount.currencyCode(), amount, Money::plus);
      }
    }
    return List.copyOf(sums.values());
  }
}
