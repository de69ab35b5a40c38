package io.returnbridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {

  @Test
  void anAmountIsHeldExactlyOrNotAtAll() {
    assertThat(Money.exact(new BigDecimal("24.9500"), "EUR")).contains(new Money(2495, "EUR"));
    assertThat(Money.exact(new BigDecimal("24.9550"), "EUR")).isEmpty();
    assertThat(Money.exact(new BigDecimal("1200.0000"), "JPY")).contains(new Money(1200, "JPY"));
    assertThat(Money.exact(new BigDecimal("0.5"), "JPY")).isEmpty();
    assertThat(Money.exact(new BigDecimal("1.234"), "KWD")).contains(new Money(1234, "KWD"));
  }

  @Test
  void aCurrencyThatDoesNotExistHoldsNothing() {
    assertThat(Money.exact(new BigDecimal("24.9500"), "EURO")).isEmpty();
    assertThat(Money.exact(new BigDecimal("24.9500"), "")).isEmpty();
    assertThat(new Money(2495, "ZZZ")).hasToString("2495 minor units of ZZZ");
  }

  @Test
  void aPersonReadsMajorUnits() {
    assertThat(new Money(2495, "EUR")).hasToString("24.95 EUR");
    assertThat(new Money(1200, "JPY")).hasToString("1200 JPY");
  }

  @Test
  void an_amount_is_written_as_its_currency_writes_it_and_never_rounded() {
    assertThat(Money.text(new BigDecimal("149.0000"), "EUR")).isEqualTo("149.00 EUR");
    assertThat(Money.text(new BigDecimal("1500.0"), "JPY")).isEqualTo("1500 JPY");
    assertThat(Money.text(new BigDecimal("9.995"), "EUR")).isEqualTo("9.995 EUR");
  }
}
