package io.returnbridge.personaldata;

import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.TopicRetention;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.ReturnId;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Reveni has sent and that is still kept: in the topic of webhooks and its dead
 * letters, and in the tables that keep a webhook which must not be lost. Nothing else has what it
 * says of a customer.
 */
@ApplicationScoped
public class RawWebhooks {

  private static final String SPOOLED =
      """
      select id::text, headers ->> 'store', record_key, accepted_at, body from intake_spool
      """;

  private static final String UNREAD =
      """
      select coalesce((select min(c.id) from exception_case c
          where c.work_subject = k.work_subject and c.status <> 'resolved'), k.event_id),
        store, null, kept_at, body from kept_webhook k
      """;

  private static final String OF_OWN_STEPS =
      """
      select place, encode(decode(headers ->> 'store', 'base64'), 'escape'), encode(key, 'escape'),
        stored_at, value, step = any(?) from own_record where split_part(place, '/', 1) = ?
      """;

  private final Database database;
  private final TopicReader reader;
  private final TopicRetention retention;
  private final Topics topics;
  private final Steps steps;
  private final Duration longest;

  /**
   * @param days for which one that nobody reads is kept
   */
  public RawWebhooks(
      Database database,
      TopicReader reader,
      TopicRetention retention,
      Topics topics,
      Steps steps,
      @ConfigProperty(name = "personal-data.raw-days") int days) {
    this.database = database;
    this.reader = reader;
    this.retention = retention;
    this.topics = topics;
    this.steps = steps;
    this.longest = Duration.ofDays(days);
  }

  /**
   * Those that are wanted, of all that there are. Throws Unavailable while Kafka is away. Tables
   * come first: what goes from the spool to its topic meanwhile is seen there.
   */
  List<RawWebhook> find(Predicate<RawWebhook> wanted) {
    Map<String, Optional<Duration>> kept = new LinkedHashMap<>();
    topics.ofWebhooks().forEach(topic -> kept.put(topic, retention.of(topic)));
    List<RawWebhook> found = inTables(wanted);
    kept.forEach((topic, time) -> read(topic, time.orElse(null), wanted, found));
    return found;
  }

  List<RawWebhook> inTables(Predicate<RawWebhook> wanted) {
    List<RawWebhook> found = new ArrayList<>();
    found.addAll(
        database.query(
            SPOOLED, r -> row("intake_spool", r, "Kafka was away; it goes there by itself", null)));
    found.addAll(
        database.query(
            UNREAD,
            r ->
                row(
                    "kept_webhook",
                    r,
                    "it could not be read: it goes when its case is resolved",
                    r.time(4).plus(longest))));
    found.addAll(
        database.query(
            OF_OWN_STEPS,
            this::ofOwnStep,
            steps.about(About.RECORD).toArray(String[]::new),
            topics.ofWebhooks().get(0)));
    found.removeIf(wanted.negate());
    return found;
  }

  private RawWebhook ofOwnStep(Columns r) {
    return r.flag(6)
        ? row("own_record", r, "a step of your own has still to do it", null)
        : row("own_record", r, "its step is not in the routes any more", r.time(4).plus(longest));
  }

  private static RawWebhook row(String table, Columns r, String why, @Nullable Instant until) {
    return new RawWebhook(
        table, r.text(1), about(r.text(2), r.text(3)), r.time(4), r.bytes(5), why, until);
  }

  private void read(
      String topic, @Nullable Duration kept, Predicate<RawWebhook> wanted, List<RawWebhook> found) {
    try (TopicReader.Pages pages = reader.open(topic, reader.whole(topic))) {
      while (!pages.rest().areRead()) {
        for (TopicRecord record : pages.next()) {
          RawWebhook webhook =
              new RawWebhook(
                  topic,
                  record.place(),
                  about(record.headers().get("store"), key(record)),
                  record.at(),
                  record.value(),
                  kept == null
                      ? "the topic has no retention: set its retention.ms"
                      : "Kafka deletes by age only",
                  kept == null ? null : record.at().plus(kept));
          if (wanted.test(webhook)) {
            found.add(webhook);
          }
        }
      }
    }
  }

  private static @Nullable String key(TopicRecord record) {
    byte[] key = record.key();
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  private static @Nullable ReturnId about(@Nullable String store, @Nullable String key) {
    return store == null || key == null ? null : new ReturnId(store, key);
  }
}
