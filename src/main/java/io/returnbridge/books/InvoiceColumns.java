package io.returnbridge.books;

import io.returnbridge.csv.ImportUnreadable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What Reveni's invoice calls its columns.
 *
 * @param ours by what the header says, in lower case
 */
record InvoiceColumns(Map<String, String> ours) {

  static final String STORE = "store";
  static final String REFUND = "refund";
  static final String RETURN = "return";
  static final String RMA = "rma";
  static final String AMOUNT = "amount";
  static final String CURRENCY = "currency";
  static final String INVOICE = "invoice";

  private static final List<String> ALL =
      List.of(STORE, REFUND, RETURN, RMA, AMOUNT, CURRENCY, INVOICE);

  /**
   * @param setting such as {@code refund=refund_id,amount=amount}
   */
  static InvoiceColumns of(String setting) {
    Map<String, String> ours = new HashMap<>();
    for (String pair : setting.split(",", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair.strip() : pair.substring(0, equals).strip();
      String theirs = equals < 0 ? "" : pair.substring(equals + 1).strip();
      if (!ALL.contains(name) || theirs.isEmpty()) {
        throw new IllegalStateException(
            "INVOICE_COLUMNS has \"%s\": write ours=theirs, with ours one of %s"
                .formatted(pair.strip(), String.join(", ", ALL)));
      }
      ours.put(theirs.toLowerCase(Locale.ROOT), name);
    }
    for (String needed : List.of(REFUND, AMOUNT)) {
      if (!ours.containsValue(needed)) {
        throw new IllegalStateException(
            "INVOICE_COLUMNS does not say which column the %s is: add %s=…"
                .formatted(needed, needed));
      }
    }
    return new InvoiceColumns(Map.copyOf(ours));
  }

  void needs(Set<String> header) {
    for (String needed : List.of(REFUND, AMOUNT)) {
      if (!header.contains(needed)) {
        throw new ImportUnreadable(
            "The header has no column %s, which is the %s: correct the table, or INVOICE_COLUMNS"
                .formatted(theirs(needed), needed));
      }
    }
  }

  /** What the header calls it. */
  String theirs(String name) {
    return ours.entrySet().stream()
        .filter(e -> e.getValue().equals(name))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(name);
  }
}
