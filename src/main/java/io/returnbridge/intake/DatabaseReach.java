package io.returnbridge.intake;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Whether the database answers, said within a second. */
@ApplicationScoped
public class DatabaseReach {

  private static final Duration PATIENCE = Duration.ofMillis(800);

  private static final String ABOUT =
      """
      select current_setting('server_version'), version from flyway_schema_history
      where success and version is not null order by installed_rank desc limit 1
      """;

  private final Database database;
  private final InTime inTime;

  public DatabaseReach(Database database, InTime inTime) {
    this.database = database;
    this.inTime = inTime;
  }

  /**
   * @param version of PostgreSQL
   * @param schema the latest migration
   */
  record About(String version, String schema) {}

  boolean answers() {
    return about().isPresent();
  }

  /** Empty while it does not answer. */
  Optional<About> about() {
    try {
      return inTime.call(
          PATIENCE, () -> database.find(ABOUT, r -> new About(r.text(1), r.text(2))));
    } catch (Unavailable away) {
      return Optional.empty();
    }
  }
}
