package io.returnbridge.reports;

import io.returnbridge.model.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The whole report in plain words. */
final class Sentence {

  private Sentence() {}

  static String of(DailyTotals totals) {
    List<String> sentences = new ArrayList<>();
    if (!totals.complete()) {
      sentences.add(
          "This report is not complete: "
              + (totals.returnsNotRead() == 0
                  ? "a list of returns could not be read from Reveni."
                  : counted(totals.returnsNotRead(), "return")
                      + " could not be read from Reveni."));
    }
    sentences.add(refunds(totals));
    if (totals.notChecked() > 0) {
      sentences.add(counted(totals.notChecked(), "refund") + " could not be checked.");
    }
    if (totals.settled() > 0) {
      sentences.add(
          totals.settled() == 1
              ? "1 that was named before has its credit now."
              : totals.settled() + " that were named before have their credit now.");
    }
    sentences.add(
        switch (totals.overdueCases()) {
          case 0 -> "No case is overdue.";
          case 1 -> "1 case is overdue.";
          default -> totals.overdueCases() + " cases are overdue.";
        });
    return String.join(" ", sentences);
  }

  private static String refunds(DailyTotals totals) {
    int checked = totals.checked();
    if (checked == 0) {
      return "No refund was checked.";
    }
    String begin = counted(checked, "refund") + (checked == 1 ? " was" : " were") + " checked: ";
    if (totals.ok() == checked) {
      return begin + (checked == 1 ? "it has its credit." : "all have their credit.");
    }
    List<String> parts = new ArrayList<>();
    if (totals.ok() > 0) {
      parts.add(totals.ok() + (totals.ok() == 1 ? " has its credit" : " have their credit"));
    }
    if (totals.findings() > 0) {
      String verb = totals.findings() == 1 ? " does not" : " do not";
      parts.add(
          totals.findings()
              + (totals.ok() > 0 ? verb : verb + " have a credit that agrees")
              + amount(totals.findingsAmount()));
    }
    if (totals.withoutOrder() > 0) {
      parts.add(
          totals.withoutOrder()
              + (totals.withoutOrder() == 1
                  ? " has a credit that waits for its order"
                  : " have a credit that waits for its order")
              + amount(totals.withoutOrderAmount()));
    }
    if (totals.onItsWay() > 0) {
      parts.add(totals.onItsWay() + (totals.onItsWay() == 1 ? " is" : " are") + " on the way");
    }
    return begin + String.join(", ", parts) + ".";
  }

  private static String amount(List<Money> sums) {
    return sums.isEmpty() ? "" : " (" + sums(sums) + ")";
  }

  /** {@code 64.95 EUR and 20.00 GBP}. */
  static String sums(List<Money> sums) {
    String all = sums.stream().map(Money::toString).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return last < 0 ? all : all.substring(0, last) + " and " + all.substring(last + 2);
  }

  static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
