package io.returnbridge.engine;

import java.time.Duration;
import java.time.Instant;

/** What has to be made up for when nobody of the installation lived for a while. */
public interface Comeback {

  /**
   * The first to come back tells it, once for the installation, in the transaction that shows it
   * alive.
   *
   * @param lastSeen when a replica was last seen alive
   * @param downtime how long ago that is by the database's clock
   */
  void after(Instant lastSeen, Duration downtime);
}
