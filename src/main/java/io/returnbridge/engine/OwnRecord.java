package io.returnbridge.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.returnbridge.json.Json;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Subject;
import io.returnbridge.store.Happened;
import io.returnbridge.store.KeyText;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Traces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka that a step of one's own has to do, as it came.
 *
 * @param place where it lay first: {@code topic/partition/offset}
 * @param key null when it has none: then it is in no order with others
 * @param value empty when it has none
 * @param headers of a name that it has twice the second is {@code name#2}
 */
@SuppressWarnings("ArrayRecordComponent")
public record OwnRecord(
    String step, String place, byte @Nullable [] key, byte[] value, Map<String, byte[]> headers) {

  private static final String STORE = "store";
  private static final String RETURN = "returnId";
  private static final String RMA = "rmaNumber";
  private static final String ORDER = "orderNumber";

  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
  private static final Pattern READABLE = Pattern.compile("[^\\p{Cntrl}]+");

  /**
   * The same however often it is sent: the {@code id} that its JSON has, else where it lay. A
   * record of ours that came to lie in Kafka twice has one id.
   */
  public String id() {
    String id = json().path("id").textValue();
    return id != null && ID.matcher(id).matches() ? id : place.replace('/', '-');
  }

  /** Which return it is about, as far as it says so in the words of our topics. */
  public Map<String, String> about() {
    Map<String, String> about = new TreeMap<>();
    JsonNode json = json();
    for (String name : List.of(STORE, RETURN, RMA, ORDER)) {
      String text = json.path(name).asText();
      if (Keys.ID.matcher(text).matches()) {
        about.put(name, text);
      }
    }
    return about;
  }

  /** What there is to tell once it is done. */
  Happened done() {
    Map<String, String> about = about();
    return new Happened(
        Happened.Kind.EFFECT,
        "own-step",
        about.get(STORE),
        about.get(RETURN),
        about.get(RMA),
        about.get(ORDER),
        step,
        Map.of("key", id()));
  }

  private JsonNode json() {
    try {
      JsonNode json = Json.MAPPER.readTree(value);
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** What it comes from, where that is traced. */
  public @Nullable String trace() {
    return Traces.cause(headers.get(Traces.HEADER));
  }

  /** What the step is woken about: all records of this key. */
  public WakeUp wakeUp() {
    return new WakeUp(step, new Subject.OfKey(step, keyText()).text(), "record:" + place, trace());
  }

  private String keyText() {
    byte[] key = this.key;
    if (key == null || key.length == 0) {
      return place;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
      return READABLE.matcher(text).matches() ? KeyText.of(text) : hash(key);
    } catch (CharacterCodingException binary) {
      return hash(key);
    }
  }

  private static String hash(byte[] key) {
    return "key-" + Keys.sha256(key).substring(0, 40);
  }
}
