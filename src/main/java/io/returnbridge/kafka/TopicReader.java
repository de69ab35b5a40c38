package io.returnbridge.kafka;

import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what a topic holds, page by page, without a consumer group: nothing is committed, and no
 * step's own reading is touched. It logs in as the routes do. {@link Unavailable} while Kafka does
 * not answer.
 */
@ApplicationScoped
public class TopicReader {

  private static final int PAGE = 200;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Duration POLL = Duration.ofMillis(500);

  /** Clocks of those who sent records differ. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  private final KafkaClients clients;

  public TopicReader(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * What is to be read of a partition.
   *
   * @param end the offset before which to stop
   */
  public record Span(long next, long end) {
    boolean isRead() {
      return next >= end;
    }
  }

  /** What of a topic is to be read, by partition: it can be stored, and gone on with later. */
  public record Spans(Map<Integer, Span> partitions) {
    public boolean areRead() {
      return partitions.values().stream().allMatch(Span::isRead);
    }
  }

  /** All that the topic holds now; nothing of a topic that does not exist. */
  public Spans whole(String topic) {
    return with(
        consumer -> {
          List<TopicPartition> partitions = partitions(consumer, topic);
          Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
          Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
          return spans(partitions, first::get, end::get);
        });
  }

  /** How many records each of the topics holds now. */
  public Map<String, Long> counts(Collection<String> topics) {
    return with(
        consumer -> {
          List<TopicPartition> partitions =
              topics.stream().flatMap(topic -> partitions(consumer, topic).stream()).toList();
          Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
          Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
          Map<String, Long> counts = new TreeMap<>();
          partitions.forEach(
              of ->
                  counts.merge(
                      of.topic(),
                      end.getOrDefault(of, 0L) - first.getOrDefault(of, 0L),
                      Long::sum));
          return counts;
        });
  }

  /**
   * All that was sent in that time, and about it: who reads looks at the times of the records.
   *
   * @param late how much later than its time a record may have been sent
   */
  public Spans between(String topic, Instant from, Instant to, Duration late) {
    return with(
        consumer -> {
          List<TopicPartition> partitions = partitions(consumer, topic);
          Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
          Function<TopicPartition, Long> first =
              since(consumer, partitions, from.minus(CLOCKS), end);
          Function<TopicPartition, Long> last =
              since(consumer, partitions, to.plus(CLOCKS).plus(late), end);
          return spans(partitions, first, last);
        });
  }

  /** The newest record of each partition that has one. */
  public List<TopicRecord> newest(String topic) {
    Map<Integer, Span> last = new TreeMap<>();
    whole(topic)
        .partitions()
        .forEach(
            (partition, span) -> {
              if (!span.isRead()) {
                last.put(partition, new Span(span.end() - 1, span.end()));
              }
            });
    return read(topic, new Spans(last));
  }

  private List<TopicRecord> read(String topic, Spans spans) {
    List<TopicRecord> found = new ArrayList<>();
    try (Pages pages = open(topic, spans)) {
      while (!pages.rest().areRead()) {
        found.addAll(pages.next());
      }
    }
    return found;
  }

  /** One record, by its place; empty when it is no longer there. */
  public Optional<TopicRecord> at(String topic, int partition, long offset) {
    Span there = whole(topic).partitions().get(partition);
    if (there == null || offset < there.next() || offset >= there.end()) {
      return Optional.empty();
    }
    return read(topic, new Spans(Map.of(partition, new Span(offset, offset + 1)))).stream()
        .findFirst();
  }

  /** All that was sent from then on, until now. */
  public Spans since(String topic, Instant from) {
    return between(topic, from, Instant.now(), Duration.ofDays(1));
  }

  /** Begins to read; to be closed. */
  public Pages open(String topic, Spans spans) {
    try {
      return new Pages(topic, spans);
    } catch (KafkaException e) {
      throw away(e);
    }
  }

