package io.returnbridge.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Everything that is left to chance in a history. Misfortunes are counted, so that a story can be
 * told again without some of them.
 */
final class Chance {

  private final Random story;
  private final Random misfortunes;
  private final Random pauses;
  private final Set<Integer> spared;
  private final Set<Integer> happened = new HashSet<>();
  private int asked;
  private boolean calm;

  /**
   * @param spared misfortunes that do not happen, by number
   */
  Chance(long seed, Set<Integer> spared) {
    this.story = new Random(seed);
    this.misfortunes = new Random(seed * 31 + 7);
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
    boolean happens = misfortunes.nextDouble() < likely && !spared.contains(number);
    if (happens) {
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

  /** For a choice among misfortunes, which draws nothing from the story. */
  <T> T badly(List<T> all) {
    return all.get(misfortunes.nextInt(all.size()));
  }
}
