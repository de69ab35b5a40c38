package io.returnbridge.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.returnbridge.sandbox.Actors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.SoftAssertions;

/**
 * Records that no step can take, on each topic that steps read. Each is a dead letter with its
 * bytes, and an open case, and holds up none that comes after it.
 */
final class Poison {

  private static final Map<String, List<String>> STEPS =
      new TreeMap<>(
          Map.of(
              "reveni.webhooks.v1", List.of("accept-return"),
              "returns.events.v1",
                  List.of(
                      "mirror-status",
                      "hold-for-inspection",
                      "link-credit",
                      "create-exchange-order"),
              "warehouse.scans.v1", List.of("move-inspected-stock")));

  private final Program program;
  private final Random random = new Random(7);
  private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();

  Poison(Program program) {
    this.program = program;
  }

  /** One of each form on each topic, each with content of its own. */
  void write() {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String topic : STEPS.keySet()) {
      records.add(record(topic, event(letters(9_000))));
      records.add(record(topic, letters(20)));
      records.add(record(topic, "[".repeat(5_000) + letters(20)));
      records.add(record(topic, event("\\u0000" + letters(20))));
      records.add(record(topic, "{\"store\":\"" + letters(300) + "\"}"));
    }
    ProducerRecord<byte[], byte[]> headed = record("reveni.webhooks.v1", event(letters(20)));
    headed.headers().add("eventId", letters(9_000).getBytes(UTF_8));
    headed.headers().add("store", "es".getBytes(UTF_8));
    records.add(headed);
    Topic.write(program.brokers(), records);
    written.addAll(records);
  }

  private static String event(String returnId) {
    return "{\"id\":\"e-" + returnId + "\",\"store\":\"es\",\"returnId\":\"" + returnId + "\"}";
  }

  private ProducerRecord<byte[], byte[]> record(String topic, String value) {
    return new ProducerRecord<>(topic, letters(20).getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private String letters(int length) {
    StringBuilder letters = new StringBuilder();
    random.ints(length, 'a', 'z' + 1).forEach(letters::appendCodePoint);
    return letters.toString();
  }

  /** Each record has its dead letter, of each step, and each step its cases. */
  void compare(Actors actors, SoftAssertions softly) {
    Map<String, Integer> missing = new TreeMap<>();
    STEPS.forEach(
        (topic, steps) ->
            steps.forEach(
                step -> {
                  List<byte[]> letters =
                      Topic.records(program.brokers(), topic + "." + step + ".dlt").stream()
                          .map(r -> r.value())
                          .toList();
                  for (ProducerRecord<byte[], byte[]> record : written) {
                    if (record.topic().equals(topic)
                        && letters.stream().noneMatch(v -> Arrays.equals(v, record.value()))) {
                      missing.merge(topic + "." + step, 1, Integer::sum);
                    }
                  }
                  softly
                      .assertThat(actors.program().openCases())
                      .as("cases of %s", step)
                      .anyMatch(c -> c.path("step").asText().equals(step));
                }));
    softly
        .assertThat(missing)
        .as("records without their dead letter, of %d", written.size())
        .isEmpty();
  }
}
