package io.returnbridge.mappings;

import java.util.List;
import java.util.Optional;

/**
 * {@code exceptions.csv}. It has a row for each of {@link #CODES}, and may have {@link #OTHERS}.
 */
public record ExceptionTable(List<ExceptionRow> all) {
  /** The codes that the steps and watchdogs open cases with. */
  public static final List<String> CODES =
      List.of(
          "EVENT_UNREADABLE",
          "EVENT_UNKNOWN",
          "STATUS_UNKNOWN",
          "RETURN_NOT_FOUND",
          "REASON_MISSING",
          "REASON_UNMAPPED",
          "ORDER_NOT_FOUND",
          "LINE_NOT_FOUND",
          "OVER_RETURN",
          "CHANNEL_UNKNOWN",
          "TYPE_CONFLICT",
          "STATE_REFUSED",
          "KEY_CONFLICT",
          "SCAN_WAITING",
          "SCAN_UNKNOWN_RETURN",
          "SCAN_WRONG_SKU",
          "SCAN_OVER_QUANTITY",
          "GRADE_UNKNOWN",
          "NOT_IN_INSPECTION",
          "INSPECTION_OVERDUE",
          "VERDICT_CORRECTED",
          "REFUND_CURRENCY_MISMATCH",
          "REFUND_AMOUNT_INEXACT",
          "REFUND_AMOUNT_INVALID",
          "REFUND_UNALLOCATED",
          "OVER_REFUND",
          "DOUBLE_REFUND",
          "REFUND_NOT_MIRRORED",
          "CREDIT_MISSING",
          "CREDIT_MISMATCH",
          "EXCHANGE_OUT_OF_STOCK",
          "EXCHANGE_ADDRESS_MISSING",
          "EXCHANGE_QUANTITY",
          "EXCHANGE_FAILED",
          "EXCHANGE_MISSING",
          "EXCHANGE_TO_CANCEL",
          "EXCHANGE_NOT_PICKED_UP",
          "STOCK_DRIFT",
          "COVER_EXPIRING",
          "COMMERCETOOLS_REJECTED",
          "COMMERCETOOLS_UNAVAILABLE",
          "REVENI_UNAVAILABLE",
          "REVENI_KEY_REFUSED",
          "ALERTS_UNDELIVERED",
          "STEP_FAILED",
          "REPLAY_FAILED",
          "REFUND_DUE",
          "INVOICE_MISMATCH",
          "REASON_SPIKE",
          "DATABASE_RESTORED");

  /** Codes that tables may have a row for already, and that no case is opened with yet. */
  public static final List<String> OTHERS =
      List.of(
          "CREDIT_UNEXPECTED",
          "CREDIT_UNLINKED",
          "STATUS_BEHIND",
          "EXCHANGE_UNEXPECTED",
          "FOREIGN_CHANGE");

  public ExceptionTable {
    all = List.copyOf(all);
  }

  public Optional<ExceptionRow> find(String code) {
    return all.stream().filter(row -> row.code().equals(code)).findFirst();
  }
}
