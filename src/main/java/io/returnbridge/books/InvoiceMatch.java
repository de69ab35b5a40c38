package io.returnbridge.books;

import io.returnbridge.model.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A refund that Reveni says to have paid, or that it bills, in one currency each.
 *
 * @param returnId empty where no return of ours is meant
 * @param billed on all invoices; null for not at all
 * @param owed credits less reversals; null where Reveni has not paid such a refund
 * @param invoices that bill it
 * @param rmaNumber of the return; as the invoice says it where no return of ours is meant
 * @param month in which it was paid; null where it was not
 */
record InvoiceMatch(
    String store,
    String returnId,
    String refundId,
    @Nullable Money billed,
    @Nullable Money owed,
    List<String> invoices,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    @Nullable LocalDate month) {

  enum Kind {
    MATCHED,
    MISSING,
    EXTRA,
    WRONG_AMOUNT,
    WRONG_CURRENCY
  }

  Kind kind() {
    if (billed == null) {
      return Kind.MISSING;
    }
    if (owed == null) {
      return Kind.EXTRA;
    }
    if (!billed.currencyCode().equals(owed.currencyCode())) {
      return Kind.WRONG_CURRENCY;
    }
    return billed.equals(owed) ? Kind.MATCHED : Kind.WRONG_AMOUNT;
  }

  /** Whether the other is about the same refund, which one bills and the other says to be paid. */
  boolean isOtherSideOf(InvoiceMatch other) {
    return (billed == null) != (other.billed == null)
        && (owed == null) != (other.owed == null)
        && !returnId.isEmpty()
        && store.equals(other.store)
        && returnId.equals(other.returnId)
        && refundId.equals(other.refundId);
  }

  /** What is paid in one currency and billed in another is one thing. */
  InvoiceMatch with(InvoiceMatch other) {
    return billed == null
        ? other.with(this)
        : new InvoiceMatch(
            store,
            returnId,
            refundId,
            billed,
            other.owed,
            invoices,
            other.rmaNumber,
            other.orderNumber,
            other.month);
  }

  /**
   * What is at stake: by how much the two differ, whoever has too much; all that is billed where
   * the currencies differ.
   */
  Money difference() {
    Money one = Objects.requireNonNull(billed == null ? owed : billed);
    boolean alike = owed != null && owed.currencyCode().equals(one.currencyCode());
    long other = billed != null && owed != null && alike ? owed.centAmount() : 0;
    return new Money(Math.abs(one.centAmount() - other), one.currencyCode());
  }

  /** For people. */
  String detail() {
    String billedBy = String.join(", ", invoices);
    return switch (kind()) {
      case MATCHED -> "they agree";
      case MISSING -> "no invoice bills it";
      case EXTRA ->
          returnId.isEmpty()
              ? "invoice " + billedBy + " bills it, and no return here has such a refund"
              : "invoice " + billedBy + " bills it, and Reveni has not paid it by its own word";
      case WRONG_AMOUNT ->
          invoices.size() > 1
              ? "invoices " + billedBy + " bill it"
              : "invoice " + billedBy + " bills another amount";
      case WRONG_CURRENCY -> "invoice " + billedBy + " bills it in another currency";
    };
  }
}
