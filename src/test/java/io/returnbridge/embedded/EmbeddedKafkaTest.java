package io.returnbridge.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may talk to the broker. */
class EmbeddedKafkaTest {

  private static final String QUICK = "default.api.timeout.ms";

  @TempDir Path folder;

  private static List<String> topics(Map<String, Object> settings) throws Exception {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(QUICK, "8000");
    all.put("request.timeout.ms", "4000");
    try (Admin admin = Admin.create(all)) {
      return List.copyOf(admin.listTopics().names().get(60, TimeUnit.SECONDS));
    }
  }

  private static Map<String, Object> with(Map<String, Object> settings, String name, String value) {
    Map<String, Object> changed = new HashMap<>(settings);
    changed.put(name, value);
    return changed;
  }

  @Test
  void nobody_gets_in_without_the_password() throws Exception {
    // Given
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      try (Admin admin = Admin.create(kafka.clientSettings())) {
        admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      }
      Map<String, Object> ours = kafka.clientSettings();
      String login = kafka.login().get("sasl.jaas.config");
      String password = Files.readString(folder.resolve("kafka.password")).strip();

      // Then
      assertThat(topics(ours)).contains("t");
      assertThat(topics(EmbeddedKafka.clientSettings(folder))).contains("t");
      assertThatThrownBy(() -> topics(Map.of("bootstrap.servers", kafka.bootstrapServers())))
          .isInstanceOf(ExecutionException.class);
      for (String other :
          List.of(
              login.replace(password, "guessed"),
              login.replace(password, password.substring(1)),
              login.replace("returnbridge", "admin"))) {
        assertThatThrownBy(() -> topics(with(ours, "sasl.jaas.config", other)))
            .hasRootCauseInstanceOf(SaslAuthenticationException.class);
      }
      assertThatThrownBy(() -> topics(with(ours, "sasl.mechanism", "SCRAM-SHA-512")))
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void the_controller_asks_for_the_password_as_well() throws Exception {
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      String controller =
          "127.0.0.1:" + Files.readString(folder.resolve("kafka-controller.port")).strip();
      Map<String, Object> ours = new HashMap<>(kafka.login());
      ours.put("bootstrap.controllers", controller);

      assertThat(voters(ours)).hasSize(1);
      assertThatThrownBy(() -> voters(Map.of("bootstrap.controllers", controller)))
          .isInstanceOf(ExecutionException.class);
    }
  }

  private static List<?> voters(Map<String, Object> settings) throws Exception {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(QUICK, "8000");
    all.put("request.timeout.ms", "4000");
    try (Admin admin = Admin.create(all)) {
      return admin.describeMetadataQuorum().quorumInfo().get(60, TimeUnit.SECONDS).voters();
    }
  }

  @Test
  void the_password_is_kept_and_a_lost_one_is_made_anew() throws Exception {
    String first;
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      first = kafka.login().get("sasl.jaas.config");
      try (Admin admin = Admin.create(kafka.clientSettings())) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
    }
    Path password = folder.resolve("kafka.password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
        .isEqualTo("rw-------");
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      assertThat(kafka.login().get("sasl.jaas.config")).isEqualTo(first);
    }

    // As data of a version that had none: the topics are there all the same.
    Files.delete(password);
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      assertThat(kafka.login().get("sasl.jaas.config")).isNotEqualTo(first);
      assertThat(topics(kafka.clientSettings())).contains("kept");
    }
  }
}
