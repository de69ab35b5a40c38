package io.returnbridge.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Trouble;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadField;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.returns.Keys;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jboss.logging.MDC;

/** Turns records of Kafka into wake-ups: where to look, never what to do. */
@Named("wakeUps")
@ApplicationScoped
public class WakeUps {

  /** The property of an exchange that says what is being worked on. */
  public static final String PROPERTY = "wakeUp";

  private static final Pattern RETURN_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final List<String> LOGGED = List.of("step", "store", "returnId", "orderNumber");

  private final PayloadMap payload;

  public WakeUps(Mappings mappings) {
    this.payload = mappings.payload();
  }

  /** What cannot be read is a case of that webhook; so is an event that nobody knows. */
  public WakeUp fromWebhook(
      @Header("store") String store,
      @Header("eventId") String eventId,
      @Body byte[] body,
      Exchange exchange) {
    exchange.setProperty(
        PROPERTY, new WakeUp("accept-return", "webhook/" + eventId, "webhook:" + eventId));
    JsonNode json = read(body, store, eventId);
    try {
      String event = payload.requiredText(json, PayloadField.WEBHOOK_EVENT);
      if (!payload.isKnownEvent(event)) {
        throw trouble("EVENT_UNKNOWN", store, eventId, Map.of("actual", clipped(event)));
      }
      String returnId = payload.requiredText(json, PayloadField.WEBHOOK_RETURN_ID);
      if (!RETURN_ID.matcher(returnId).matches()) {
        throw trouble(
            "EVENT_UNREADABLE",
            store,
            eventId,
            Map.of("detail", "the return id has other characters than letters, digits, _ and -"));
      }
      return new WakeUp(
          "accept-return",
          new ReturnId(store, returnId).subject(),
          "webhook:" + eventId + ":" + Keys.sha256(body).substring(0, 16));
    } catch (PayloadUnreadable unreadable) {
      throw trouble(
          "EVENT_UNREADABLE",
          store,
          eventId,
          Map.of("detail", String.valueOf(unreadable.getMessage())));
    }
  }

  /** An event of {@code returns.events.v1}. */
  public WakeUp fromEvent(@ExchangeProperty("step") String step, @Body String body) {
    JsonNode event = ours(body);
    return new WakeUp(
        step,
        new ReturnId(event.path("store").asText(), event.path("returnId").asText()).subject(),
        "event:" + event.path("id").asText());
  }

  /**
   * A scan of {@code warehouse.scans.v1}, which names its return when that is known, else itself.
   */
  public WakeUp fromScan(@Body String body) {
    JsonNode scan = ours(body);
    String identity = scan.path("source").asText() + "/" + scan.path("scanId").asText();
    return new WakeUp(
        "move-inspected-stock",
        scan.path("known").asBoolean()
            ? new ReturnId(scan.path("store").asText(), scan.path("returnId").asText()).subject()
            : "scan/" + identity,
        "scan:" + identity);
  }

  /** Remembers what is worked on, for the log and for failures. */
  public WakeUp begin(@Body WakeUp wakeUp, Exchange exchange) {
    exchange.setProperty(PROPERTY, wakeUp);
    forget();
    MDC.put("step", wakeUp.step());
    String[] subject = wakeUp.subject().split("/", 2);
    MDC.put("store", subject[0]);
    MDC.put("returnId", subject.length > 1 ? subject[1] : "");
    return wakeUp;
  }

  /** Nothing is worked on any more on this thread. */
  static void forget() {
    LOGGED.forEach(MDC::remove);
  }

  private static JsonNode read(byte[] body, String store, String eventId) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
      throw trouble(
          "EVENT_UNREADABLE", store, eventId, Map.of("detail", "it is not a JSON object"));
    } catch (JsonProcessingException e) {
      throw trouble("EVENT_UNREADABLE", store, eventId, Map.of("detail", "it is not JSON"));
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory cannot fail", e);
    }
  }

  private static JsonNode ours(String body) {
    return Json.read(body, JsonNode.class);
  }

  private static NeedsDecision trouble(
      String code, String store, String eventId, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("store", store);
    return new NeedsDecision(new Trouble(code, "webhook/" + eventId, null, all));
  }

  private static String clipped(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
