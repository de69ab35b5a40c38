package io.returnbridge.setup;

import io.returnbridge.kafka.KafkaClients;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** A cluster of the installation's own: reached, replicated, and keeping records long enough. */
final class KafkaChecks {

  private static final long SECONDS = 10;
  private static final Duration LEAST = Duration.ofDays(30);

  /** Of what is kept without an end. */
  private static final long FOR_EVER = -1;

  private KafkaChecks() {}

  static List<Check> of(String servers, Steps steps) {
    org.eclipse.microprofile.config.Config config =
        PlainConfig.with(Map.of(KafkaClients.BROKERS, servers));
    Topics topics = new Topics(steps, config);
    try (Admin admin =
        new KafkaClients(config)
            .admin("returnbridge-doctor", Duration.ofSeconds(5), Duration.ofSeconds(SECONDS))) {
      Collection<Node> brokers = get(admin.describeCluster().nodes());
      List<Check> checks = new ArrayList<>();
      checks.add(
          Check.ok("Kafka: " + brokers.size() + (brokers.size() == 1 ? " broker" : " brokers")));
      TreeSet<String> ours = new TreeSet<>(topics.all());
      ours.retainAll(get(admin.listTopics().names()));
      Map<Integer, SortedSet<String>> byFactor = new TreeMap<>();
      for (TopicDescription topic : get(admin.describeTopics(ours).allTopicNames()).values()) {
        byFactor.computeIfAbsent(factor(topic), f -> new TreeSet<>()).add(topic.name());
      }
      byFactor.forEach((factor, names) -> checks.add(replication(factor, names, brokers.size())));
      checks.addAll(retention(admin, ours, topics, brokers));
      return checks;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return List.of(
          Check.fail(
              "Kafka cannot be reached: " + reason(e),
              "check KAFKA_BOOTSTRAP_SERVERS, the camel.component.kafka settings of security, and"
                  + " that it runs"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(Check.fail("Kafka", "was interrupted; run doctor again"));
    }
  }

  private static int factor(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
  }

  /** One line for all topics of a factor, so that it hides nothing else. */
  private static Check replication(int factor, SortedSet<String> topics, int brokers) {
    String what = "Kafka, replication factor " + factor + ": " + String.join(", ", topics);
    if (factor >= 3) {
      return Check.ok(what);
    }
    return Check.warn(
        what,
        brokers >= 3
            ? "raise it to 3: a lost broker loses what was answered with 202"
            : "with fewer than 3 brokers a lost broker can lose what was answered with 202");
  }

  /**
   * Records for thirty days at least, and the groups' offsets no shorter than the records that they
   * read: a group whose offset is forgotten reads everything anew.
   */
  private static List<Check> retention(
      Admin admin, Collection<String> names, Topics topics, Collection<Node> brokers)
      throws InterruptedException, TimeoutException {
    List<Check> checks = new ArrayList<>();
    try {
      Map<String, Long> kept = new TreeMap<>();
      for (Map.Entry<ConfigResource, Config> topic :
          configs(admin, ConfigResource.Type.TOPIC, names).entrySet()) {
        long millis = number(topic.getValue(), TopicConfig.RETENTION_MS_CONFIG);
        kept.put(topic.getKey().name(), millis);
        checks.add(records(topic.getKey().name(), millis));
        if (number(topic.getValue(), TopicConfig.RETENTION_BYTES_CONFIG) != FOR_EVER) {
          checks.add(
              Check.warn(
                  "Kafka topic " + topic.getKey().name() + " keeps records up to a size only",
                  "set its retention.bytes to -1: what is deleted cannot be replayed"));
        }
      }
      long longest = LEAST.toMillis();
      for (String input : topics.inputs().values()) {
        longest = Math.max(longest, kept.getOrDefault(input, 0L));
      }
      checks.add(offsets(admin, brokers, longest));
    } catch (ExecutionException e) {
      checks.add(
          Check.warn(
              "Kafka does not say how long it keeps records and offsets: " + reason(e),
              "let this user describe the configuration of topics and brokers, or look yourself"));
    }
    return checks;
  }

  private static Check records(String topic, long millis) {
    String what = "Kafka topic " + topic + " keeps records for " + days(millis);
    return millis == FOR_EVER || millis >= LEAST.toMillis()
        ? Check.ok(what)
        : Check.warn(
            what,
            "raise its retention.ms to "
                + LEAST.toMillis()
                + " (30 days): what a long outage leaves unread is deleted");
  }

  private static Check offsets(Admin admin, Collection<Node> brokers, long longest)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> ids = brokers.stream().map(Node::idString).toList();
    long minutes = Long.MAX_VALUE;
    for (Config broker : configs(admin, ConfigResource.Type.BROKER, ids).values()) {
      minutes = Math.min(minutes, number(broker, "offsets.retention.minutes"));
    }
    long least = TimeUnit.MINUTES.toMillis(minutes);
    String what = "Kafka keeps the steps' offsets for " + days(least);
    return least >= longest
        ? Check.ok(what)
        : Check.warn(
            what,
            "raise the brokers' offsets.retention.minutes to "
                + TimeUnit.MILLISECONDS.toMinutes(longest)
                + ", as long as the topics keep records: after a longer stop everything is read anew");
  }

  private static Map<ConfigResource, Config> configs(
      Admin admin, ConfigResource.Type type, Collection<String> names)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<ConfigResource, Config> all = new HashMap<>();
    List<ConfigResource> resources = names.stream().map(n -> new ConfigResource(type, n)).toList();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> one :
        admin.describeConfigs(resources).values().entrySet()) {
      all.put(one.getKey(), get(one.getValue()));
    }
    return all;
  }

  private static long number(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? FOR_EVER : Long.parseLong(entry.value());
  }

  private static String days(long millis) {
    if (millis == FOR_EVER) {
      return "ever";
    }
    long hours = TimeUnit.MILLISECONDS.toHours(millis);
    return hours >= 48 ? hours / 24 + " days" : hours + " hours";
  }

  private static String reason(Exception e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }
}
