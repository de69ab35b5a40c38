package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers the requests about one store. Takes a request's parts, so that it knows no server. */
final class StoreDesk {
  private static final Set<String> EVENTS = Set.of(WebhookSender.CREATED, WebhookSender.UPDATED);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String storeKey;
  private final ReturnBook book;
  private final WebhookSender webhooks;
  private final List<Verdict> verdicts = new CopyOnWriteArrayList<>();
  private final Consumer<String> changed;
  private volatile String apiKey;

  /**
   * @param changed told the id of each return that a merchant's request has changed
   */
  StoreDesk(
      String storeKey,
      String apiKey,
      ReturnBook book,
      WebhookSender webhooks,
      Consumer<String> changed) {
    this.storeKey = storeKey;
    this.apiKey = apiKey;
    this.book = book;
    this.webhooks = webhooks;
    this.changed = changed;
  }

  void apiKey(String key) {
    apiKey = key;
  }

  boolean admits(@Nullable String authorization) {
    return authorization != null
        && MessageDigest.isEqual(
            authorization.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + apiKey).getBytes(StandardCharsets.UTF_8));
  }

  List<Verdict> verdicts() {
    return List.copyOf(verdicts);
  }

  Answer read(String returnId) {
    return book.read(returnId)
        .map(Answer::ok)
        .orElseGet(() -> Answer.refused(404, "no return " + returnId));
  }

  /**
   * A page of the returns that changed at or after a time, oldest change first; {@code next} is the
   * path of the next page.
   *
   * @param updatedSince ISO-8601; null for all
   * @param cursor how many the pages before had; null for the first
   * @param limit of a page; null for 50
   */
  Answer list(
      String path, @Nullable String updatedSince, @Nullable String cursor, @Nullable String limit) {
    try {
      Instant since = updatedSince == null ? Instant.EPOCH : Instant.parse(updatedSince);
      int from = cursor == null || cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
      int most = limit == null ? 50 : Integer.parseInt(limit);
      List<ObjectNode> changed = book.changedSince(since);
      int to = Math.min(changed.size(), from + most);
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      var results = answer.putArray("results");
      for (ObjectNode one : changed.subList(Math.min(from, to), to)) {
        results
            .addObject()
            .put("id", one.get("id").asText())
            .put("status", one.get("status").asText())
            .put("updated_at", one.get("updated_at").asText());
      }
      answer.put(
          "next",
          to == changed.size()
              ? null
              : path + "?updated_since=" + since + "&limit=" + most + "&cursor=" + to);
      return Answer.ok(answer);
    } catch (DateTimeParseException | NumberFormatException e) {
      return Answer.refused(400, "updated_since, cursor or limit cannot be read");
    }
  }

  Answer validate(String returnId, byte[] body) {
    JsonNode json = parse(body);
    synchronized (book) {
      ObjectNode current = book.read(returnId).orElse(null);
      if (current == null) {
        return Answer.refused(404, "no return " + returnId);
      }
      Answer refusal = PartialValidation.refusal(new SandboxReturn(current), json);
      if (refusal != null || json == null) {
        return refusal == null ? Answer.refused(400, "the body is not JSON") : refusal;
      }
      ObjectNode changedReturn =
          book.change(
              returnId, target -> verdicts.addAll(PartialValidation.apply(storeKey, target, json)));
      changed.accept(returnId);
      return Answer.ok(changedReturn);
    }
  }

  Answer register(byte[] body) {
    JsonNode json = parse(body);
    if (json == null || !json.path("event_types").isArray() || json.path("event_types").isEmpty()) {
      return Answer.refused(400, "event_types: a list with at least one entry is required");
    }
    Set<String> types = new LinkedHashSet<>();
    for (JsonNode type : json.get("event_types")) {
      if (!EVENTS.contains(type.asText())) {
        return Answer.refused(400, "event_types: " + type.asText() + " is not one of " + EVENTS);
      }
      types.add(type.asText());
    }
    URI url;
    try {
      url = URI.create(json.path("url").asText(""));
    } catch (IllegalArgumentException e) {
      return Answer.refused(400, "url: is no URL");
    }
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      return Answer.refused(400, "url: an http(s) URL is required");
    }
    Registration added = webhooks.register(url, types);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("id", added.id());
    answer.put("url", url.toString());
    types.forEach(answer.putArray("event_types")::add);
    return new Answer(201, answer);
  }

  Answer unregister(String id) {
    return webhooks.unregister(id)
        ? new Answer(204, null)
        : Answer.refused(404, "no webhook " + id);
  }

  private static @Nullable JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
