package io.returnbridge.restore;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Scan;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Reads from Kafka what the database knew before it was set back: the records that the steps have
 * told, and the scans. By the ids of the first, what the steps derive anew is recognised: a record
 * is told once, and a stock leg that was told is applied.
 */
@ApplicationScoped
class ToldRecords {

  private record Told(
      String id,
      String step,
      String subject,
      String topic,
      String key,
      String payload,
      Instant at) {}

  private final Database database;
  private final Scans scans;
  private final TopicReader reader;
  private final ToldTopics told;
  private final String scanned;

  ToldRecords(Database database, Scans scans, TopicReader reader, ToldTopics told, Topics topics) {
    this.database = database;
    this.scans = scans;
    this.reader = reader;
    this.told = told;
    this.scanned = topics.name(Topic.WAREHOUSE_SCANS);
  }

  /**
   * @return how many records and scans the database did not know
   */
  long readAgain(Instant from) {
    long fresh = each(scanned, from, page -> page.stream().filter(this::addScan).count());
    for (String topic : told.names()) {
      fresh += each(topic, from, page -> add(told(topic, page)));
    }
    return fresh;
  }

  private long each(String topic, Instant from, ToLongFunction<List<TopicRecord>> add) {
    long fresh = 0;
    try (TopicReader.Pages pages = reader.open(topic, reader.since(topic, from))) {
      while (!pages.rest().areRead()) {
        fresh += add.applyAsLong(pages.next());
      }
    }
    return fresh;
  }

  /** As it was published after it had been stored; what a warehouse wrote itself was so too. */
  private boolean addScan(TopicRecord record) {
    if (!ToldTopics.json(record).path("known").isBoolean()) {
      return false;
    }
    Scan scan = Json.read(text(record.value()), Scan.class);
    return scans.addAgain(scan, Keys.sha256(Json.write(scan)), record.at());
  }

  private List<Told> told(String topic, List<TopicRecord> page) {
    List<Told> found = new ArrayList<>();
    for (TopicRecord record : page) {
      JsonNode json = ToldTopics.json(record);
      ToldTopics.id(record)
          .ifPresent(
              id ->
                  found.add(
                      new Told(
                          id,
                          told.step(topic),
                          subject(json),
                          topic,
                          record.key() == null ? "" : text(record.key()),
                          text(record.value()),
                          record.at())));
    }
    return found;
  }

  /** What the step was woken about: a stock leg names its entry, all others their return. */
  private static String subject(JsonNode json) {
    return json.has("channel")
        ? json.path("channel").asText() + "/" + json.path("sku").asText()
        : json.path("store").asText() + "/" + json.path("returnId").asText();
  }

  private long add(List<Told> page) {
    return database.update(
        """
        insert into outgoing (id, step, subject, topic, record_key, payload, created_at, published_at)
        select distinct on (id) id, step, subject, topic, record_key, payload, at, at
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]::timestamptz[])
          as r (id, step, subject, topic, record_key, payload, at)
        on conflict (id) do update set published_at = excluded.published_at where outgoing.published_at is null
        """,
        texts(page, Told::id),
        texts(page, Told::step),
        texts(page, Told::subject),
        texts(page, Told::topic),
        texts(page, Told::key),
        texts(page, Told::payload),
        texts(page, t -> t.at().toString()));
  }

  private static String[] texts(List<Told> page, Function<Told, String> part) {
    return page.stream().map(part).toArray(String[]::new);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
