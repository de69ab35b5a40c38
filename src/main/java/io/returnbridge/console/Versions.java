package io.returnbridge.console;

import io.returnbridge.console.SettingPages.Version;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Which versions of what run here. */
@ApplicationScoped
class Versions {

  private final Database database;

  Versions(Database database) {
    this.database = database;
  }

  List<Version> all() {
    return List.of(
        new Version("Returnbridge", own()),
        new Version("Java", System.getProperty("java.runtime.version")),
        new Version("Quarkus", of("io.quarkus.runtime.Quarkus")),
        new Version("PostgreSQL", database.find("show server_version", r -> r.text(1)).orElse("")),
        new Version(
            "Schema",
            database
                .find(
                    "select version from flyway_schema_history where success and version is not null"
                        + " order by installed_rank desc limit 1",
                    r -> r.text(1))
                .orElse("")));
  }

  private static String of(String type) {
    try {
      return Optional.ofNullable(
              Class.forName(type, false, Versions.class.getClassLoader())
                  .getPackage()
                  .getImplementationVersion())
          .orElse("");
    } catch (ClassNotFoundException e) {
      return "";
    }
  }

  /** As the build wrote it. */
  private static String own() {
    Properties properties = new Properties();
    try (InputStream file = Versions.class.getResourceAsStream("/version.properties")) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }
}
