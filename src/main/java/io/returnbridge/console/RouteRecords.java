package io.returnbridge.console;

import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicReader.Span;
import io.returnbridge.kafka.TopicReader.Spans;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a step did in the last minutes, and what it gave up: ids, keys and what was changed, never
 * what a record says.
 */
@ApplicationScoped
class RouteRecords {

  private static final Duration MINUTES = Duration.ofMinutes(30);
  private static final int MOST = 50;

  /** Of all steps; what was done before these is not looked for. */
  private static final int LATEST = 5_000;

  private static final int MOST_LETTERS = 20;

  /** Each by its index on the time, and no further back than so many rows. */
  private static final String RECENT =
      """
      select * from (
        select seen_at as at, 'taken' as kind, coalesce(subject, '') as subject, '' as detail from (
          select * from inbox where seen_at >= ? order by seen_at desc limit ?) i where step = ?
        union all
        select at, 'changed', subject, resource || ' ' || resource_key || ': ' || what from (
          select * from effect order by id desc limit ?) e where step = ? and at >= ?
        union all
        select published_at, 'told', subject, topic from (
          select * from outgoing where published_at >= ? order by published_at desc limit ?) o where step = ?
        union all
        select accepted_at, 'scanned', coalesce(store || '/' || return_id, ''), source || ' ' || scan_id || ': ' || status from (
          select * from scan where accepted_at >= ? and ? = 'receive-scan' order by accepted_at desc limit ?) s) recent
      order by at desc limit ?
      """;

  /**
   * @param kind {@code taken}, {@code changed}, {@code told} or {@code scanned}
   * @param about the return, a stock entry or another subject
   */
  record Line(Instant at, String kind, Subjects.About about, String detail) {}

  /** What a step gave up. */
  record Letter(Instant at, Subjects.About about, String kind, String reason, String place) {}

  /**
   * @param topic where they lie; empty for a step that has no such topic
   * @param count how many there are
   * @param letters the newest of them
   */
  record Letters(String topic, long count, List<Letter> letters) {}

  /**
   * @param kept records in the step's topic of dead letters, those that were done since as well
   * @param open cases of the step that are not resolved
   */
  record Failed(String step, long kept, long open) {}

  private final Database database;
  private final Steps steps;
  private final Topics topics;
  private final TopicReader reader;
  private final Subjects subjects;

  RouteRecords(
      Database database, Steps steps, Topics topics, TopicReader reader, Subjects subjects) {
    this.database = database;
    this.steps = steps;
    this.topics = topics;
    this.reader = reader;
    this.subjects = subjects;
  }

  List<Line> recent(String step) {
    Instant since = Instant.now().minus(MINUTES);
    List<Found> found =
        database.query(
            RECENT,
            r -> new Found(r.time(1), r.text(2), r.text(3), r.text(4)),
            since,
            LATEST,
            step,
            LATEST,
            step,
            since,
            since,
            LATEST,
            step,
            since,
            step,
            LATEST,
            MOST);
    Map<String, Subjects.About> about = subjects.of(found.stream().map(Found::subject).toList());
    return found.stream()
        .map(f -> new Line(f.at(), f.kind(), about(about, f.subject()), f.detail()))
        .toList();
  }

  private record Found(Instant at, String kind, String subject, String detail) {}

  private static Subjects.About about(Map<String, Subjects.About> all, String subject) {
    return Objects.requireNonNull(all.get(subject));
  }

  boolean hasLetters(String step) {
    return topics.hasDeadLetters(step);
  }

  String topic(String step) {
    return topics.deadLetters(step);
  }

  /** The steps that have given up something, by what Kafka keeps of it. */
  List<Failed> failed() {
    Map<String, String> stepOf = new TreeMap<>();
    steps.names().stream().filter(this::hasLetters).forEach(s -> stepOf.put(topic(s), s));
    Map<String, Long> open = new TreeMap<>();
    database
        .query(
            "select step, count(*) from exception_case where status <> 'resolved' group by step",
            r -> Map.entry(r.text(1), r.number(2)))
        .forEach(of -> open.put(of.getKey(), of.getValue()));
    return reader.counts(stepOf.keySet()).entrySet().stream()
        .filter(of -> of.getValue() > 0)
        .map(
            of -> {
              String step = stepOf.getOrDefault(of.getKey(), "");
              return new Failed(step, of.getValue(), open.getOrDefault(step, 0L));
            })
        .sorted(Comparator.comparing(Failed::step))
        .toList();
  }

  /** The step whose dead letters a topic has; empty for another topic. */
  String stepOf(String topic) {
    return steps.names().stream()
        .filter(step -> hasLetters(step) && topic(step).equals(topic))
        .findFirst()
        .orElse("");
  }

  /** Reads them from Kafka. */
  Letters letters(String step) {
    String topic = topics.deadLetters(step);
    Spans all = reader.whole(topic);
    Map<Integer, Span> last = new TreeMap<>();
    all.partitions()
        .forEach(
            (partition, span) ->
                last.put(
                    partition,
                    new Span(Math.max(span.next(), span.end() - MOST_LETTERS), span.end())));
    List<TopicRecord> found = new ArrayList<>();
    try (TopicReader.Pages pages = reader.open(topic, new Spans(last))) {
      while (!pages.rest().areRead()) {
        found.addAll(pages.next());
      }
    }
    List<TopicRecord> newest =
        found.stream()
            .sorted(Comparator.comparing(TopicRecord::at).reversed())
            .limit(MOST_LETTERS)
            .toList();
    Map<String, Subjects.About> about =
        subjects.of(newest.stream().map(RouteRecords::subject).toList());
    return new Letters(
        topic,
        all.partitions().values().stream().mapToLong(span -> span.end() - span.next()).sum(),
        newest.stream().map(record -> letter(record, about(about, subject(record)))).toList());
  }

  private static String subject(TopicRecord of) {
    return of.headers().getOrDefault("subject", "");
  }

  private static Letter letter(TopicRecord of, Subjects.About about) {
    String kind = of.headers().getOrDefault("kind", "");
    return new Letter(
        of.at(),
        about,
        kind.substring(kind.lastIndexOf('.') + 1),
        of.headers().getOrDefault("reason", ""),
        of.place());
  }
}
