package io.returnbridge.model;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An amount in the currency's minor units.
 *
 * @param currencyCode ISO 4217
 */
public record Money(long centAmount, String currencyCode) {

  private static final Map<String, Integer> DIGITS =
      Currency.getAvailableCurrencies().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  Currency::getCurrencyCode, c -> Math.max(c.getDefaultFractionDigits(), 0)));

  /**
   * The exact amount, or nothing when the currency cannot hold it, or when there is no such
   * currency: an amount is never rounded.
   */
  public static Optional<Money> exact(BigDecimal amount, String currencyCode) {
    try {
      return digits(currencyCode)
          .map(d -> new Money(amount.movePointRight(d).longValueExact(), currencyCode));
    } catch (ArithmeticException inexact) {
      return Optional.empty();
    }
  }

  /** How many digits the currency has after the point; empty for one that does not exist. */
  public static Optional<Integer> digits(String currencyCode) {
    return Optional.ofNullable(DIGITS.get(currencyCode));
  }

  public static Money zero(String currencyCode) {
    return new Money(0, currencyCode);
  }

  public Money plus(Money other) {
    if (!other.currencyCode.equals(currencyCode)) {
      throw new IllegalArgumentException("Cannot add " + other + " to " + this);
    }
    return new Money(Math.addExact(centAmount, other.centAmount), currencyCode);
  }

  /** An amount for people: as the currency writes it, or with its own digits when it cannot. */
  public static String text(BigDecimal amount, String currencyCode) {
    return exact(amount, currencyCode)
        .map(Money::toString)
        .orElseGet(() -> amount.toPlainString() + " " + currencyCode);
  }

  /** For people, as their language writes it. */
  public String in(Locale locale) {
    int digits = digits(currencyCode).orElse(0);
    NumberFormat format = NumberFormat.getCurrencyInstance(locale);
    format.setCurrency(Currency.getInstance(currencyCode));
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(BigDecimal.valueOf(centAmount, digits));
  }

  @Override
  public String toString() {
    return digits(currencyCode)
        .map(d -> BigDecimal.valueOf(centAmount, d).toPlainString() + " " + currencyCode)
        .orElse(centAmount + " minor units of " + currencyCode);
  }
}
