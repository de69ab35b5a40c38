package io.returnbridge.engine;

import io.returnbridge.store.Database;
import java.time.Duration;

/** Leases of which nobody waits for one. */
public final class TestLeases {

  private TestLeases() {}

  public static Leases impatient(Database database) {
    return new Leases(database, Duration.ZERO);
  }
}
