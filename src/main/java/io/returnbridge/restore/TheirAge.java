package io.returnbridge.restore;

import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the ages of the database and of Kafka. A record is in the table {@code outgoing} before
 * Kafka is told; so one that Kafka has and the table has not, and that is newer than everything in
 * the table, was told by a database that has been lost. An empty table is that of a new database.
 */
@ApplicationScoped
class TheirAge {

  /**
   * @param knownUntil when the last record was told that the database knows
   * @param toldUntil when Kafka was told the last one
   * @param ownSteps those of one's own whose topics have had records since, each with its topic:
   *     the database does not know which of them were done
   */
  record Older(Instant knownUntil, Instant toldUntil, List<String> ownSteps) {}

  private final Database database;
  private final TopicReader reader;
  private final ToldTopics told;
  private final Steps steps;
  private final Topics topics;

  TheirAge(Database database, TopicReader reader, ToldTopics told, Steps steps, Topics topics) {
    this.database = database;
    this.reader = reader;
    this.told = told;
    this.steps = steps;
    this.topics = topics;
  }

  /** Empty when the database is not older. */
  Optional<Older> ofTheDatabase() {
    Optional<Instant> known = knownUntil();
    return known.flatMap(
        until -> {
          Map<String, Instant> newer = newer(until);
          newer.keySet().removeAll(known(newer.keySet()));
          return newer.values().stream()
              .max(Instant::compareTo)
              .map(last -> new Older(until, last, ownStepsSince(until)));
        });
  }

  /** The last record, or the last time that a person has said that it is the right one. */
  private Optional<Instant> knownUntil() {
    return database
        .query(
            """
            select greatest(known, (select max(resolved_at) from exception_case where code = ? and status = 'resolved'))
            from (select greatest(
              (select max(published_at) from outgoing where published_at is not null),
              (select max(created_at) from outgoing where published_at is null)) as known) k
            where known is not null
            """,
            r -> r.time(1),
            Restore.CODE)
        .stream()
        .findFirst();
  }

  private Map<String, Instant> newer(Instant than) {
    Map<String, Instant> newer = new HashMap<>();
    for (String topic : told.names()) {
      for (TopicRecord record : reader.newest(topic)) {
        if (record.at().isAfter(than)) {
          ToldTopics.id(record).ifPresent(id -> newer.put(id, record.at()));
        }
      }
    }
    return newer;
  }

  private List<String> ownStepsSince(Instant known) {
    return steps.about(About.RECORD).stream()
        .map(step -> Map.entry(step, Objects.requireNonNull(topics.inputs().get(step))))
        .filter(
            reads -> reader.newest(reads.getValue()).stream().anyMatch(r -> r.at().isAfter(known)))
        .map(reads -> reads.getKey() + " (" + reads.getValue() + ")")
        .toList();
  }

  private Set<String> known(Set<String> ids) {
    return new HashSet<>(
        database.query(
            "select id from outgoing where id = any (?)",
            r -> r.text(1),
            (Object) ids.toArray(String[]::new)));
  }
}
