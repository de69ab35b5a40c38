package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class OneLineTest {

  private static String shown(ExtLogRecord record) {
    assertThat(new OneLine().isLoggable(record)).isTrue();
    return new PatternFormatter("%p %s%e%n").format(record);
  }

  private static ExtLogRecord record(String message, Object... parameters) {
    ExtLogRecord record =
        new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.PRINTF, "test");
    record.setParameters(parameters);
    return record;
  }

  @Test
  void a_text_of_others_makes_no_line_of_its_own() {
    assertThat(shown(record("Order %s", "A\r\n2026-11-29 ERROR forged\u001B[31m\u0000 100%")))
        .isEqualTo("INFO Order A 2026-11-29 ERROR forged [31m 100%" + System.lineSeparator());
  }

  @Test
  void the_messages_of_exceptions_are_lines_as_well() {
    ExtLogRecord record = record("Failed");
    record.setThrown(
        new IllegalStateException("a\nforged", new IllegalArgumentException("b\u001B]0;x\u0007")));

    assertThat(shown(record))
        .contains("IllegalStateException: a forged", "IllegalArgumentException: b ]0;x")
        .contains("at io.returnbridge.main.OneLineTest")
        .doesNotContain("\u001B", "\nforged");
  }

  @Test
  void an_e_mail_address_is_not_shown_whoever_has_written_it() {
    ExtLogRecord record = record("Refused: %s", "customerEmail \"Ana.Gil+1@mail.example.com\"");
    record.setThrown(new IllegalStateException("<ana@example.com>: no such user"));

    assertThat(shown(record))
        .startsWith("INFO Refused: customerEmail \"(e-mail)\"")
        .contains("IllegalStateException: <(e-mail)>: no such user")
        .doesNotContain("example.com");
    assertThat(shown(record("Object@1f2e3d and @handle")))
        .isEqualTo("INFO Object@1f2e3d and @handle" + System.lineSeparator());
  }

  @Test
  void what_is_plain_stays_as_it_is() {
    assertThat(shown(record("50 %% of %s", "ü – 订单")))
        .isEqualTo("INFO 50 % of ü – 订单" + System.lineSeparator());
  }
}
