package io.returnbridge.main;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

  /** Whatever the locale is: in a container it often is none, and names have accents. */
  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  public static void main(String[] args) {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    System.exit(CommandLines.of(new Commands()).execute(args));
  }
}
