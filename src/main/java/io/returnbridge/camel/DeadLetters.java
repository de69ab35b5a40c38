package io.returnbridge.camel;

import io.returnbridge.failure.Plain;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.Topics;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.registry.About;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.KeyText;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jboss.logging.Logger;

/**
 * Addresses a dead letter: {@code <topic>.<step>.dlt}, with the key, the value and the headers of
 * the record that was consumed, and the reason in headers of its own. Work that no record began, a
 * retry or a wake-up from within, is its wake-up as JSON, under the key that a record of the topic
 * would have.
 */
@Named("deadLetters")
@ApplicationScoped
public class DeadLetters {

  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  /** The property that says whether there is a topic for it; a job of the clock has none. */
  private static final String ADDRESSED = "deadLetter";

  /** Where the record lay first, by which a repeat of it is told. */
  static final String PLACE = "record";

  /** What a dead letter that is too large lacks. */
  static final String LEFT_OUT = "left-out";

  /** Headers that a dead letter has beside those of its record. */
  static final Set<String> ADDED =
      Set.of("step", "subject", "trigger", "kind", "reason", PLACE, LEFT_OUT);

  /** Of a dead letter that is too large: what a header or a key may have, and all headers. */
  private static final int KEPT = 1_000;

  private static final int ALL_HEADERS = 20_000;

  private final Steps steps;
  private final Topics topics;
  private final ReturnStates states;
  private final ScanReceiver scans;
  private final Meters meters;

  public DeadLetters(
      Steps steps, Topics topics, ReturnStates states, ScanReceiver scans, Meters meters) {
    this.steps = steps;
    this.topics = topics;
    this.states = states;
    this.scans = scans;
    this.meters = meters;
  }

  public void address(Exchange exchange) {
    WakeUp wakeUp = WakeUps.of(exchange);
    exchange.setProperty(ADDRESSED, topics.hasDeadLetters(wakeUp.step()));
    if (!topics.hasDeadLetters(wakeUp.step())) {
      return;
    }
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Consumed record = Consumed.by(exchange);
    Message message = exchange.getMessage();
    if (record != null) {
      record.headers().forEach(message::setHeader);
    }
    byte[] key = record == null ? null : record.key();
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topics.deadLetters(wakeUp.step()));
    message.setHeader(
        KafkaConstants.KEY, key == null ? key(wakeUp).getBytes(StandardCharsets.UTF_8) : key);
    if (record != null && steps.isAbout(wakeUp.step(), About.RECORD)) {
      message.setHeader(PLACE, record.place());
    }
    message.setHeader("step", wakeUp.step());
    message.setHeader("subject", wakeUp.subject());
    message.setHeader("trigger", wakeUp.trigger());
    message.setHeader("kind", cause.getClass().getName());
    message.setHeader("reason", Plain.line(String.valueOf(cause.getMessage())));
    String trace = Traces.current();
    if (trace != null) {
      message.setHeader(Traces.HEADER, trace);
    }
    message.setBody(record == null ? json(wakeUp) : record.value());
  }

  private static byte[] json(WakeUp wakeUp) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("step", wakeUp.step());
    said.put("subject", wakeUp.subject());
    said.put("trigger", wakeUp.trigger());
    return Json.write(said).getBytes(StandardCharsets.UTF_8);
  }

  /** Kafka has confirmed it. */
  public void written(Exchange exchange) {
    WakeUp wakeUp = WakeUps.of(exchange);
    String step = wakeUp.step();
    meters.deadLetter(topics.ofDeadLetters(step), step);
    LOG.warnf(
        "A dead letter of %s of %s is in %s",
        step, KeyText.of(wakeUp.subject()), topics.deadLetters(step));
  }

  /**
   * Kafka never takes a record of this size. What makes it large is left out, and said: {@code
   * left-out} names it, {@code record} where the whole record lies as long as its topic keeps it.
   */
  public void shorten(Exchange exchange) {
    WakeUp wakeUp = WakeUps.of(exchange);
    Message message = exchange.getMessage();
    List<String> leftOut = new ArrayList<>();
    Consumed record = Consumed.by(exchange);
    if (record == null) {
      message.setBody(Plain.line(message.getBody(String.class)).getBytes(StandardCharsets.UTF_8));
      leftOut.add("the end of the wake-up");
    } else {
      leftOut.add(
          "value of " + record.value().length + " bytes, SHA-256 " + Keys.sha256(record.value()));
      message.setBody(new byte[0]);
      byte[] key = record.key();
      if (key != null && key.length > KEPT) {
        leftOut.add("key of " + key.length + " bytes, SHA-256 " + Keys.sha256(key));
        message.setHeader(KafkaConstants.KEY, key(wakeUp).getBytes(StandardCharsets.UTF_8));
      }
      shortenHeaders(record, message, leftOut);
      message.setHeader(PLACE, record.place());
    }
    message.setHeader(LEFT_OUT, Plain.line(String.join("; ", leftOut)));
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topics.deadLetters(wakeUp.step()));
  }

  private static void shortenHeaders(Consumed record, Message message, List<String> leftOut) {
    int room = ALL_HEADERS;
    for (Map.Entry<String, byte[]> header : new TreeMap<>(record.headers()).entrySet()) {
      int size = header.getKey().length() + header.getValue().length;
      boolean ours = header.getValue() != message.getHeader(header.getKey());
      if (ours) {
        continue;
      }
      if (size > KEPT || size > room) {
        leftOut.add("header " + header.getKey() + " of " + header.getValue().length + " bytes");
        message.removeHeader(header.getKey());
      } else {
        room -= size;
      }
    }
  }

  /** As the records of the step's topic have it; a subject of another form is its own key. */
  private String key(WakeUp wakeUp) {
    Subject about = wakeUp.about();
    if (about instanceof Subject.OfReturn of) {
      return key(wakeUp.step(), of.id());
    }
    if (about instanceof Subject.OfEntry of) {
      return of.entry().key();
    }
    if (about instanceof Subject.OfWebhook of) {
      return of.eventId();
    }
    return about instanceof Subject.OfScan of
        ? scans.key(of.source(), of.scanId()).orElse(about.text())
        : about.text();
  }

  private String key(String step, ReturnId id) {
    return steps.isWokenBy(step, Topic.REVENI_WEBHOOKS)
            || steps.isWokenBy(step, Topic.WAREHOUSE_SCANS)
        ? id.id()
        : states
            .find(id)
            .flatMap(state -> Optional.ofNullable(state.orderNumber()))
            .orElseGet(id::subject);
  }
}
