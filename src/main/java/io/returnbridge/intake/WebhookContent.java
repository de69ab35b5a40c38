package io.returnbridge.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.returnbridge.model.Keys;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The few fields of a webhook that are looked at; whatever bytes come in, reading ends soon and
 * without an error. Ids that do not fit {@code [A-Za-z0-9_-]{1,64}} count as absent.
 *
 * @param readable the body is one whole JSON object
 * @param id the webhook's own id
 * @param event such as {@code return.updated}
 * @param resource what {@code resource_id} names; {@code return} or absent
 */
public record WebhookContent(
    boolean readable,
    @Nullable String id,
    @Nullable String event,
    @Nullable String resource,
    @Nullable String returnId) {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .build())
          .build();

  /** Reads as far as the body can be read. */
  public static WebhookContent read(byte[] body) {
    Found found = new Found();
    boolean readable = false;
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        found.top(parser);
        readable = parser.nextToken() == null;
      }
    } catch (IOException e) {
      readable = false;
    }
    return new WebhookContent(readable, found.id, found.event, found.resource, found.returnId);
  }

  /** The webhook's own id, else the hash of its body: the same for every delivery of it. */
  public String eventId(byte[] body) {
    return id != null ? id : "h" + Keys.sha256(body).substring(0, 40);
  }

  /** Whether it says that a return of a known id changed. */
  public boolean namesReturn() {
    return readable && returnId != null;
  }

  private static final class Found {
    private @Nullable String id;
    private @Nullable String event;
    private @Nullable String resource;
    private @Nullable String returnId;

    void top(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("id")) {
          id = id(parser, value);
        } else if (name.equals("event")) {
          event = text(parser, value);
        } else if (name.equals("data") && value == JsonToken.START_OBJECT) {
          data(parser);
        }
        skip(parser);
      }
    }

    private void data(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("resource_id")) {
          returnId = id(parser, value);
        } else if (name.equals("resource")) {
          resource = text(parser, value);
        }
        skip(parser);
      }
    }

    private static void skip(JsonParser parser) throws IOException {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        parser.skipChildren();
      }
    }

    private static @Nullable String id(JsonParser parser, JsonToken value) throws IOException {
      String text = text(parser, value);
      return text != null && Keys.ID.matcher(text).matches() ? text : null;
    }

    private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
      return value == JsonToken.VALUE_STRING ? parser.getText() : null;
    }
  }
}
