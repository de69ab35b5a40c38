package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.failure.Rejected;
import io.returnbridge.intake.WebhookContent;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Subject;
import io.returnbridge.registry.About;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Journal;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Turns records of Kafka into wake-ups: where to look, never what to do. */
@Named("wakeUps")
@ApplicationScoped
public class WakeUps {

  /** The property of an exchange that says what is being worked on. */
  public static final String PROPERTY = "wakeUp";

  private static final String WEBHOOK = "unreadWebhook";

  /** Intake writes it, once it has verified the signature. */
  private static final String RECEIVED = "receivedAt";

  /** Ends the trigger of such a webhook. */
  private static final String SIGNED = ":signed";

  private static final int LONGEST_LOGGED = 200;

  private static final List<String> LOGGED =
      List.of("step", "store", "returnId", Journal.ORDER, "subject");

  private final WebhookReader webhooks;
  private final Steps steps;
  private final RecordIds ids;

  public WakeUps(WebhookReader webhooks, Mappings mappings, Steps steps) {
    this.webhooks = webhooks;
    this.steps = steps;
    this.ids = new RecordIds(mappings);
  }

  /** The wake-up that a record is for the step whose route it came by. */
  public WakeUp read(Exchange exchange) {
    String route = exchange.getFromRouteId();
    return readFor(
        steps.all().stream().filter(s -> route.equals(s.wakeUpRoute())).findFirst().orElseThrow(),
        exchange);
  }

  WakeUp readFor(StepDefinition step, Exchange exchange) {
    exchange.setProperty("step", step.name());
    Consumed record = Consumed.remember(exchange);
    String trace = TracedWork.consumed(step.name() + StepDefinition.WAKE_UP, record);
    if (step.about() == About.RECORD) {
      return OwnSteps.remember(step.name(), record, trace, exchange).wakeUp();
    }
    return read(step, record, exchange).of(trace);
  }

  private WakeUp read(StepDefinition step, Consumed record, Exchange exchange) {
    return switch (step.wakes().orElseThrow()) {
      case REVENI_WEBHOOKS -> fromWebhook(record, exchange);
      case WAREHOUSE_SCANS -> ofScan(step.name(), record.value());
      case RETURNS_EVENTS, STOCK_MOVEMENTS, FINANCE_CREDITS, CUSTOMER_NOTIFICATIONS ->
          ofEvent(step.name(), record.value());
    };
  }

  /** What cannot be read is a case of that webhook; so is an event that nobody knows. */
  private WakeUp fromWebhook(Consumed record, Exchange exchange) {
    KeptWebhooks.Kept webhook =
        webhook(record.header("store"), record.header("eventId"), record.value());
    exchange.setProperty(PROPERTY, again(webhook));
    exchange.setProperty(WEBHOOK, webhook);
    WakeUp wakeUp = ofWebhook(webhook);
    exchange.removeProperty(WEBHOOK);
    return record.header(RECEIVED) == null
        ? wakeUp
        : new WakeUp(wakeUp.step(), wakeUp.subject(), wakeUp.trigger() + SIGNED);
  }

  /** Throws {@link io.returnbridge.failure.NeedsDecision} for one that cannot be read. */
  WakeUp ofWebhook(KeptWebhooks.Kept webhook) {
    return new WakeUp(WakeUp.ACCEPT_RETURN, webhooks.returnOf(webhook).subject(), trigger(webhook));
  }

  /** Reads one that is kept. */
  static WakeUp again(KeptWebhooks.Kept webhook) {
    return new WakeUp(WakeUp.ACCEPT_RETURN, webhook.subject(), trigger(webhook));
  }

  /** The same event id may come from another store, or with other content. */
  private static String trigger(KeptWebhooks.Kept webhook) {
    return "webhook:%s:%s:%s"
        .formatted(
            webhook.store(), webhook.eventId(), Keys.sha256(webhook.body()).substring(0, 16));
  }

  /** As intake wrote it; a record that has no event id gets the one that intake would give it. */
  KeptWebhooks.Kept webhook(@Nullable String store, @Nullable String eventId, byte[] body) {
    return new KeptWebhooks.Kept(
        ids.store(store),
        eventId == null
            ? WebhookContent.read(body).eventId(body)
            : RecordIds.id("header eventId", eventId),
        body);
  }

  /** The webhook that an exchange could not read; null when it reads none, or has read it. */
  static KeptWebhooks.@Nullable Kept unread(Exchange exchange) {
    return exchange.getProperty(WEBHOOK, KeptWebhooks.Kept.class);
  }

  /** An event of {@code returns.events.v1}. */
  WakeUp ofEvent(String step, byte[] record) {
    JsonNode event = ours(record);
    return new WakeUp(
        step, ids.returnId(event).subject(), "event:" + RecordIds.eventId(event, record));
  }

  /**
   * A scan of {@code warehouse.scans.v1}, which names its return when that is known, else itself.
   */
  WakeUp ofScan(String step, byte[] record) {
    JsonNode scan = ours(record);
    String[] named = identity(scan);
    return new WakeUp(
        step,
        scan.path("known").asBoolean()
            ? ids.returnId(scan).subject()
            : new Subject.OfScan(named[0], named[1]).text(),
        "scan:" + named[0] + "/" + named[1]);
  }

  /** Whether the record is as this program publishes them; no scan that is sent has that field. */
  static boolean isOurScan(byte[] record) {
    return isOurScan(ours(record));
  }

  /** Source and scan id. */
  static String[] identity(byte[] record) {
    return identity(ours(record));
  }

  private static String[] identity(JsonNode scan) {
    return new String[] {
      isOurScan(scan)
          ? RecordIds.text("source", RecordIds.text(scan, "source"))
          : KafkaScans.SOURCE,
      RecordIds.text("scanId", RecordIds.text(scan, "scanId"))
    };
  }

  private static boolean isOurScan(JsonNode scan) {
    return scan.path("known").isBoolean();
  }

  /** Remembers what is worked on, for the log and for failures. */
  static void begin(WakeUp wakeUp, Exchange exchange) {
    exchange.setProperty(PROPERTY, wakeUp);
    exchange.setProperty("step", wakeUp.step());
    forget();
    MDC.put("step", wakeUp.step());
    Subject about = wakeUp.about();
    if (about instanceof Subject.OfReturn of) {
      MDC.put("store", Plain.line(of.id().store(), LONGEST_LOGGED));
      MDC.put("returnId", Plain.line(of.id().id(), LONGEST_LOGGED));
    } else if (!(about instanceof Subject.Named)) {
      MDC.put("subject", Plain.line(about.text(), LONGEST_LOGGED));
    }
  }

  /** What an exchange works on. */
  static WakeUp of(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(PROPERTY, WakeUp.class));
  }

  /** Nothing is worked on any more on this thread. */
  static void forget() {
    LOGGED.forEach(MDC::remove);
  }

  private static JsonNode ours(byte[] record) {
    try {
      JsonNode json = Json.MAPPER.readTree(record);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw new Rejected("The record is not JSON", e);
    }
    throw new Rejected("The record is not a JSON object", null);
  }
}
