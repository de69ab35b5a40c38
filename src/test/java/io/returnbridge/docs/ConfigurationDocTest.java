package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {

  @Test
  void everyVariableThatIsReadIsExplained() throws IOException {
    Path settings = Path.of("src/main/java/io/returnbridge/settings");
    String source =
        Files.readString(settings.resolve("SettingsReader.java"))
            + Files.readString(settings.resolve("HttpReader.java"))
            + Files.readString(settings.resolve("AlertsReader.java"))
            + Files.readString(settings.resolve("TelemetryReader.java"));
    Set<String> names = new TreeSet<>();
    Matcher name = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)\"").matcher(source);
    while (name.find()) {
      names.add(name.group(1));
    }
    names.removeIf(n -> n.equals("STORE_ID") || n.equals("API_KEY"));

    String page = Files.readString(Path.of("docs/configuration.md"));
    assertThat(names)
        .hasSizeGreaterThan(20)
        .allSatisfy(n -> assertThat(page).contains("`" + n + "`"));
  }

  @Test
  void everyRetryPolicyAndBreakerIsExplained() throws IOException {
    Properties properties = new Properties();
    properties.load(Files.newBufferedReader(Path.of("src/main/resources/application.properties")));
    String page = Files.readString(Path.of("docs/configuration.md"));
    Set<String> names = new TreeSet<>();
    for (String name : properties.stringPropertyNames()) {
      String[] parts = name.split("\\.");
      String group = parts[0];
      if (group.equals("retry") || group.equals("breaker")) {
        assertThat(page).contains("`" + parts[1].toUpperCase(Locale.ROOT) + "`");
        names.add(
            (group + (group.equals("retry") ? "_<KIND>_" : "_<API>_") + parts[2])
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
      }
    }
    assertThat(names).hasSize(11).allSatisfy(n -> assertThat(page).contains("`" + n + "`"));
  }
}
