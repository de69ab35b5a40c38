package io.returnbridge.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Everything that is left to chance in a history. Misfortunes are counted, so that a story can be
 * told again without some of them.
 */
final class Chance {

  private final Random story;
  private final long seed;
  private final Random pauses;
  private final Set<Integer> spared;
  private final Set<Integer> happened = new HashSet<>();
  private SplittableRandom misfortune = new SplittableRandom();
  private int asked;
  private boolean calm;

  /**
   * @param spared misfortunes that do not happen, by number
   */
  Chance(long seed, Set<Integer> spared) {
    this.story = new Random(seed);
    this.seed = seed;
    this.pauses = new Random(seed * 37 + 11);
    this.spared = spared;
  }

  /** Nothing goes wrong from now on. */
  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** Whether this one happens now. */
  boolean misfortune(double likely) {
    if (calm) {
      return false;
    }
    int number = asked++;
    SplittableRandom own = new SplittableRandom(seed * 1_000_003 + number);
    boolean happens = own.nextDouble() < likely && !spared.contains(number);
    if (happens) {
      misfortune = own;
      happened.add(number);
    }
    return happens;
  }

  Set<Integer> happened() {
    return happened;
  }

  boolean in(double likely) {
    return story.nextDouble() < likely;
  }

  int below(int bound) {
    return story.nextInt(bound);
  }

  <T> T of(List<T> all) {
    return all.get(story.nextInt(all.size()));
  }

  /** How long a failed attempt waits. */
  double pause() {
    return pauses.nextDouble();
  }

  /** For a choice of what happens now as a misfortune, which draws nothing from the story. */
  <T> T badly(List<T> all) {
    return all.get(misfortune.nextInt(all.size()));
  }
}
