package io.returnbridge.intake;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Whether the database answers, said within a second. */
@ApplicationScoped
public class DatabaseReach {

  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final Database database;
  private final InTime inTime;

  public DatabaseReach(Database database, InTime inTime) {
    this.database = database;
    this.inTime = inTime;
  }

  boolean answers() {
    try {
      return inTime.call(PATIENCE, () -> database.find("select 1", r -> true).orElse(false));
    } catch (Unavailable away) {
      return false;
    }
  }
}