  /** A topic on its way through a page at a time. */
  public final class Pages implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Span> left = new HashMap<>();
    private final Map<Integer, Span> spans;

    private Pages(String topic, Spans from) {
      spans = new TreeMap<>(from.partitions());
      spans.forEach(
          (partition, span) -> {
            if (!span.isRead()) {
              left.put(new TopicPartition(topic, partition), span);
            }
          });
      consumer = consumer();
      consumer.assign(left.keySet());
      left.forEach((partition, span) -> consumer.seek(partition, span.next()));
    }

    /**
     * The next records; there may be none in a page while there are more to come. Afterwards {@link
     * #rest} says what is left.
     */
    public List<TopicRecord> next() {
      List<TopicRecord> page = new ArrayList<>();
      long until = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
      boolean moved = false;
      while (!moved && !left.isEmpty()) {
        if (System.nanoTime() > until) {
          throw new Unavailable(
              "kafka", "Kafka gives no records of " + left.keySet() + " any more", null, null);
        }
        try {
          for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
            Span span = left.get(new TopicPartition(found.topic(), found.partition()));
            if (span != null && found.offset() < span.end()) {
              page.add(record(found));
            }
          }
          moved = moveOn();
        } catch (KafkaException e) {
          throw away(e);
        }
      }
      return page;
    }

    /** By the consumer's position: offsets have gaps. */
    private boolean moveOn() {
      boolean moved = false;
      for (Map.Entry<TopicPartition, Span> entry : Map.copyOf(left).entrySet()) {
        TopicPartition partition = entry.getKey();
        Span before = entry.getValue();
        Span after = new Span(Math.min(consumer.position(partition), before.end()), before.end());
        if (!after.equals(before)) {
          moved = true;
          left.put(partition, after);
          spans.put(partition.partition(), after);
        }
        if (after.isRead()) {
          left.remove(partition);
          consumer.pause(List.of(partition));
        }
      }
      return moved;
    }

    public Spans rest() {
      return new Spans(new TreeMap<>(spans));
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  private static TopicRecord record(ConsumerRecord<byte[], byte[]> found) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : found.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    byte[] value = found.value();
    return new TopicRecord(
        found.topic() + "/" + found.partition() + "/" + found.offset(),
        found.key(),
        Map.copyOf(headers),
        value == null ? new byte[0] : value,
        Instant.ofEpochMilli(found.timestamp()));
  }

  private static Spans spans(
      List<TopicPartition> partitions,
      Function<TopicPartition, Long> first,
      Function<TopicPartition, Long> end) {
    return new Spans(
        new TreeMap<>(
            partitions.stream()
                .collect(
                    Collectors.toMap(
                        TopicPartition::partition, p -> new Span(first.apply(p), end.apply(p))))));
  }

  /** The offset of the first record that was sent at that time or later, else the end. */
  private static Function<TopicPartition, Long> since(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Instant time,
      Map<TopicPartition, Long> end) {
    Map<TopicPartition, OffsetAndTimestamp> found =
        consumer.offsetsForTimes(
            partitions.stream()
                .collect(Collectors.toMap(p -> p, p -> Math.max(0, time.toEpochMilli()))));
    return partition -> {
      OffsetAndTimestamp at = found.get(partition);
      return at == null ? end.get(partition) : at.offset();
    };
  }

  private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
    return consumer.listTopics().getOrDefault(topic, List.of()).stream()
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .toList();
  }

  private <T> T with(Function<Consumer<byte[], byte[]>, T> ask) {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      return ask.apply(consumer);
    } catch (KafkaException e) {
      throw away(e);
    }
  }

  private static Unavailable away(KafkaException e) {
    return new Unavailable("kafka", "Kafka does not answer: " + e.getMessage(), null, e);
  }

  /** One page is some megabytes at most: a webhook may have 256 KiB. */
  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(clients.settings());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "returnbridge-reader");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, PAGE);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2);
    properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return properties;
  }
}
