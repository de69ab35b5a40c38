package io.returnbridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysTest {

  @Test
  void keysAreThoseOfTheDesign() {
    assertThat(Keys.returnItem("r1", "item-1", 2)).isEqualTo("r1_item-1_2");
    assertThat(Keys.credit("r1", "rf-1")).isEqualTo("reveni-credit-r1-rf-1");
    assertThat(Keys.exchangeOrder("RMA-1", 1)).isEqualTo("EX-RMA-1");
    assertThat(Keys.exchangeOrder("RMA-1", 3)).isEqualTo("EX-RMA-1-3");
  }

  @Test
  void anIdThatDoesNotFitIsHashed() {
    assertThat(Keys.credit("r 1/ö", "x".repeat(300)))
        .matches("[A-Za-z0-9_-]{2,256}")
        .isEqualTo(Keys.credit("r 1/ö", "x".repeat(300)))
        .isNotEqualTo(Keys.credit("r 1/o", "x".repeat(300)));
  }
}
