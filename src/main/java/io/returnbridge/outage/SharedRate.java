package io.returnbridge.outage;

import java.time.Duration;

/** A rate of requests that belongs to the whole installation; each replica uses its share. */
public interface SharedRate {

  /** Requests a second of the whole installation. */
  int cap();

  /**
   * From now on at most so many requests a second.
   *
   * @param validFor after which none are sent any more, unless it is told anew
   */
  void limit(int share, Duration validFor);

  /** Requests that are under way, or were answered less than a second ago. */
  int inUse();

  /** What is left of a pause that the other side asked for; zero for none. */
  Duration pauseLeft();

  /** Nobody sends anything for so long. */
  void pause(Duration pause);

  /** Runs when the other side has asked this replica for a pause. */
  void whenPaused(Runnable listener);
}
