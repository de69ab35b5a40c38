package io.returnbridge.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Reveni's invoice calls its columns, by {@code INVOICE_COLUMNS}.
 *
 * @param ours by what the header says, in lower case
 */
public record InvoiceColumns(Map<String, String> ours) {

  public static final String STORE = "store";
  public static final String REFUND = "refund";
  public static final String RETURN = "return";
  public static final String RMA = "rma";
  public static final String AMOUNT = "amount";
  public static final String CURRENCY = "currency";
  public static final String INVOICE = "invoice";

  private static final List<String> ALL =
      List.of(STORE, REFUND, RETURN, RMA, AMOUNT, CURRENCY, INVOICE);

  /** Without them no line says anything. */
  public static final List<String> NEEDED = List.of(REFUND, AMOUNT);

  /**
   * @param setting such as {@code refund=refund_id,amount=amount}
   * @throws SettingsProblems all that is wrong with it
   */
  public static InvoiceColumns of(String setting) {
    Map<String, String> ours = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (String pair : setting.split(",", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair.strip() : pair.substring(0, equals).strip();
      String theirs = equals < 0 ? "" : pair.substring(equals + 1).strip();
      if (!ALL.contains(name) || theirs.isEmpty()) {
        problems.add(
            "INVOICE_COLUMNS has \"%s\": write ours=theirs, with ours one of %s"
                .formatted(pair.strip(), String.join(", ", ALL)));
        continue;
      }
      String other = ours.put(theirs.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        problems.add(
            "INVOICE_COLUMNS says that the column %s is both %s and %s: leave out one"
                .formatted(theirs, other, name));
      }
    }
    if (problems.isEmpty()) {
      NEEDED.stream()
          .filter(needed -> !ours.containsValue(needed))
          .map(
              needed ->
                  "INVOICE_COLUMNS does not say which column the %s is: add %s=…"
                      .formatted(needed, needed))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new SettingsProblems(problems);
    }
    return new InvoiceColumns(Map.copyOf(ours));
  }

  /** All of them, as the header calls them, the needed ones first. */
  public String shown() {
    return Stream.concat(NEEDED.stream(), ALL.stream())
        .distinct()
        .filter(ours::containsValue)
        .map(this::theirs)
        .collect(Collectors.joining(", "));
  }

  /** What the header calls it. */
  public String theirs(String name) {
    return ours.entrySet().stream()
        .filter(e -> e.getValue().equals(name))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(name);
  }
}
