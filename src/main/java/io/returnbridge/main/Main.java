package io.returnbridge.main;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program's entry. */
@QuarkusMain
public final class Main {
  /** Held here, since the logging library forgets a level with its logger. */
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("kafka"),
          Logger.getLogger("org.apache.kafka"),
          Logger.getLogger("state.change.logger"));

  private Main() {}

  public static void main(String[] args) {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    System.exit(CommandLines.of(new Commands()).execute(args));
  }
}
