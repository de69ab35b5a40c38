package io.returnbridge.reasons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.returnbridge.reasons.Spikes.Spike;
import io.returnbridge.reasons.Spikes.Thing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikesTest {

  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  /** A Monday. */
  private static final LocalDate DAY = LocalDate.of(2026, 12, 7);

  private static final Thing TEE = new Thing(Spikes.Of.SKU, "TEE");

  private static Instant at(String time) {
    return LocalDateTime.parse(time).atZone(MADRID).toInstant();
  }

  private static void count(Spikes spikes, Thing of, int weeksBack, long many) {
    for (long i = 0; i < many; i++) {
      spikes.count(
          of,
          spikes
              .monday()
              .minusWeeks(weeksBack)
              .plusDays(i % 7)
              .atTime(12, 0)
              .atZone(MADRID)
              .toInstant());
    }
  }

  /** One after the other: this week, and those before. */
  private static Spikes.Found found(long now, long... before) {
    Spikes spikes = new Spikes(DAY, MADRID);
    count(spikes, TEE, 0, now);
    for (int back = 1; back <= before.length; back++) {
      count(spikes, TEE, back, before[back - 1]);
    }
    spikes.known(TEE, DAY.minusYears(1));
    return spikes.found();
  }

  @Test
  void the_odds_are_those_of_a_negative_binomial() {
    // After 3 units in 8 weeks, counted out by hand: size 3.5, success 8/9.
    double probability = Math.pow(8.0 / 9, 3.5);
    double below = 0;
    for (int k = 0; k < 4; k++) {
      below += probability;
      probability *= (3.5 + k) / (k + 1) / 9;
    }
    assertThat(Spikes.odds(4, 3, 8, 0.4)).isCloseTo(1 - below, within(1e-12));
    assertThat(Spikes.odds(0, 3, 8, 0.4)).isCloseTo(1, within(1e-12));

    // As wide as the weeks have been: by drawing a million times from a Poisson of a Gamma.
    assertThat(Spikes.odds(30, 80, 8, 60))
        .isCloseTo(drawn(30, 80.5 / 8, 60 * 9 / 8.0), within(0.002));
    assertThat(Spikes.odds(400, 800, 8, 100)).as("far out it is not 0").isBetween(1e-300, 1e-50);
  }

  private static double drawn(int units, double mean, double variance) {
    Random random = new Random(3);
    double size = mean * mean / (variance - mean);
    int hits = 0;
    int all = 400_000;
    for (int i = 0; i < all; i++) {
      hits += poisson(random, gamma(random, size) * mean / size) >= units ? 1 : 0;
    }
    return (double) hits / all;
  }

  /** Marsaglia and Tsang. */
  private static double gamma(Random random, double shape) {
    if (shape < 1) {
      return gamma(random, shape + 1) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  private static int poisson(Random random, double mean) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int k = 0;
    while (product > limit) {
      product *= random.nextDouble();
      k++;
    }
    return k;
  }

  @Test
  void what_is_far_above_its_own_last_eight_weeks_is_named_with_its_odds() {
    Spikes.Found found = found(20, 2, 3, 1, 2, 4, 2, 3, 2);

    assertThat(found.compared()).isEqualTo(1);
    assertThat(found.spikes()).hasSize(1);
    Spike spike = found.spikes().get(0);
    assertThat(spike.units()).isEqualTo(20);
    assertThat(spike.usual()).isEqualByComparingTo("2.4");
    assertThat(spike.odds(1))
        .isEqualTo(
            "By chance alone one of the 1 that are compared does so less than once in a hundred years.");
    assertThat(found(9, 2, 3, 1, 2, 4, 2, 3, 2).spikes().get(0).odds(1))
        .matches("By chance alone one of the 1 that are compared does so once in \\d+ weeks\\.");
  }

  @Test
  void small_numbers_wide_weeks_and_what_is_new_are_no_spikes() {
    assertThat(found(4, 0, 0, 0, 0, 0, 0, 0, 0).spikes()).as("four are few").isEmpty();
    assertThat(found(5, 0, 0, 0, 0, 0, 0, 0, 0).spikes()).hasSize(1);
    assertThat(found(20, 2, 30, 1, 2, 25, 2, 1, 2).spikes()).as("it often has").isEmpty();
    assertThat(found(12, 10, 9, 11, 10, 8, 12, 9, 10).spikes()).isEmpty();

    Spikes fresh = new Spikes(DAY, MADRID);
    count(fresh, TEE, 0, 40);
    count(fresh, TEE, 1, 2);
    count(fresh, TEE, 2, 1);
    assertThat(fresh.found().compared()).as("three weeks old").isZero();
    fresh.known(TEE, DAY.minusMonths(6));
    assertThat(fresh.found().spikes()).as("but it was sold half a year ago").hasSize(1);
  }

  @Test
  void chance_alone_makes_no_more_false_ones_than_is_said_however_many_are_compared() {
    Random random = new Random(11);
    int weeks = 400;
    int alarms = 0;
    for (int week = 0; week < weeks; week++) {
      Spikes spikes = new Spikes(DAY, MADRID);
      for (int sku = 0; sku < 60; sku++) {
        Thing thing = new Thing(Spikes.Of.SKU, "S" + sku);
        double mean = 0.2 + sku / 10.0;
        spikes.known(thing, DAY.minusYears(1));
        for (int back = 0; back <= Spikes.WEEKS; back++) {
          count(spikes, thing, back, poisson(random, mean));
        }
      }
      alarms += spikes.found().spikes().isEmpty() ? 0 : 1;
    }
    // Once in 26 weeks at the most is said.
    assertThat(alarms).isLessThanOrEqualTo(weeks / 26);
  }

  @Test
  void weeks_begin_on_monday_at_midnight_whatever_the_clocks_do() {
    // Winter time begins on Sunday, 25 October 2026: that week has 169 hours.
    Spikes spikes = new Spikes(LocalDate.of(2026, 10, 26), MADRID);
    assertThat(spikes.week()).isEqualTo("2026-W43");
    assertThat(spikes.from()).isEqualTo(at("2026-08-24T00:00:00"));
    spikes.known(TEE, DAY.minusYears(1));
    for (int i = 0; i < 6; i++) {
      spikes.count(TEE, at("2026-10-25T23:59:59"));
      spikes.count(TEE, at("2026-10-26T00:00:00"));
      spikes.count(TEE, at("2026-10-19T00:00:00"));
      spikes.count(TEE, at("2026-10-18T23:59:59"));
    }
    // 12 in the week, 6 in the one before; what came after it is not its own.
    Spikes again = new Spikes(LocalDate.of(2026, 10, 26), MADRID);
    again.known(TEE, DAY.minusYears(1));
    count(again, TEE, 0, 12);
    count(again, TEE, 1, 6);
    assertThat(spikes.found()).isEqualTo(again.found());
    assertThat(spikes.found().spikes()).hasSize(1);

    // In spring an hour is missing.
    Spikes spring = new Spikes(LocalDate.of(2026, 3, 30), MADRID);
    assertThat(spring.week()).isEqualTo("2026-W13");
    assertThat(spring.from()).isEqualTo(at("2026-01-26T00:00:00"));
    assertThat(new Spikes(LocalDate.of(2026, 3, 31), MADRID).week()).isEqualTo("2026-W14");
    assertThat(new Spikes(LocalDate.of(2027, 1, 4), MADRID).week()).isEqualTo("2026-W53");
  }
}
