package io.returnbridge.main;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command, for tests of what takes its output. */
public final class HashPasswords {

  private HashPasswords() {}

  public static String hash(String password) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = HashPasswordCommand.run(password, InputStream.nullInputStream(), printed, printed);
    if (code != 0) {
      throw new IllegalStateException(out.toString(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
