package io.returnbridge.setup;

import io.returnbridge.registry.Steps;
import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.DatabaseLogin;
import java.util.ArrayList;
import java.util.List;

/** Kafka and the database. The embedded ones start with the program: there is nothing to reach. */
final class StorageChecks {

  private StorageChecks() {}

  static List<Check> of(Settings settings, Steps steps) {
    List<Check> checks = new ArrayList<>();
    settings
        .kafkaBootstrapServers()
        .ifPresentOrElse(
            servers -> checks.addAll(KafkaChecks.of(servers, steps)),
            () -> checks.add(Check.ok("Kafka: embedded, in " + settings.dataDirectory())));
    settings
        .databaseServer()
        .ifPresentOrElse(
            server -> {
              checks.add(database(server));
              checks.addAll(withoutTheirStep(server, steps));
            },
            () -> checks.add(Check.ok("database: embedded, in " + settings.dataDirectory())));
    return checks;
  }

  /** What is kept for steps of one's own whose file is gone. */
  private static List<Check> withoutTheirStep(DatabaseServer server, Steps steps) {
    List<Check> checks = new ArrayList<>();
    DatabaseLogin.keptRecords(server)
        .forEach(
            (step, records) -> {
              if (steps.find(step).isEmpty()) {
                checks.add(
                    Check.warn(
                        "own step " + step + " has no file, and " + records + " records to do",
                        "put its file back: they are kept until then"));
              }
            });
    return checks;
  }

  private static Check database(DatabaseServer server) {
    DatabaseLogin login = DatabaseLogin.tryOnce(server);
    return login.isOpen()
        ? Check.ok("database: " + login.what())
        : Check.fail(login.what(), login.remedy());
  }
}
