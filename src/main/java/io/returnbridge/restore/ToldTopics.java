package io.returnbridge.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.returnbridge.json.Json;
import io.returnbridge.kafka.TopicRecord;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The topics that only the steps write, from their table of outgoing records. */
@ApplicationScoped
class ToldTopics {

  private final Map<String, String> steps = new LinkedHashMap<>();

  ToldTopics(Steps all, Topics topics) {
    all.names()
        .forEach(step -> topics.toldBy(step).forEach(topic -> steps.putIfAbsent(topic, step)));
  }

  Set<String> names() {
    return steps.keySet();
  }

  /** The first step that writes there; where there are two, the record does not say which. */
  String step(String topic) {
    return steps.getOrDefault(topic, "");
  }

  /** What a record says in JSON; missing for what is no JSON. */
  static JsonNode json(TopicRecord record) {
    try {
      JsonNode json = Json.MAPPER.readTree(record.value());
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException ofAStranger) {
      return MissingNode.getInstance();
    }
  }

  /** Empty for a record that is none of ours. */
  static Optional<String> id(TopicRecord record) {
    return Optional.ofNullable(json(record).path("id").textValue());
  }
}
