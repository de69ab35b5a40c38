package io.returnbridge.cases;

import io.returnbridge.json.Json;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.ExceptionTable;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a trouble reads, with the values of its case filled in.
 *
 * @param values what the texts may name: what the step says, and where it was; {@code rmaNumber} is
 *     there always, and what was worked on stands for one that is not known
 */
record CaseText(ExceptionRow row, Map<String, String> values) {

  private static final int LONGEST = 4_000;

  static CaseText of(ExceptionTable table, Origin origin, Trouble trouble) {
    return new CaseText(
        table.find(trouble.code()).orElseGet(() -> unlisted(trouble)), values(origin, trouble));
  }

  String cause() {
    return row.cause(values);
  }

  String nextStep() {
    return row.nextStep(values);
  }

  /** Two troubles of one case are the same while this is; it says nothing else. */
  static String content(Trouble trouble) {
    return Keys.sha256(
        Json.write(
            Map.of(
                "code", trouble.code(),
                "subject", trouble.subject(),
                "values", new TreeMap<>(trouble.values()))));
  }

  private static Map<String, String> values(Origin origin, Trouble trouble) {
    Map<String, String> values = new TreeMap<>();
    values.put("step", origin.step());
    put(values, "rmaNumber", origin.rmaNumber());
    put(values, "orderNumber", origin.orderNumber());
    put(values, "itemId", trouble.itemId());
    values.putAll(trouble.values());
    ReturnId returnId = origin.returnId();
    if (returnId != null) {
      values.put("store", returnId.store());
      values.put("returnId", returnId.id());
      values.putIfAbsent("rmaNumber", returnId.id());
    }
    String subject = subject(origin, values.get("rmaNumber"));
    values.putIfAbsent("subject", subject);
    put(
        values,
        "rmaNumber",
        values.getOrDefault("rmaNumber", values.getOrDefault("returnId", subject)));
    values.replaceAll((name, value) -> storable(value));
    return values;
  }

  /** PostgreSQL's JSON keeps no NUL, and nobody reads texts without end. */
  private static String storable(String text) {
    String clean = text.replace('\0', '\uFFFD');
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
  }

  /** What was worked on, for whoever does not know the subjects of wake-ups. */
  private static String subject(Origin origin, @Nullable String rmaNumber) {
    if (origin.returnId() != null && rmaNumber != null) {
      return "return " + rmaNumber;
    }
    Subject about = new WakeUp(origin.step(), origin.workSubject(), "").about();
    if (about instanceof Subject.OfReturn || about instanceof Subject.Named) {
      return about.text();
    }
    return about instanceof Subject.OfEntry of
        ? of.entry().sku() + " in stock channel " + of.entry().channel()
        : about.text().replaceFirst("/", " ");
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** A code without a row in {@code exceptions.csv} is a defect, and still must be seen. */
  private static ExceptionRow unlisted(Trouble trouble) {
    return new ExceptionRow(
        trouble.code(),
        "integration",
        "high",
        "integration",
        null,
        Duration.ofHours(8),
        "{step} met " + trouble.code() + ", which has no row in mappings/exceptions.csv: {detail}",
        "Add the row, restart, and press Retry.",
        null,
        null);
  }
}
