package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.metrics.JournalLines;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class JsonLogTest {

  private static JsonNode line(String logger, String message, Throwable thrown) {
    ExtLogRecord record =
        new ExtLogRecord(Level.WARN, message, ExtLogRecord.FormatStyle.NO_FORMAT, "test");
    record.setLoggerName(logger);
    record.setThrown(thrown);
    String line =
        JsonLog.line(
            record,
            Map.of("step", "link-credit", "returnId", "r1", "traceId", "4bf9", "user", "ana"));
    assertThat(line).doesNotContain("\n");
    return Json.read(line, JsonNode.class);
  }

  @Test
  void a_line_has_what_its_context_has_and_nothing_that_is_on_no_list() {
    JsonNode line = line("io.returnbridge.x", "Say \"hello\"\u2028", null);

    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("message").asText()).isEqualTo("Say \"hello\"\u2028");
    assertThat(line.path("returnId").asText()).isEqualTo("r1");
    assertThat(line.path("traceId").asText()).isEqualTo("4bf9");
    assertThat(line.has("user")).isFalse();
    assertThat(line.has("stack")).isFalse();
  }

  @Test
  void a_line_of_the_journal_has_its_own_fields() {
    JsonNode line =
        line(
            JournalLines.CATEGORY,
            "event webhook-accepted store=es return=r2 rma=- order=\"A 1\" step=receive-webhook id=e1 kept-in=kafka",
            null);

    assertThat(line.path("returnId").asText()).isEqualTo("r2");
    assertThat(line.path("orderNumber").asText()).isEqualTo("A 1");
    assertThat(line.path("step").asText()).isEqualTo("receive-webhook");
    assertThat(line.path("eventId").asText()).isEqualTo("e1");
    assertThat(line.path("traceId").asText()).isEqualTo("4bf9");
    assertThat(line.has("rmaNumber")).isFalse();
  }

  @Test
  void a_failure_is_in_the_same_object() {
    JsonNode line = line("io.returnbridge.x", "Failed", new IllegalStateException("why"));

    assertThat(line.path("stack").asText())
        .startsWith("java.lang.IllegalStateException: why\n\tat io.returnbridge.main.JsonLogTest");
  }
}
