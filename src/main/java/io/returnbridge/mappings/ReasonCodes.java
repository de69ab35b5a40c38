package io.returnbridge.mappings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code reason-codes.csv}: the only reasons that enter commercetools. */
public record ReasonCodes(List<ReasonRow> all) {
  public ReasonCodes {
    all = List.copyOf(all);
  }

  /** Upper and lower case, and spaces around it, make no difference. */
  public Optional<ReasonRow> map(String reveniReason) {
    String wanted = normal(reveniReason);
    return all.stream().filter(row -> normal(row.reveniReason()).equals(wanted)).findFirst();
  }

  /** The distinct codes in the order of the table. */
  public List<String> codes() {
    return all.stream().map(ReasonRow::code).distinct().toList();
  }

  /** The first row of a code; rows of one code have the same category and labels. */
  public Optional<ReasonRow> byCode(String code) {
    return all.stream().filter(row -> row.code().equals(code)).findFirst();
  }

  /** What is to be said about a code that is none: which one may be meant, and which there are. */
  public String unknown(String code) {
    return "\""
        + code
        + "\" is not an approved code"
        + Suggestion.of(code, codes())
        + ": use one of "
        + String.join(", ", codes());
  }

  /** What is the same reason reads the same. */
  public static String normal(String reveniReason) {
    return reveniReason.strip().toLowerCase(Locale.ROOT);
  }
}
