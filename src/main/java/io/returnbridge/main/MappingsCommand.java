package io.returnbridge.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tries other tables on the returns of the running program, a page after the other, and says first
 * what changes in all, then return by return. Exit code 0, also when nothing changes.
 */
final class MappingsCommand {

  /** Which report counts what a table decides. */
  private static final Map<String, String> REPORTS =
      Map.of(
          "reason", "return-reasons",
          "goods", "stock-reconciliation",
          "stock-channel", "stock-reconciliation",
          "owner", "daily-exceptions");

  private final PrintStream out;

  /** What changes, then from what to what, then how often. */
  private final Map<String, Map<String, Long>> totals = new LinkedHashMap<>();

  private final Map<String, JsonNode> timing = new LinkedHashMap<>();
  private final Map<String, Long> events = new TreeMap<>();
  private final List<JsonNode> returns = new ArrayList<>();
  private long looked;

  private MappingsCommand(PrintStream out) {
    this.out = out;
  }

  static int run(
      Map<String, String> variables,
      Path folder,
      @Nullable String from,
      @Nullable String to,
      PrintStream out,
      PrintStream err) {
    MappingFiles files = MappingFiles.in(folder);
    MappingTables valid = MappingTables.of(files);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.set("files", Json.MAPPER.valueToTree(valid.files().texts()));
    if (from != null) {
      body.put("from", from);
    }
    if (to != null) {
      body.put("to", to);
    }
    try {
      new MappingsCommand(out).ask(ApiClient.of(variables), body);
      return 0;
    } catch (ApiClient.Failed e) {
      err.println(e.getMessage());
      return e.isUsage() ? 2 : 1;
    }
  }

  private void ask(ApiClient api, ObjectNode body) {
    JsonNode page = api.post("/api/mappings/try", "application/json", body.toString());
    add(page);
    JsonNode first = page;
    while (page.hasNonNull("next")) {
      body.put("cursor", page.path("next").asText());
      page = api.post("/api/mappings/try", "application/json", body.toString());
      add(page);
    }
    print(first);
  }

  private void add(JsonNode page) {
    looked += page.path("looked").asLong();
    page.path("returns").forEach(returns::add);
    for (JsonNode of : page.path("returns")) {
      of.path("changes")
          .forEach(
              c ->
                  totals
                      .computeIfAbsent(c.path("kind").asText(), kind -> new LinkedHashMap<>())
                      .merge(step(c), 1L, Long::sum));
    }
    page.path("timing")
        .forEach(
            soon -> {
              timing.put(soon.path("event").asText(), soon);
              events.merge(soon.path("event").asText(), soon.path("events").asLong(), Long::sum);
            });
  }

  private static String step(JsonNode change) {
    return change.path("before").asText() + " → " + change.path("after").asText();
  }

  private void print(JsonNode first) {
    out.printf(
        "Tables %s instead of %s, which are in force: %s looked at, %s.%n",
        first.path("tried").asText(),
        first.path("version").asText(),
        many(looked, "return was", "returns were"),
        returns.isEmpty() ? "none would change" : returns.size() + " would change");
    totals.forEach(
        (kind, steps) -> {
          out.printf(
              "  %s%s%n",
              kind.replace('-', ' '),
              REPORTS.containsKey(kind) ? " (report " + REPORTS.get(kind) + ")" : "");
          steps.forEach((step, times) -> out.printf("    %4d × %s%n", times, step));
        });
    timing.forEach(
        (event, soon) ->
            out.printf(
                "  %s, %s: %s%n",
                event, many(events.getOrDefault(event, 0L), "event", "events"), step(soon)));
    if (first.path("payload").asBoolean()) {
      out.println(
          "  reveni-payload.yaml differs: where a return's fields are found is tried with payload try");
      webhooks(first.path("webhooks"));
    }
    returns.forEach(this::printOne);
  }

  private void webhooks(JsonNode tried) {
    int shown = tried.path("different").size();
    long different = shown + tried.path("more").asLong();
    out.printf(
        "  %s looked at, %s%n",
        many(tried.path("looked").asLong(), "webhook was", "webhooks were"),
        different == 0 ? "none would be read otherwise" : different + " would be read otherwise");
    tried
        .path("different")
        .forEach(
            w ->
                out.printf(
                    "    %s/%s: %s%n",
                    w.path("store").asText(), w.path("eventId").asText(), step(w)));
    if (different > shown) {
      out.printf("    and %d more%n", different - shown);
    }
    if (tried.path("left").asLong() > 0) {
      out.printf(
          "    %s not looked at, for want of time: name a shorter one with --from and --to%n",
          many(tried.path("left").asLong(), "webhook was", "webhooks were"));
    }
  }

  private void printOne(JsonNode of) {
    out.printf(
        "%n%s/%s (RMA %s%s)%n",
        of.path("store").asText(),
        of.path("returnId").asText(),
        of.path("rmaNumber").asText(),
        of.hasNonNull("orderNumber") ? ", order " + of.path("orderNumber").asText() : "");
    of.path("changes")
        .forEach(
            c ->
                out.printf(
                    "  %s%s: %s%s%n",
                    c.path("kind").asText().replace('-', ' '),
                    c.path("about").asText().isEmpty() ? "" : " " + c.path("about").asText(),
                    step(c),
                    c.path("note").asText().isEmpty() ? "" : " (" + c.path("note").asText() + ")"));
  }

  private static String many(long n, String one, String more) {
    return n + " " + (n == 1 ? one : more);
  }
}
