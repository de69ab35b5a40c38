package io.returnbridge.registry;

import java.util.Locale;

/** The topics of this program; what each is called in Kafka is a setting, {@link #property}. */
public enum Topic {
  REVENI_WEBHOOKS,
  RETURNS_EVENTS,
  WAREHOUSE_SCANS,
  STOCK_MOVEMENTS,
  FINANCE_CREDITS,
  CUSTOMER_NOTIFICATIONS;

  /** As in {@code application.properties} and, in double braces, in the routes. */
  public String property() {
    return "topics." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
