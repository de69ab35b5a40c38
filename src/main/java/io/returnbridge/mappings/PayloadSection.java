package io.returnbridge.mappings;

import org.jspecify.annotations.Nullable;

/**
 * A part of Reveni's JSON, and a section of {@code reveni-payload.yaml}. Paths of a list's fields
 * are relative to one element of the list.
 */
public enum PayloadSection {
  /** The body of a webhook. */
  WEBHOOK("webhook", null, false),
  /** The return as {@code GET returns/{id}} answers it. */
  RETURN("return", null, false),
  ITEMS("items", RETURN, true),
  REFUNDS("refunds", RETURN, true),
  /** The fees of one refund. */
  REFUND_FEES("refund-fees", REFUNDS, true),
  /** The items that one refund pays for, where Reveni names them. */
  REFUND_ITEMS("refund-items", REFUNDS, true),
  SHIPMENTS("shipments", RETURN, true),
  /** One page of the list of returns; may be left out where nothing is listed. */
  LISTED_RETURNS("listed-returns", null, true);

  private final String key;
  private final @Nullable PayloadSection within;
  private final boolean list;

  PayloadSection(String key, @Nullable PayloadSection within, boolean list) {
    this.key = key;
    this.within = within;
    this.list = list;
  }

  /** The section's name in the file. */
  public String key() {
    return key;
  }

  /** The section that one element of this list's owner belongs to; null for a whole body. */
  public @Nullable PayloadSection within() {
    return within;
  }

  public boolean isList() {
    return list;
  }
}
