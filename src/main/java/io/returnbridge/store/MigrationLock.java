package io.returnbridge.store;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * All migrations are one transaction: the tables are taken once, and either all are done or none.
 * Replicas wait for each other by a lock of a session. By default it is one of a transaction that
 * does nothing until all migrations are done, and such a transaction is ended after ten seconds.
 */
@Singleton
final class MigrationLock implements FlywayConfigurationCustomizer {

  @Override
  public void customize(FluentConfiguration configuration) {
    configuration.group(true);
    configuration.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
  }
}
