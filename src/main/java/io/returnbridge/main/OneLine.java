package io.returnbridge.main;

import io.quarkus.logging.LoggingFilter;
import io.returnbridge.failure.Plain;
import io.returnbridge.metrics.JournalLines;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event of this program's log is one line of printable characters without e-mail addresses,
 * whatever texts of others it names, and so is the message of each exception: nobody outside can
 * write lines of the log, or make a terminal do something.
 */
@LoggingFilter(name = "one-line")
public final class OneLine implements Filter {

  private static final int LONGEST = 8_000;

  @Override
  public boolean isLoggable(LogRecord record) {
    String message =
        record instanceof ExtLogRecord ours ? ours.getFormattedMessage() : record.getMessage();
    if (message != null && !isPlain(message)) {
      String line = Plain.line(message, LONGEST);
      if (record instanceof ExtLogRecord ours) {
        ours.setMessage(line, ExtLogRecord.FormatStyle.NO_FORMAT);
      } else {
        record.setMessage(line);
        record.setParameters(null);
      }
    }
    Map<String, String> context =
        record instanceof ExtLogRecord ours && JsonLog.isOn() ? ours.getMdcCopy() : Map.of();
    if (record instanceof ExtLogRecord ours && JournalLines.CATEGORY.equals(ours.getLoggerName())) {
      // It has the fields of its context itself.
      ours.setMdc(Map.of());
    }
    Throwable thrown = record.getThrown();
    if (thrown != null && !isPlainAll(thrown)) {
      record.setThrown(Shown.of(thrown));
    }
    if (record instanceof ExtLogRecord ours && JsonLog.isOn()) {
      ours.setMessage(JsonLog.line(ours, context), ExtLogRecord.FormatStyle.NO_FORMAT);
      ours.setThrown(null);
    }
    return true;
  }

  private static boolean isPlain(String text) {
    return text.length() <= LONGEST
        && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '@');
  }

  private static boolean isPlainAll(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !isPlain(t.getMessage())) {
        return false;
      }
    }
    return true;
  }

  /** A failure as it is shown. */
  private static final class Shown extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String shown;

    private Shown(Throwable of, @Nullable Throwable cause) {
      super(null, cause, false, true);
      shown = Plain.line(of.toString(), LONGEST);
      setStackTrace(of.getStackTrace());
    }

    static Shown of(Throwable thrown) {
      Throwable cause = thrown.getCause();
      return new Shown(thrown, cause == null ? null : of(cause));
    }

    @Override
    public String toString() {
      return shown;
    }
  }
}
