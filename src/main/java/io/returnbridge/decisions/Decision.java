package io.returnbridge.decisions;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be decided about a case, and for cases of which codes. */
public enum Decision {
  /** The step that failed runs once more. */
  RETRY(Set.of()),
  /** An approved code for an item whose reason is missing or unmapped. */
  CLASSIFY(Set.of("REASON_MISSING", "REASON_UNMAPPED")),
  /** A person has dealt with it, or accepts it. */
  RESOLVE(Set.of()),
  ASSIGN(Set.of()),
  SNOOZE(Set.of()),
  /** The goods are here, whatever Reveni says. */
  COUNT_AS_RECEIVED(Set.of("SCAN_WAITING")),
  /** The order that the return belongs to, whatever Reveni says. */
  NAME_ORDER(Set.of("ORDER_NOT_FOUND", "LINE_NOT_FOUND")),
  /** Whether the units count as refunded that refunds cannot be matched to. */
  SETTLE(Set.of("REFUND_UNALLOCATED"));

  /**
   * Cases that the step would only meet again, until somebody has changed something elsewhere: what
   * exceptions.csv says to do there is not Retry.
   */
  private static final Set<String> NOT_RETRIED_FIRST =
      Set.of(
          "COVER_EXPIRING",
          "DOUBLE_REFUND",
          "EXCHANGE_NOT_PICKED_UP",
          "EXCHANGE_QUANTITY",
          "INSPECTION_OVERDUE",
          "INVOICE_MISMATCH",
          "ORDER_NOT_FOUND",
          "OVER_REFUND",
          "REASON_MISSING",
          "REASON_SPIKE",
          "REASON_UNMAPPED",
          "REFUND_CURRENCY_MISMATCH",
          "REFUND_DUE",
          "REFUND_UNALLOCATED",
          "RETURN_NOT_FOUND",
          "REVENI_KEY_REFUSED",
          "SCAN_OVER_QUANTITY",
          "SCAN_WAITING",
          "SCAN_WRONG_SKU",
          "VERDICT_CORRECTED");

  private final Set<String> codes;

  /**
   * @param codes empty for all
   */
  Decision(Set<String> codes) {
    this.codes = codes;
  }

  /** As in paths. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Decision> of(String word) {
    return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
  }

  /** Whether only some kinds of case take it. */
  public boolean isSpecial() {
    return !codes.isEmpty();
  }

  public boolean fits(String code) {
    return codes.isEmpty() || codes.contains(code);
  }

  /**
   * What a case of the code takes, what it most likely needs first: what only such a case takes,
   * and Retry where that can settle it.
   */
  public static List<Decision> likelyFirst(String code) {
    return Arrays.stream(values())
        .filter(d -> d.fits(code))
        .sorted(Comparator.comparingInt(d -> d.rank(code)))
        .toList();
  }

  private int rank(String code) {
    if (isSpecial()) {
      return 0;
    }
    return this == RETRY && NOT_RETRIED_FIRST.contains(code) ? 2 : 1;
  }

  /** Words of the decisions that a case of the code takes. */
  public static List<String> fitting(String code) {
    return Arrays.stream(values()).filter(d -> d.fits(code)).map(Decision::word).toList();
  }
}
