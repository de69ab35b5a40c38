package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kafka in memory: what was published, and what each group has not committed. */
final class Topics {

  static final String WEBHOOKS = "reveni.webhooks.v1";
  static final String EVENTS = "returns.events.v1";
  static final String SCANS = "warehouse.scans.v1";
  static final String MOVEMENTS = "stock.movements.v1";
  static final String NOTIFICATIONS = "customer.notifications.v1";

  private static final Map<String, List<String>> GROUPS =
      Map.of(
          WEBHOOKS, List.of("accept-return"),
          EVENTS,
              List.of(
                  "mirror-status", "hold-for-inspection", "link-credit", "create-exchange-order"),
          SCANS, List.of("move-inspected-stock"));

  /** A record that a group has to come to. */
  record Due(String key, WakeUp wakeUp) {}

  private final List<Due> due = new ArrayList<>();
  private final List<Due> all = new ArrayList<>();

  void publish(OutboxRecord record) {
    GROUPS
        .getOrDefault(record.topic(), List.of())
        .forEach(step -> add(new Due(record.key(), wakeUp(step, record))));
  }

  private void add(Due record) {
    due.add(record);
    all.add(record);
  }

  private static WakeUp wakeUp(String step, OutboxRecord record) {
    JsonNode json = Json.read(record.payload(), JsonNode.class);
    if (record.topic().equals(WEBHOOKS)) {
      return new WakeUp(step, json.path("subject").asText(), "webhook:" + record.id());
    }
    String returnSubject = json.path("store").asText() + "/" + json.path("returnId").asText();
    if (record.topic().equals(SCANS)) {
      String identity = json.path("source").asText() + "/" + json.path("scanId").asText();
      return new WakeUp(
          step,
          json.path("known").asBoolean() ? returnSubject : "scan/" + identity,
          "scan:" + identity);
    }
    return new WakeUp(step, returnSubject, "event:" + record.id());
  }

  /** Steps whose group has not come to all records. */
  List<String> behind() {
    return due.stream().map(d -> d.wakeUp().step()).distinct().toList();
  }

  /** The next records of the step's group. */
  List<Due> poll(String step, int most) {
    return due.stream().filter(d -> d.wakeUp().step().equals(step)).limit(most).toList();
  }

  void committed(List<Due> records) {
    due.removeAll(records);
  }

  boolean isEmpty() {
    return due.isEmpty();
  }

  /** A record that was committed comes again, as after a rebalance. */
  void again(Due record) {
    due.add(record);
  }

  List<Due> all() {
    return List.copyOf(all);
  }

  /** All webhooks and scans; of the events one for each step and return, which is all they say. */
  List<Due> once() {
    Map<String, Due> once = new LinkedHashMap<>();
    all.forEach(
        d ->
            once.putIfAbsent(
                d.wakeUp().step()
                    + " "
                    + d.wakeUp().subject()
                    + (d.wakeUp().trigger().startsWith("event:") ? "" : d.wakeUp().trigger()),
                d));
    return List.copyOf(once.values());
  }
}
