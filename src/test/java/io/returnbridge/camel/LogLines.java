package io.returnbridge.camel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the log says of a category while it is open. */
final class LogLines extends Handler implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;

  LogLines(String category) {
    logger = Logger.getLogger(category);
    logger.setLevel(Level.INFO);
    logger.addHandler(this);
    setFormatter(new SimpleFormatter());
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(
        line instanceof org.jboss.logmanager.ExtLogRecord jboss
            ? jboss.getFormattedMessage()
            : getFormatter().formatMessage(line));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(null);
  }
}
