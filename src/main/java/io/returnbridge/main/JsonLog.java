package io.returnbridge.main;

import io.returnbridge.json.Json;
import io.returnbridge.metrics.JournalLines;
import io.returnbridge.store.Journal;
import io.returnbridge.tracing.Traced;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The log as one object of JSON a line, where the installation wants it so: the same lines as the
 * text, with fields of a closed list.
 */
final class JsonLog {

  /** What {@code {…}} has in the text; whatever else stands in the log's context is left out. */
  private static final List<String> OF_CONTEXT =
      List.of("step", "store", "returnId", Journal.ORDER, "subject", Traced.TRACE_ID);

  /**
   * Of lines of the journal, which have their fields in the text, under the names of the others.
   */
  private static final Map<String, String> OF_JOURNAL =
      Map.of(
          "store", "store",
          "return", "returnId",
          "rma", "rmaNumber",
          "order", Journal.ORDER,
          "step", "step",
          "id", "eventId");

  private static final Pattern FIELD = Pattern.compile(" (\\w+)=(?:\"([^\"]*)\"|(\\S+))");

  private static volatile boolean on;

  private JsonLog() {}

  /** From now on, until the end of the process. */
  static void begin() {
    on = true;
    // The line is made before it is formatted (OneLine).
    System.setProperty("quarkus.log.console.format", "%s%n");
  }

  static boolean isOn() {
    return on;
  }

  /** A line that is no log record: what the start has to say. */
  static String said(String level, String text) {
    return on ? line(Instant.now(), level, "io.returnbridge", text, Map.of(), null) : text;
  }

  /** Of a record whose message and failure are plain already. */
  static String line(ExtLogRecord record, Map<String, String> context) {
    String message = record.getFormattedMessage();
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : OF_CONTEXT) {
      fields.put(name, context.get(name));
    }
    if (JournalLines.CATEGORY.equals(record.getLoggerName())) {
      OF_JOURNAL.values().forEach(fields::remove);
      Matcher field = FIELD.matcher(message);
      while (field.find()) {
        String name = OF_JOURNAL.get(field.group(1));
        String value = field.group(2) == null ? field.group(3) : field.group(2);
        if (name != null && !value.equals("-")) {
          fields.putIfAbsent(name, value);
        }
      }
    }
    return line(
        record.getInstant(),
        record.getLevel().getName(),
        record.getLoggerName(),
        message,
        fields,
        record.getThrown());
  }

  private static String line(
      Instant at,
      String level,
      String logger,
      String message,
      Map<String, String> fields,
      @Nullable Throwable thrown) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("timestamp", at.toString());
    line.put("level", level);
    line.put("logger", logger);
    line.put("message", message);
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            line.put(name, value);
          }
        });
    if (thrown != null) {
      StringWriter stack = new StringWriter();
      thrown.printStackTrace(new PrintWriter(stack));
      line.put("stack", stack.toString());
    }
    return Json.write(line);
  }
}
