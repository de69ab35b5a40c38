package io.returnbridge.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Clients that look after topics and groups, or read past them. They reach the brokers as the
 * routes do: with the addresses and the security settings of {@code camel.component.kafka.*}.
 */
@ApplicationScoped
public class KafkaClients {

  public static final String BROKERS = "camel.component.kafka.brokers";

  private static final String PREFIX = "camel.component.kafka.";
  private static final Pattern ADDITIONAL =
      Pattern.compile("camel\\.component\\.kafka\\.additional-?[pP]roperties(?:\\.|\\[)([^]]+)]?");
  private static final Pattern SECURITY = Pattern.compile("(security|sasl|ssl)\\..*");

  /** Camel's names that are not Kafka's with other marks between the words. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "ssl.endpoint.identification.algorithm", "ssl-endpoint-algorithm",
          "sasl.kerberos.kinit.cmd", "kerberos-init-cmd",
          "sasl.kerberos.min.time.before.relogin", "kerberos-before-relogin-min-time",
          "sasl.kerberos.ticket.renew.jitter", "kerberos-renew-jitter",
          "sasl.kerberos.ticket.renew.window.factor", "kerberos-renew-window-factor");

  private final String brokers;
  private final Map<String, Object> settings = new HashMap<>();

  public KafkaClients(Config config) {
    brokers = config.getValue(BROKERS, String.class);
    Set<String> known =
        AdminClientConfig.configNames().stream()
            .filter(name -> SECURITY.matcher(name).matches())
            .collect(Collectors.toSet());
    known.forEach(name -> camels(config, name).ifPresent(value -> settings.put(name, value)));
    for (String property : config.getPropertyNames()) {
      Matcher additional = ADDITIONAL.matcher(property);
      if (additional.matches() && known.contains(additional.group(1))) {
        config
            .getOptionalValue(property, String.class)
            .ifPresent(value -> settings.put(additional.group(1), value));
      }
    }
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
  }

  /** Whether the name of one broker at least can be resolved; without any, no client starts. */
  public static boolean canBeFound(String brokers) {
    return Arrays.stream(brokers.split(","))
        .map(broker -> broker.strip().replaceFirst(":[0-9]+$", ""))
        .anyMatch(host -> !new InetSocketAddress(host, 0).isUnresolved());
  }

  public String brokers() {
    return brokers;
  }

  /** Settings of Kafka by the names under which the routes' component has them. */
  public static Map<String, String> asCamels(Map<String, String> kafkas) {
    Map<String, String> settings = new HashMap<>();
    kafkas.forEach((name, value) -> settings.put(PREFIX + name.replace('.', '-'), value));
    return settings;
  }

  /**
   * A client, to be closed.
   *
   * @param id in the brokers' logs
   * @param request how long one request may take
   * @param call how long one call may, with its repeats
   * @throws org.apache.kafka.common.KafkaException when no broker's name can be resolved, or a
   *     security setting is wrong
   */
  public Admin admin(String id, Duration request, Duration call) {
    return Admin.create(adminSettings(id, request, call));
  }

  Map<String, Object> adminSettings(String id, Duration request, Duration call) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(AdminClientConfig.CLIENT_ID_CONFIG, id);
    all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis());
    all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) call.toMillis());
    return all;
  }

  /** How the brokers are reached: what every client has, whatever it does. */
  Map<String, Object> settings() {
    return Map.copyOf(settings);
  }

  private static Optional<String> camels(Config config, String kafkaName) {
    String dashed = OTHER_NAMES.getOrDefault(kafkaName, kafkaName.replace('.', '-'));
    return config
        .getOptionalValue(PREFIX + dashed, String.class)
        .or(() -> config.getOptionalValue(PREFIX + camelCase(dashed), String.class));
  }

  private static String camelCase(String dashed) {
    String[] words = dashed.split("-");
    return words[0]
        + Arrays.stream(words)
            .skip(1)
            .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
            .collect(Collectors.joining());
  }
}
