package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.model.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Of daily-exceptions.
 *
 * @param from returns that have not changed since are not in it, but for open ones and those that
 *     the report before had named
 * @param until refunds that were completed later are not in it
 * @param complete whether everything could be read that was to be compared
 * @param checked refunds that were compared: {@code ok}, {@code findings}, {@code withoutOrder} and
 *     {@code onItsWay}
 * @param findings refunds without a credit that agrees
 * @param withoutOrder refunds whose credit agrees and whose order commercetools does not have
 * @param onItsWay without an agreeing credit, completed just now and still worked on
 * @param notChecked refunds of which nobody knows
 * @param returnsNotRead returns that Reveni did not answer, whether they have refunds or not
 * @param settled refunds that the report before had named and that have their credit now
 * @param findingsByCode of {@code findings}, {@code withoutOrder} and {@code notChecked}
 * @param findingsAmount of {@code findings}, one for each currency
 * @param overdueAmount of the overdue cases that are about a refund, one for each currency
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DailyTotals(
    Instant from,
    Instant until,
    boolean complete,
    int checked,
    int ok,
    int findings,
    int withoutOrder,
    int onItsWay,
    int notChecked,
    int returnsNotRead,
    int settled,
    Map<String, Integer> findingsByCode,
    List<Money> findingsAmount,
    List<Money> withoutOrderAmount,
    int overdueCases,
    Map<String, Integer> overdueByOwner,
    List<Money> overdueAmount) {

  DailyTotals {
    // Reports that were made before the two were told apart have none.
    withoutOrderAmount = withoutOrderAmount == null ? List.of() : withoutOrderAmount;
  }
}
