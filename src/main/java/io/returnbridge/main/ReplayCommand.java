package io.returnbridge.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.json.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the running program for a replay and waits for its end. Exit code 0 when it has ended, 1
 * when it has failed, 2 when it cannot be asked for like that.
 */
final class ReplayCommand {

  private static final long PAUSE_MILLIS = 500;
  private static final int TOLD_EVERY = 40;

  private final ApiClient api;
  private final PrintStream out;
  private final PrintStream err;

  private ReplayCommand(ApiClient api, PrintStream out, PrintStream err) {
    this.api = api;
    this.out = out;
    this.err = err;
  }

  static int run(
      Map<String, String> variables, ObjectNode asked, PrintStream out, PrintStream err) {
    try {
      return new ReplayCommand(ApiClient.of(variables), out, err).replay(asked);
    } catch (ApiClient.Failed e) {
      err.println(e.getMessage());
      return e.isUsage() ? 2 : 1;
    }
  }

  /** The body of the call. Which of them go together the API knows. */
  static ObjectNode body(
      @Nullable String returnId,
      @Nullable String store,
      @Nullable String from,
      @Nullable String to,
      @Nullable String topic,
      boolean dryRun) {
    Map<String, @Nullable String> fields = new LinkedHashMap<>();
    fields.put("returnId", returnId);
    fields.put("store", store);
    fields.put("from", from);
    fields.put("to", to);
    fields.put("topic", topic);
    ObjectNode body = Json.MAPPER.createObjectNode();
    fields.forEach(
        (field, value) -> {
          if (value != null) {
            body.put(field, value);
          }
        });
    return dryRun ? body.put("dryRun", true) : body;
  }

  private int replay(ObjectNode asked) {
    String id =
        api.post("/api/replay", "application/json", asked.toString()).path("replayId").asText();
    JsonNode replay = awaitEnd(id);
    if (replay.path("state").asText().equals("failed")) {
      err.println("The replay " + id + " has failed: " + replay.path("problem").asText());
      return 1;
    }
    if (asked.has("returnId") && replay.at("/counts/returns").asLong() == 0) {
      err.println(
          "Neither this program nor Reveni knows a return " + asked.path("returnId").asText());
      return 1;
    }
    if (replay.path("dryRun").asBoolean()) {
      changes(id, replay);
    }
    out.println(sentence(replay));
    return 0;
  }

  private JsonNode awaitEnd(String id) {
    for (int look = 1; ; look++) {
      JsonNode replay = api.get("/api/replay/" + id);
      if (List.of("done", "failed").contains(replay.path("state").asText())) {
        return replay;
      }
      if (look % TOLD_EVERY == 0) {
        err.println(
            "Replay "
                + id
                + ": "
                + replay.at("/counts/looked")
                + " of "
                + replay.at("/counts/returns")
                + " returns so far");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiClient.Failed(0, "Interrupted; the replay " + id + " goes on");
      }
    }
  }

  /** One line a change, then one line a problem. */
  private void changes(String id, JsonNode first) {
    JsonNode page = first;
    while (true) {
      page.path("changes")
          .forEach(
              c ->
                  out.println(
                      c.path("about").asText()
                          + " "
                          + c.path("step").asText()
                          + ": "
                          + c.path("resource").asText()
                          + " "
                          + c.path("key").asText()
                          + ": "
                          + c.path("what").asText()));
      if (!page.hasNonNull("next")) {
        break;
      }
      page = api.get("/api/replay/" + id + "?cursor=" + page.path("next").asText());
    }
    first
        .path("problems")
        .forEach(p -> out.println(p.path("subject").asText() + " " + p.path("problem").asText()));
  }

  /** Such as "37 returns were looked at: 0 new effects". */
  static String sentence(JsonNode replay) {
    JsonNode counts = replay.path("counts");
    StringBuilder text = new StringBuilder();
    long returns = counts.path("returns").asLong();
    text.append(returns)
        .append(returns == 1 ? " return was looked at: " : " returns were looked at: ");
    if (replay.path("dryRun").asBoolean()) {
      long changes = counts.path("changes").asLong();
      text.append(changes)
          .append(changes == 1 ? " change would be made" : " changes would be made");
    } else {
      text.append(many(counts.path("effects").asLong(), "new effect"));
      text.append(alsoMany(counts.path("events").asLong(), "new event"));
      text.append(alsoMany(counts.path("cases").asLong(), "new case"));
    }
    text.append(alsoMany(counts.path("unreadable").asLong(), "unreadable record"));
    return text.toString();
  }

  private static String alsoMany(long n, String what) {
    return n == 0 ? "" : ", " + many(n, what);
  }

  private static String many(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
