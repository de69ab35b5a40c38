package io.returnbridge.watchdogs;

import java.time.Duration;
import java.time.Instant;

/**
 * How often something that is missing is looked for: the more seldom the longer it takes.
 *
 * @param part of the time that it takes: the pause until the next look
 */
public record Pace(int part, Duration shortest, Duration longest) {

  public Instant next(Instant since, Instant now) {
    Duration pause = Duration.between(since, now).dividedBy(part);
    if (pause.compareTo(shortest) < 0) {
      return now.plus(shortest);
    }
    return now.plus(pause.compareTo(longest) > 0 ? longest : pause);
  }
}
