package io.returnbridge.main;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into {@code version.properties}. */
final class BuiltVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"Returnbridge " + text()};
  }

  static String text() {
    Properties properties = new Properties();
    try (InputStream file = BuiltVersion.class.getResourceAsStream("/version.properties")) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "of no build");
  }
}
