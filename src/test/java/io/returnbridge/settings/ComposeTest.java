package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * What docker/compose.yaml sets is what this program reads, and nothing in it is left to chance.
 */
class ComposeTest {

  private static final Path FILE = Path.of("docker/compose.yaml");

  /** What a person writes into docker/.env. */
  private static final Map<String, String> WRITTEN =
      Map.ofEntries(
          Map.entry("CTP_PROJECT_KEY", "shop"),
          Map.entry("CTP_CLIENT_ID", "id"),
          Map.entry("CTP_AUTH_URL", "https://auth.europe-west1.gcp.commercetools.com"),
          Map.entry("CTP_API_URL", "https://api.europe-west1.gcp.commercetools.com"),
          Map.entry("CTP_SCOPES", "manage_orders:shop"),
          Map.entry("REVENI_ES_STORE_ID", "1"),
          Map.entry("REVENI_UK_STORE_ID", "2"),
          Map.entry("CONSOLE_URL", "https://returns.example.com"),
          Map.entry("MERCHANT_CENTER_URL", "https://mc.example.com/{orderNumber}"),
          Map.entry("REVENI_CONSOLE_URL", "https://reveni.example.com/{returnId}"),
          Map.entry("TRUSTED_PROXIES", "10.0.0.0/8"),
          Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318"),
          Map.entry("LOG_FORMAT", "json"));

  @TempDir Path secrets;

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Map<String, Object> compose() throws IOException {
    return map(new Yaml().load(Files.readString(FILE)));
  }

  private static Map<String, Object> service(String name) throws IOException {
    return map(map(compose().get("services")).get(name));
  }

  /** As compose gives it to the program, with the written settings and the secrets in files. */
  private Map<String, String> environment(String service) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    for (var entry : map(service(service).get("environment")).entrySet()) {
      String value = entry.getValue().toString();
      if (value.startsWith("${")) {
        assertThat(value).isEqualTo("${" + entry.getKey() + ":-}");
        value = WRITTEN.get(entry.getKey());
        assertThat(value).as(entry.getKey()).isNotNull();
      } else if (value.startsWith("/run/secrets/")) {
        assertThat(value).isEqualTo("/run/secrets/" + secretOf(service, value));
        value =
            Files.writeString(
                    secrets.resolve(entry.getKey()), "a-secret-of-24-characters-or-more\n")
                .toString();
      }
      environment.put(entry.getKey(), value);
    }
    return environment;
  }

  private static String secretOf(String service, String path) throws IOException {
    String name = path.substring("/run/secrets/".length());
    assertThat((List<?>) service(service).get("secrets")).asString().contains(name);
    assertThat(map(compose().get("secrets"))).containsKey(name);
    return name;
  }

  @Test
  void the_program_reads_every_variable_that_is_set() throws IOException {
    Map<String, String> environment = environment("returnbridge");
    SettingsReader reader = new SettingsReader(environment);

    Settings settings = reader.read();

    settings.requireReveniStores(List.of("es", "uk"));
    assertThat(environment.keySet().stream().map(name -> name.replaceFirst("_FILE$", "")))
        .isSubsetOf(reader.asked());
    assertThat(Settings.unknownVariables(environment)).isEmpty();
    assertThat(environment("sandbox")).containsOnlyKeys("HTTP_HOST");
  }

  @Test
  void images_are_pinned() throws IOException {
    for (var service : map(compose().get("services")).entrySet()) {
      String image = map(service.getValue()).get("image").toString();
      assertThat(image).as(service.getKey()).matches("[a-z/-]+:v?[0-9]+\\.[0-9]+[A-Za-z0-9.-]*");
    }
    String java =
        Files.readAllLines(Path.of("docker/Dockerfile")).stream()
            .filter(line -> line.startsWith("ARG JAVA="))
            .findFirst()
            .orElseThrow();
    assertThat(java).matches(".*:17\\.[0-9]+\\.[0-9_]+-jre-[a-z]+");
  }

  @Test
  void nobody_has_more_rights_than_needed() throws IOException {
    for (var entry : map(compose().get("services")).entrySet()) {
      Map<String, Object> service = map(entry.getValue());
      assertThat(service.get("cap_drop")).as(entry.getKey()).isEqualTo(List.of("ALL"));
      assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
      assertThat(service).containsKeys("mem_limit", "stop_grace_period", "profiles");
      for (Object port : service.get("ports") instanceof List<?> ports ? ports : List.of()) {
        // The public port may be published to the world; nothing else.
        assertThat(port.toString()).matches("8081:8081|127\\.0\\.0\\.1:.*");
      }
    }
    for (String ours : List.of("returnbridge", "sandbox")) {
      assertThat(service(ours)).containsEntry("read_only", true).containsKey("tmpfs");
      assertThat(service(ours)).containsEntry("stop_grace_period", "60s");
    }
  }

  /** As doctor asks of a Kafka. */
  @Test
  void kafka_keeps_offsets_longer_than_records_and_both_for_thirty_days() throws IOException {
    Map<String, Object> kafka = map(service("kafka").get("environment"));
    long records = Long.parseLong(kafka.get("KAFKA_LOG_RETENTION_HOURS").toString()) / 24;
    long offsets =
        Long.parseLong(kafka.get("KAFKA_OFFSETS_RETENTION_MINUTES").toString()) / 60 / 24;
    assertThat(records).isGreaterThanOrEqualTo(30);
    assertThat(offsets).isGreaterThanOrEqualTo(records);
    assertThat(service("kafka")).containsKey("healthcheck");
    assertThat(service("postgres")).containsKey("healthcheck");
  }
}
