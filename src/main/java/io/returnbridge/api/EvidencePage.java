package io.returnbridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.returnbridge.evidence.Bundle;
import io.returnbridge.evidence.Chain;
import io.returnbridge.model.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The evidence of a return, to be read and printed. */
@ApplicationScoped
public class EvidencePage {

  /** No script, nothing from elsewhere. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Set<String> OF_THE_RETURN =
      Set.of("store", "returnId", "rmaNumber", "orderNumber");

  private static final Map<String, String> WHAT =
      Map.of(
          "webhook", "Webhook came",
          "reveni", "Reveni said",
          "scan", "Scanned",
          "write", "Written",
          "told", "Told others",
          "case", "Case",
          "decision", "Decided",
          "alert", "Owner told");

  private final Engine engine;
  private final Language language;
  private final Said said;

  EvidencePage(Engine engine, Language language, Said said) {
    this.engine = engine;
    this.language = language;
    this.said = said;
  }

  /**
   * One entry for people.
   *
   * @param says it in a line; empty where its content says it
   * @param money whether it is about a refund or its credit
   * @param content names and values; none when it is erased
   */
  public record Line(
      int n,
      String at,
      String kind,
      String says,
      boolean money,
      List<Map.Entry<String, String>> content,
      String hash) {}

  String html(Bundle bundle) {
    Template page = Objects.requireNonNull(engine.getTemplate("evidence.html"));
    return page.data("bundle", bundle)
        .data("asOf", TIME.format(bundle.asOf()))
        .data("language", language.now().getLanguage())
        .data("lines", bundle.entries().stream().map(this::line).toList())
        .render();
  }

  private Line line(Chain.Entry entry) {
    List<Map.Entry<String, String>> content = new ArrayList<>();
    if (entry.content() != null) {
      add(entry.content(), content);
    }
    Map<String, String> fields = new HashMap<>();
    content.forEach(field -> fields.put(field.getKey(), field.getValue()));
    return new Line(
        entry.n(),
        TIME.format(entry.at()),
        said.of(WHAT.getOrDefault(entry.kind(), entry.kind())),
        says(fields),
        isMoney(fields),
        content,
        entry.hash());
  }

  private String says(Map<String, String> fields) {
    String summary = fields.get("summary");
    if (summary != null) {
      return said.of(summary);
    }
    String did = fields.get("did");
    if (did != null) {
      return fields.getOrDefault("resource", "")
          + " "
          + fields.getOrDefault("key", "")
          + ": "
          + did;
    }
    String topic = fields.get("topic");
    if (topic != null) {
      return Stream.of(fields.get("type"), fields.get("amount"), "→ " + topic)
          .filter(Objects::nonNull)
          .collect(Collectors.joining(" "));
    }
    return "";
  }

  private static boolean isMoney(Map<String, String> fields) {
    return "payment".equals(fields.get("resource"))
        || fields.containsKey("amount")
        || fields.getOrDefault("type", "").startsWith("refund-");
  }

  /** A record for others is shown as its fields, without those that the head of the page has. */
  private static void add(JsonNode content, List<Map.Entry<String, String>> to) {
    content
        .properties()
        .forEach(
            field -> {
              if (field.getKey().equals("record")) {
                add(field.getValue(), to);
              } else if (!OF_THE_RETURN.contains(field.getKey())) {
                to.add(Map.entry(field.getKey(), text(field.getValue())));
              }
            });
  }

  private static String text(JsonNode value) {
    if (value.has("centAmount") && value.has("currencyCode")) {
      return new Money(value.path("centAmount").asLong(), value.path("currencyCode").asText())
          .toString();
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(EvidencePage::text)
          .collect(Collectors.joining("; "));
    }
    return value.isObject()
        ? value.properties().stream()
            .map(field -> field.getKey() + " " + text(field.getValue()))
            .collect(Collectors.joining(", "))
        : value.asText();
  }
}
