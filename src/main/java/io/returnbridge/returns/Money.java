package io.returnbridge.returns;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;

/**
 * An amount in the currency's minor units.
 *
 * @param currencyCode ISO 4217
 */
public record Money(long centAmount, String currencyCode) {

  /** The exact amount, or nothing when the currency cannot hold it: an amount is never rounded. */
  public static Optional<Money> exact(BigDecimal amount, String currencyCode) {
    int digits = Currency.getInstance(currencyCode).getDefaultFractionDigits();
    try {
      return Optional.of(
          new Money(amount.movePointRight(Math.max(digits, 0)).longValueExact(), currencyCode));
    } catch (ArithmeticException inexact) {
      return Optional.empty();
    }
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

  @Override
  public String toString() {
    int digits = Math.max(Currency.getInstance(currencyCode).getDefaultFractionDigits(), 0);
    return BigDecimal.valueOf(centAmount, digits).toPlainString() + " " + currencyCode;
  }
}
