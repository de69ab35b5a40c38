package io.returnbridge.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Secrets that stand in files, as Docker and Kubernetes mount them: {@code <NAME>_FILE} is the path
 * of a file with the value of {@code <NAME>}.
 */
final class SecretFiles {
  private static final String FILE = "_FILE";
  private static final Pattern SECRET =
      Pattern.compile(
          "CTP_CLIENT_SECRET|REVENI_[A-Z0-9_]+_API_KEY(_PREVIOUS)?|WAREHOUSE_API_KEY(_[A-Z0-9_]+)?"
              + "|CONSOLE_ADMIN_PASSWORD|QUARKUS_DATASOURCE_PASSWORD|ALERTS_SMTP_PASSWORD"
              + "|QUARKUS_OIDC_CREDENTIALS_SECRET|OTEL_EXPORTER_OTLP_HEADERS"
              + "|ALERTS_WEBHOOK_URL(_[A-Z]+)?|OWN_STEP_[A-Z0-9_]+");

  /** A secret is short: what is longer is another file. */
  private static final long LONGEST = 64 * 1024;

  private SecretFiles() {}

  /**
   * The variables with every {@code <NAME>_FILE} replaced by what its file says. Blank ones count
   * as not set.
   *
   * @param problem is told what cannot be read; the variable is left out then
   */
  static Map<String, String> read(Map<String, String> variables, Consumer<String> problem) {
    Map<String, String> read = new TreeMap<>();
    variables.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            read.put(name, value.strip());
          }
        });
    for (Map.Entry<String, String> variable : Map.copyOf(read).entrySet()) {
      String name = variable.getKey();
      String secret = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : "";
      if (!SECRET.matcher(secret).matches()) {
        continue;
      }
      read.remove(name);
      if (read.containsKey(secret)) {
        problem.accept(secret + " and " + name + " are both set: unset one of them");
        continue;
      }
      try {
        read.put(secret, content(variable.getValue()));
      } catch (IOException | InvalidPathException e) {
        problem.accept(
            name
                + " is \""
                + variable.getValue()
                + "\", "
                + e.getMessage()
                + ": set it to the path of a file that has the value of "
                + secret
                + " as its one line");
      }
    }
    return read;
  }

  /** Whether the value of that variable may stand in a file. */
  static boolean isSecret(String name) {
    return SECRET.matcher(name).matches();
  }

  private static String content(String path) throws IOException {
    Path file = Path.of(path);
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException("which is no file that can be read");
    }
    if (Files.size(file) > LONGEST) {
      throw new IOException("which has more than " + LONGEST + " bytes");
    }
    String content;
    try {
      content = Files.readString(file).strip();
    } catch (CharacterCodingException e) {
      throw new IOException("which is not UTF-8", e);
    }
    if (content.isEmpty()) {
      throw new IOException("which is empty");
    }
    if (content.chars().anyMatch(Character::isISOControl)) {
      throw new IOException("which has more than one line");
    }
    return content;
  }
}
