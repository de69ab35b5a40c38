package io.returnbridge.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.registry.Topic;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.KeptWebhooks.Kept;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tries another payload map on the webhooks that are stored: those that could not be read, and
 * those that their topic still has. It reads, and writes nothing.
 */
@ApplicationScoped
public class TriedWebhooks {

  /**
   * A webhook that would be read otherwise.
   *
   * @param before the return that it is about, or what would become a case
   */
  public record Different(String store, String eventId, String before, String after) {}

  /**
   * @param looked webhooks that were read
   * @param left webhooks that there was no time for
   * @param different of those that would be read otherwise the first
   * @param more how many others there are
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Result(long looked, long left, List<Different> different, long more) {}

  private static final int MOST = 200;

  /** Who waits for the answer would not wait much longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TopicReader reader;
  private final KeptWebhooks kept;
  private final String topic;

  TriedWebhooks(TopicReader reader, KeptWebhooks kept, Topics topics) {
    this.reader = reader;
    this.kept = kept;
    this.topic = topics.name(Topic.REVENI_WEBHOOKS);
  }

  /** Of those that came in that time. */
  Result of(Mappings inForce, Mappings others, Instant from, Instant to) {
    Trial trial = new Trial(new WebhookReader(inForce), new WebhookReader(others));
    kept.between(from, to).forEach(trial::look);
    long left = 0;
    long until = System.nanoTime() + PATIENCE.toNanos();
    TopicReader.Spans all = reader.between(topic, from, to, Duration.ZERO);
    try (TopicReader.Pages pages = reader.open(topic, all)) {
      while (!pages.rest().areRead() && System.nanoTime() < until) {
        for (TopicRecord record : pages.next()) {
          if (!record.at().isBefore(from) && record.at().isBefore(to)) {
            trial.look(webhook(record));
          }
        }
      }
      left =
          pages.rest().partitions().values().stream()
              .mapToLong(span -> Math.max(0, span.end() - span.next()))
              .sum();
    }
    return new Result(trial.looked, left, List.copyOf(trial.different), trial.more);
  }

  private static Kept webhook(TopicRecord record) {
    return new Kept(
        Objects.requireNonNullElse(record.headers().get("store"), ""),
        Objects.requireNonNullElse(record.headers().get("eventId"), record.place()),
        record.value());
  }

  private static final class Trial {
    private final WebhookReader before;
    private final WebhookReader after;
    private final Set<String> told = new HashSet<>();
    private final List<Different> different = new ArrayList<>();
    private long looked;
    private long more;

    Trial(WebhookReader before, WebhookReader after) {
      this.before = before;
      this.after = after;
    }

    void look(Kept webhook) {
      looked++;
      String now = read(before, webhook);
      String then = read(after, webhook);
      // One that is kept is in its topic as well, as long as that has it.
      if (now.equals(then) || !told.add(webhook.subject())) {
        return;
      }
      if (different.size() < MOST) {
        different.add(new Different(webhook.store(), webhook.eventId(), now, then));
      } else {
        more++;
      }
    }

    private static String read(WebhookReader reader, Kept webhook) {
      try {
        return "return " + reader.returnOf(webhook).id();
      } catch (NeedsDecision undecided) {
        return undecided.trouble().code();
      }
    }
  }
}
