package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.model.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of credit-reconciliation.
 *
 * @param from refunds that were completed before and are right are counted, and not listed
 * @param returns that were compared
 * @param refunds of them that Reveni calls complete
 * @param ok those that have their credit, and of whose return nothing differs
 * @param notListed of those
 * @param differences that are not healed
 * @param healed differences that are right by now
 * @param byFinding all differences
 * @param byPayer what the listed refunds come to; each refund is counted once
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreditTotals(
    Instant from,
    int returns,
    int refunds,
    int ok,
    int notListed,
    int differences,
    int healed,
    Map<String, Integer> byFinding,
    List<Sum> byPayer) {

  /**
   * @param paid the sum of items, shipping, fee and difference
   * @param kept paid less what was taken back
   * @param inCommercetools what the Payments come to
   */
  record Sum(
      String paidBy,
      int refunds,
      Money paid,
      Money items,
      Money shipping,
      Money fee,
      Money difference,
      Money takenBack,
      Money kept,
      Money inCommercetools,
      Money bonus) {

    /** Of a refund whose amount can be booked. */
    static Sum of(CreditRow row, Money paid) {
      String currency = paid.currencyCode();
      return new Sum(
          String.valueOf(row.paidBy()),
          1,
          paid,
          in(currency, row.items()),
          in(currency, row.shipping()),
          in(currency, row.fee()),
          in(currency, row.difference()),
          in(currency, row.takenBack()),
          in(currency, row.amount()),
          in(currency, row.actual()),
          in(currency, row.bonus()));
    }

    private static Money in(String currency, @Nullable Money amount) {
      return amount == null || !amount.currencyCode().equals(currency)
          ? Money.zero(currency)
          : amount;
    }

    Sum plus(Sum other) {
      return new Sum(
          paidBy,
          refunds + other.refunds,
          paid.plus(other.paid),
          items.plus(other.items),
          shipping.plus(other.shipping),
          fee.plus(other.fee),
          difference.plus(other.difference),
          takenBack.plus(other.takenBack),
          kept.plus(other.kept),
          inCommercetools.plus(other.inCommercetools),
          bonus.plus(other.bonus));
    }
  }
}
