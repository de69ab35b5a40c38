package io.returnbridge.setup;

import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** Kafka and the database. The embedded ones start with the program: there is nothing to reach. */
final class StorageChecks {

  private static final int SECONDS = 10;
  private static final List<String> TOPICS =
      List.of(
          "reveni.webhooks.v1",
          "returns.events.v1",
          "warehouse.scans.v1",
          "stock.movements.v1",
          "finance.credits.v1",
          "customer.notifications.v1");

  private StorageChecks() {}

  static List<Check> of(Settings settings) {
    List<Check> checks = new ArrayList<>();
    settings
        .kafkaBootstrapServers()
        .ifPresentOrElse(
            servers -> checks.addAll(kafka(servers)),
            () -> checks.add(Check.ok("Kafka: embedded, in " + settings.dataDirectory())));
    checks.add(
        settings
            .databaseServer()
            .map(StorageChecks::database)
            .orElseGet(() -> Check.ok("database: embedded, in " + settings.dataDirectory())));
    return checks;
  }

  private static Check database(DatabaseServer server) {
    Properties login = new Properties();
    server.username().ifPresent(user -> login.setProperty("user", user));
    server.password().ifPresent(password -> login.setProperty("password", password));
    login.setProperty("connectTimeout", "5");
    login.setProperty("loginTimeout", "5");
    login.setProperty("socketTimeout", String.valueOf(SECONDS));
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), login)) {
      return Check.ok(
          "database: "
              + connection.getMetaData().getDatabaseProductName()
              + " "
              + connection.getMetaData().getDatabaseProductVersion());
    } catch (SQLException e) {
      return Check.fail(
          "database cannot be used (SQL state " + e.getSQLState() + ")",
          "check QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD, and that it runs");
    }
  }

  private static List<Check> kafka(String servers) {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            SECONDS * 1_000);
    try (Admin admin = Admin.create(config)) {
      int brokers = admin.describeCluster().nodes().get(SECONDS, TimeUnit.SECONDS).size();
      List<Check> checks = new ArrayList<>();
      checks.add(Check.ok("Kafka: " + brokers + (brokers == 1 ? " broker" : " brokers")));
      List<String> ours =
          admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS).stream()
              .filter(StorageChecks::isOurs)
              .sorted()
              .toList();
      for (TopicDescription topic :
          admin.describeTopics(ours).allTopicNames().get(SECONDS, TimeUnit.SECONDS).values()) {
        checks.add(replication(topic, brokers));
      }
      return checks;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return List.of(
          Check.fail("Kafka cannot be reached", "check KAFKA_BOOTSTRAP_SERVERS and that it runs"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Check.fail("Kafka", "was interrupted; run doctor again"));
    }
  }

  private static boolean isOurs(String topic) {
    return TOPICS.stream()
        .anyMatch(t -> topic.equals(t) || (topic.startsWith(t + ".") && topic.endsWith(".dlt")));
  }

  private static Check replication(TopicDescription topic, int brokers) {
    int least = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    String what = "Kafka topic " + topic.name() + ": replication factor " + least;
    if (least >= 3) {
      return Check.ok(what);
    }
    return Check.warn(
        what,
        brokers >= 3
            ? "raise it to 3: a lost broker loses what was answered with 202"
            : "with fewer than 3 brokers a lost broker can lose what was answered with 202");
  }
}
