package io.returnbridge.alerts;

import java.util.Locale;

/** By what owners are told. */
public enum AlertMedium {
  EMAIL,
  WEBHOOK,
  /** A report, by e-mail, to its owner. */
  REPORT;

  /** As in the database and in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AlertMedium of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
