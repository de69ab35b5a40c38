package io.returnbridge.setup;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One line of the doctor.
 *
 * @param what was looked at, and what was found
 * @param remedy what to do; empty when all is well
 */
public record Check(Level level, String what, String remedy) {

  public enum Level {
    OK("ok  "),
    WARN("warn"),
    FAIL("FAIL");

    private final String word;

    Level(String word) {
      this.word = word;
    }
  }

  /** What failed, then what is a warning, else in their order. */
  public static List<Check> worstFirst(List<Check> checks) {
    return checks.stream().sorted(Comparator.comparing(Check::level).reversed()).toList();
  }

  /** {@code ok}, {@code warn} or {@code fail}. */
  public String word() {
    return level.name().toLowerCase(Locale.ROOT);
  }

  static Check ok(String what) {
    return new Check(Level.OK, what, "");
  }

  static Check warn(String what, String remedy) {
    return new Check(Level.WARN, what, remedy);
  }

  static Check fail(String what, String remedy) {
    return new Check(Level.FAIL, what, remedy);
  }

  void print(PrintStream out) {
    out.println(level.word + " " + what + (remedy.isEmpty() ? "" : " — " + remedy));
  }
}
