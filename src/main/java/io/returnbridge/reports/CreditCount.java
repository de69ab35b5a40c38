package io.returnbridge.reports;

import io.returnbridge.model.Money;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.reports.CreditTotals.Sum;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts and sums of credit-reconciliation, return by return. */
final class CreditCount {

  private final Instant from;
  private final Map<String, Integer> byFinding = new TreeMap<>();
  private final Map<String, Sum> byPayer = new TreeMap<>();
  private int returns;
  private int refunds;
  private int ok;
  private int notListed;
  private int left;
  private int healed;

  /**
   * @param from what is right and was completed before is not listed
   */
  CreditCount(Instant from) {
    this.from = from;
  }

  /** All rows of what was looked at; a refund of which several things are wrong is one. */
  void add(Look look, List<CreditRow> rows) {
    returns += look.id().store().isEmpty() ? 0 : 1;
    refunds += look.refunds().size();
    Set<String> counted = new HashSet<>();
    for (CreditRow row : rows) {
      if (row.isOk()) {
        ok++;
      } else {
        byFinding.merge(row.finding(), 1, Integer::sum);
        healed += row.healed() ? 1 : 0;
        left += row.healed() ? 0 : 1;
      }
      Money paid = row.paid();
      if (!row.isListed(from)) {
        notListed++;
      } else if (paid != null && counted.add(row.subject())) {
        byPayer.merge(row.paidBy() + " " + paid.currencyCode(), Sum.of(row, paid), Sum::plus);
      }
    }
  }

  CreditTotals totals() {
    return new CreditTotals(
        from,
        returns,
        refunds,
        ok,
        notListed,
        left,
        healed,
        byFinding,
        List.copyOf(byPayer.values()));
  }
}
