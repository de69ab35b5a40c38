package io.returnbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.failure.Unavailable;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  static KafkaClients clients(String brokers, Map<String, String> camel) {
    Map<String, String> all = new HashMap<>();
    camel.forEach((name, value) -> all.put("camel.component.kafka." + name, value));
    all.put(KafkaClients.BROKERS, brokers);
    return new KafkaClients(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(all, "test", 100))
            .build());
  }

  @Test
  void they_log_in_as_the_routes_do() {
    Map<String, Object> settings =
        clients(
                "kafka.example.com:9093",
                Map.of(
                    "security-protocol", "SASL_SSL",
                    "sasl-mechanism", "SCRAM-SHA-512",
                    "saslJaasConfig", "a login",
                    "ssl-truststore-location", "/etc/ca.p12",
                    "ssl-endpoint-algorithm", "https",
                    "additional-properties[ssl.keystore.type]", "PEM",
                    "additional-properties[enable.metrics.push]", "false",
                    "linger-ms", "0"))
            .settings();

    assertThat(settings)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "kafka.example.com:9093",
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "a login",
                "ssl.truststore.location", "/etc/ca.p12",
                "ssl.endpoint.identification.algorithm", "https",
                "ssl.keystore.type", "PEM"));
  }

  @Test
  void whoever_reads_a_topic_or_looks_after_it_logs_in_alike() {
    KafkaClients clients =
        clients(
            "kafka.example.com:9093",
            Map.of(
                "security-protocol", "SASL_SSL",
                "sasl-mechanism", "SCRAM-SHA-512",
                "sasl-jaas-config", "a login",
                "ssl-truststore-location", "/etc/ca.p12"));
    Duration second = Duration.ofSeconds(1);

    assertThat(clients.settings()).hasSize(5);
    assertThat(new TopicReader(clients).properties()).containsAllEntriesOf(clients.settings());
    assertThat(clients.adminSettings("any", second, second))
        .containsAllEntriesOf(clients.settings());
  }

  @Test
  void a_reader_says_that_its_login_is_wrong() {
    TopicReader reader =
        new TopicReader(clients("127.0.0.1:1", Map.of("security-protocol", "SASL_SSL")));

    assertThatThrownBy(() -> reader.open("all", new TopicReader.Spans(Map.of())))
        .isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> reader.whole("all")).isInstanceOf(Unavailable.class);
  }

  @Test
  void every_name_of_camels_is_a_setting_of_its_component() throws ReflectiveOperationException {
    Class<?> configuration = Class.forName("org.apache.camel.component.kafka.KafkaConfiguration");
    for (String name :
        new String[] {
          "securityProtocol",
          "saslMechanism",
          "saslJaasConfig",
          "saslKerberosServiceName",
          "sslEndpointAlgorithm",
          "kerberosInitCmd",
          "kerberosBeforeReloginMinTime",
          "kerberosRenewJitter",
          "kerberosRenewWindowFactor",
          "sslTruststoreLocation",
          "sslKeystoreLocation",
          "sslKeyPassword"
        }) {
      assertThat(configuration.getDeclaredField(name)).isNotNull();
    }
  }

  @Test
  void one_broker_that_can_be_found_is_enough() {
    assertThat(KafkaClients.canBeFound("127.0.0.1:9092")).isTrue();
    assertThat(KafkaClients.canBeFound("[::1]:9092")).isTrue();
    assertThat(KafkaClients.canBeFound("broker.invalid:9092, 127.0.0.1:9092")).isTrue();
    assertThat(KafkaClients.canBeFound("broker.invalid:9092")).isFalse();
  }

  @Test
  void a_broker_whose_name_cannot_be_resolved_is_away() {
    KafkaClients nowhere = clients("broker.invalid:9092", Map.of());
    TopicSetup topics = new TopicSetup(TestSteps.topics(), nowhere, 1, 31);

    assertThatThrownBy(topics::createMissing)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("broker.invalid:9092")
        .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS");
    assertThat(new KafkaReach(nowhere).answers()).isFalse();
  }

  @Test
  void a_wrong_security_setting_is_said() {
    KafkaClients wrong = clients("127.0.0.1:1", Map.of("security-protocol", "SASL_SSL"));
    TopicSetup topics = new TopicSetup(TestSteps.topics(), wrong, 1, 31);

    assertThatThrownBy(topics::createMissing)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("JAAS");
  }
}
