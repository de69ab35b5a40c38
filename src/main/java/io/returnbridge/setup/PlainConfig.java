package io.returnbridge.setup;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;

/** The fine settings as serving would read them, without starting what serves. */
final class PlainConfig {

  /** As Quarkus ranks them; the environment, with 300, goes before both. */
  private static final int SHIPPED = 250;

  private static final int INSTALLATION = 260;
  private static final Path OF_INSTALLATION = Path.of("config", "application.properties");

  private PlainConfig() {}

  /**
   * @param more goes before everything else
   */
  static Config with(Map<String, String> more) {
    URL shipped =
        Objects.requireNonNull(
            PlainConfig.class.getClassLoader().getResource("application.properties"));
    Map<String, String> ofInstallation = new HashMap<>();
    try {
      if (Files.exists(OF_INSTALLATION)) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(OF_INSTALLATION)) {
          properties.load(reader);
        }
        properties
            .stringPropertyNames()
            .forEach(n -> ofInstallation.put(n, properties.getProperty(n)));
      }
      return new SmallRyeConfigBuilder()
          .addSystemSources()
          .addDefaultInterceptors()
          .withSources(
              new PropertiesConfigSource(shipped, SHIPPED),
              new PropertiesConfigSource(ofInstallation, OF_INSTALLATION.toString(), INSTALLATION),
              new PropertiesConfigSource(more, "given", 1_000))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
