package io.returnbridge.setup;

import java.io.PrintStream;

/**
 * One line of the doctor.
 *
 * @param what was looked at, and what was found
 * @param remedy what to do; empty when all is well
 */
record Check(Level level, String what, String remedy) {

  enum Level {
    OK("ok  "),
    WARN("warn"),
    FAIL("FAIL");

    private final String word;

    Level(String word) {
      this.word = word;
    }
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
