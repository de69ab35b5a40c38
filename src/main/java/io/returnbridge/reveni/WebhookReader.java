package io.returnbridge.reveni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Plain;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadField;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.KeptWebhooks.Kept;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;

/** Finds in a webhook, by {@code reveni-payload.yaml}, which return it is about. */
@ApplicationScoped
public class WebhookReader {

  private final Mappings mappings;

  public WebhookReader(Mappings mappings) {
    this.mappings = mappings;
  }

  /**
   * The return that changed. What cannot be read, and an event that nobody knows, is a {@link
   * NeedsDecision} whose subject is the webhook.
   */
  public ReturnId returnOf(Kept webhook) {
    JsonNode json = json(webhook);
    PayloadMap payload = mappings.payload();
    try {
      String event = payload.requiredText(json, PayloadField.WEBHOOK_EVENT);
      if (!payload.isKnownEvent(event)) {
        throw trouble(webhook, "EVENT_UNKNOWN", "actual", Plain.word(event));
      }
      String id = payload.requiredText(json, PayloadField.WEBHOOK_RETURN_ID);
      if (!Keys.ID.matcher(id).matches()) {
        throw unreadable(
            webhook, "the return id has other characters than letters, digits, _ and -");
      }
      return new ReturnId(webhook.store(), id);
    } catch (PayloadUnreadable unreadable) {
      throw unreadable(webhook, String.valueOf(unreadable.getMessage()));
    }
  }

  private static JsonNode json(Kept webhook) {
    try {
      JsonNode json = Json.MAPPER.readTree(webhook.body());
      if (json != null && json.isObject()) {
        return json;
      }
      throw unreadable(webhook, "it is not a JSON object");
    } catch (JsonProcessingException e) {
      throw unreadable(webhook, "it is not JSON");
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory cannot fail", e);
    }
  }

  private static NeedsDecision unreadable(Kept webhook, String detail) {
    return trouble(webhook, "EVENT_UNREADABLE", "detail", detail);
  }

  private static NeedsDecision trouble(Kept webhook, String code, String name, String value) {
    return new NeedsDecision(
        new Trouble(code, webhook.subject(), null, Map.of("store", webhook.store(), name, value)));
  }
}
