package io.returnbridge.reasons;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which SKUs and reasons come back more often in a week than in their own last eight. What a week
 * has by chance is a negative binomial: as wide as a Poisson of which no more is known than those
 * weeks, and as wide as they have been. Of many that are compared some are unusual by chance, so
 * the odds are those of any of them. No I/O.
 */
final class Spikes {

  static final int WEEKS = 8;

  /** With fewer weeks of its own nothing is usual yet. */
  private static final int FEWEST_WEEKS = 4;

  private static final int FEWEST_UNITS = 5;

  /** What chance alone does more often than once in so many weeks is no spike. */
  private static final int ONCE_IN_WEEKS = 26;

  /** A hundred years: nobody knows more of it. */
  private static final long LONGEST = 5_200;

  enum Of {
    SKU,
    REASON
  }

  record Thing(Of of, String name) {
    /** As in the subject of a case. */
    String subject() {
      return of.name().toLowerCase(Locale.ROOT) + "/" + name;
    }
  }

  /**
   * @param usual units in a week of those before
   * @param onceInWeeks how often chance alone does it to any of those that were compared
   */
  record Spike(Thing of, long units, BigDecimal usual, long onceInWeeks) {

    /** The odds in plain words. */
    String odds(int compared) {
      return "By chance alone one of the %d that are compared does so %s."
          .formatted(
              compared,
              onceInWeeks >= LONGEST
                  ? "less than once in a hundred years"
                  : "once in " + onceInWeeks + " weeks");
    }
  }

  /**
   * @param compared how many were compared
   */
  record Found(int compared, List<Spike> spikes) {}

  private final LocalDate monday;
  private final ZoneId zone;

  /** By week back: 0 is the week itself. */
  private final Map<Thing, long[]> counts = new HashMap<>();

  private final Map<Thing, LocalDate> first = new HashMap<>();

  /**
   * @param day the first that does not count: the week is that of the day before it
   */
  Spikes(LocalDate day, ZoneId zone) {
    this.monday = day.minusDays(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    this.zone = zone;
  }

  LocalDate monday() {
    return monday;
  }

  /** {@code 2026-W49}. */
  String week() {
    return week(monday);
  }

  static String week(LocalDate monday) {
    return "%d-W%02d"
        .formatted(
            monday.get(IsoFields.WEEK_BASED_YEAR), monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  /** What is to be counted: the week and those before. */
  Instant from() {
    return monday.minusWeeks(WEEKS).atStartOfDay(zone).toInstant();
  }

  void count(Thing of, Instant at) {
    LocalDate day = LocalDate.ofInstant(at, zone);
    LocalDate itsMonday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    known(of, itsMonday);
    long back = ChronoUnit.WEEKS.between(itsMonday, monday);
    if (back >= 0 && back <= WEEKS) {
      counts.computeIfAbsent(of, t -> new long[WEEKS + 1])[(int) back]++;
    }
  }

  /** It has been there since that day: the weeks before it are none of its own. */
  void known(Thing of, LocalDate day) {
    first.merge(of, day, (a, b) -> a.isBefore(b) ? a : b);
  }

  Found found() {
    List<Map.Entry<Thing, long[]>> compared =
        counts.entrySet().stream().filter(e -> weeks(e.getKey()) >= FEWEST_WEEKS).toList();
    List<Spike> spikes =
        compared.stream()
            .flatMap(e -> spike(e.getKey(), e.getValue(), compared.size()))
            .sorted(
                Comparator.comparing(Spike::onceInWeeks)
                    .reversed()
                    .thenComparing(Spike::units, Comparator.reverseOrder())
                    .thenComparing(s -> s.of().subject()))
            .toList();
    return new Found(compared.size(), spikes);
  }

  /** Whole weeks before this one that are its own. */
  private int weeks(Thing of) {
    LocalDate since = first.getOrDefault(of, monday);
    LocalDate whole = since.with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
    return (int) Math.max(0, Math.min(WEEKS, ChronoUnit.WEEKS.between(whole, monday)));
  }

  private Stream<Spike> spike(Thing of, long[] counts, int compared) {
    int weeks = weeks(of);
    double sum = 0;
    double squares = 0;
    for (int back = 1; back <= weeks; back++) {
      sum += counts[back];
      squares += (double) counts[back] * counts[back];
    }
    double spread = (squares - sum * sum / weeks) / (weeks - 1);
    double odds = odds(counts[0], sum, weeks, spread) * compared;
    if (counts[0] < FEWEST_UNITS || odds * ONCE_IN_WEEKS > 1) {
      return Stream.empty();
    }
    return Stream.of(
        new Spike(
            of,
            counts[0],
            BigDecimal.valueOf(sum / weeks).setScale(1, RoundingMode.HALF_UP),
            odds * LONGEST <= 1 ? LONGEST : (long) (1 / odds)));
  }

  /** Of {@code units} or more in a week, after weeks that had so many, with that variance. */
  static double odds(long units, double sum, int weeks, double spread) {
    double mean = (sum + 0.5) / weeks;
    double variance = Math.max(mean, spread) * (1 + 1.0 / weeks);
    double size = mean * mean / (variance - mean);
    double success = mean / variance;
    // The probabilities of 0, 1, 2, … by their ratios, as logarithms: none of them underflows.
    double log = size * Math.log(success);
    double below = 0;
    double above = 0;
    for (long k = 0; ; k++) {
      double probability = Math.exp(log);
      if (k < units) {
        below += probability;
      } else {
        above += probability;
        if (probability <= above * 1e-12 && k > mean) {
          // What is far out is summed by itself: 1 less the rest would be 0.
          return below < 0.5 ? 1 - below : above;
        }
      }
      log += Math.log((size + k) / (k + 1)) + Math.log1p(-success);
    }
  }
}
