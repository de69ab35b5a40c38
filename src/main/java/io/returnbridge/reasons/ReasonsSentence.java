package io.returnbridge.reasons;

import io.returnbridge.reasons.ReasonsRow.Kind;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The whole of return-reasons in plain words. */
final class ReasonsSentence {

  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

  private ReasonsSentence() {}

  static String of(ReasonsTotals totals, List<ReasonsRow> rows) {
    List<String> sentences = new ArrayList<>();
    sentences.add(returned(totals));
    ReasonsTotals.Month last = totals.months().get(totals.months().size() - 1);
    BigDecimal rate = last.returnRate();
    if (rate != null) {
      sentences.add(
          "Of %s sold in %s %s came back."
              .formatted(
                  counted(last.sold(), "unit"),
                  YearMonth.parse(last.month()).format(MONTH),
                  percent(rate)));
    }
    if (!totals.reasons().isEmpty()) {
      ReasonsTotals.Reason first = totals.reasons().get(0);
      sentences.add("Most often: %s (%d).".formatted(first.label(), first.units()));
    }
    if (totals.contradictions() > 0) {
      sentences.add(
          counted(totals.contradictions(), "unit")
              + (totals.contradictions() == 1 ? " has" : " have")
              + " a grade that does not fit the reason.");
    }
    if (totals.unapproved() > 0) {
      sentences.add(
          totals.unapproved() == 1
              ? "1 reason that Reveni sends is not approved."
              : totals.unapproved() + " reasons that Reveni sends are not approved.");
    }
    sentences.add(spikes(rows.stream().filter(r -> r.is(Kind.SPIKE)).toList()));
    return String.join(" ", sentences);
  }

  private static String returned(ReasonsTotals totals) {
    String since = YearMonth.parse(totals.months().get(0).month()).format(MONTH);
    if (totals.returned() == 0) {
      return "Nothing has come back since " + since + ".";
    }
    String all =
        counted(totals.returned(), "unit")
            + (totals.returned() == 1 ? " has" : " have")
            + " come back since "
            + since;
    return totals.unclassified() == 0
        ? all + "."
        : all + ", " + totals.unclassified() + " of them without an approved reason.";
  }

  private static String spikes(List<ReasonsRow> spikes) {
    if (spikes.isEmpty()) {
      return "Nothing comes back more often than in its last eight weeks.";
    }
    String first = name(spikes.get(0));
    String others =
        switch (spikes.size() - 1) {
          case 0 -> " comes";
          case 1 -> " and 1 other come";
          default -> " and " + (spikes.size() - 1) + " others come";
        };
    return first + others + " back more often than in the last eight weeks.";
  }

  static String name(ReasonsRow spike) {
    return spike.sku() != null
        ? spike.sku()
        : "Reason " + Objects.requireNonNullElse(spike.code(), "");
  }

  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 4.4 %}. */
  static String percent(BigDecimal share) {
    return share.movePointRight(2).setScale(1, java.math.RoundingMode.HALF_UP).toPlainString()
        + " %";
  }
}
