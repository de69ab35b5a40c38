package io.returnbridge.main;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The command {@code hash-password}: prints what stands for a password in CONSOLE_USERS. */
final class HashPasswordCommand {
  /** About a tenth of a second. */
  private static final int COST = 11;

  /** Of more bytes bcrypt would leave out the rest. */
  private static final int LONGEST = 72;

  private HashPasswordCommand() {}

  /**
   * @param given null: the first line of standard input
   */
  static int run(@Nullable String given, InputStream in, PrintStream out, PrintStream err) {
    String password = given == null ? firstLine(in) : given;
    if (password.isBlank()) {
      err.println("There is no password: give it as argument, or on standard input.");
      return 2;
    }
    if (given != null && !given.chars().allMatch(c -> c < 128)) {
      err.println(
          "Letters such as ñ do not come through as an argument everywhere: give this password on"
              + " standard input.");
      return 2;
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      err.println("The password has more than " + LONGEST + " bytes: choose a shorter one.");
      return 1;
    }
    if (password.length() < Settings.SHORTEST_PASSWORD) {
      err.println(
          "A password of fewer than "
              + Settings.SHORTEST_PASSWORD
              + " characters is refused where Kafka or PostgreSQL are external.");
    }
    out.println(BcryptUtil.bcryptHash(password, COST));
    return 0;
  }

  private static String firstLine(InputStream in) {
    try {
      String line =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }
}
