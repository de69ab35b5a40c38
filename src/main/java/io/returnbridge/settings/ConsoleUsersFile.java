package io.returnbridge.settings;

import io.returnbridge.mappings.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The file of {@code CONSOLE_USERS}: a CSV with the header {@code name,password,roles,locale} and a
 * row for each user. The password is what the command {@code hash-password} prints; roles are
 * separated by blanks; the locale may be left out.
 */
public final class ConsoleUsersFile {
  private static final List<String> COLUMNS = List.of("name", "password", "roles", "locale");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setCommentMarker('#')
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .setTrim(true)
          .get();

  private final Path file;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, ConsoleUser> users = new LinkedHashMap<>();

  private ConsoleUsersFile(Path file) {
    this.file = file;
  }

  /**
   * The users, by name.
   *
   * @throws SettingsProblems with every fault of the file
   */
  public static Map<String, ConsoleUser> read(Path file) {
    ConsoleUsersFile read = new ConsoleUsersFile(file);
    read.rows();
    if (!read.problems.isEmpty()) {
      throw new SettingsProblems(read.problems);
    }
    return Map.copyOf(read.users);
  }

  private void rows() {
    try (CSVParser parser = CSVParser.parse(text(), FORMAT)) {
      boolean header = true;
      for (CSVRecord row : parser) {
        long line = parser.getCurrentLineNumber();
        if (header) {
          header(line, row);
          header = false;
        } else if (problems.isEmpty() || row.size() >= 3) {
          user(line, row);
        }
      }
      if (header) {
        problems.add(file + ": is empty; begin it with the line " + String.join(",", COLUMNS));
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      problems.add(
          "CONSOLE_USERS is \""
              + file
              + "\", which cannot be read ("
              + e.getMessage()
              + "): set it to a CSV file in UTF-8 with the header "
              + String.join(",", COLUMNS));
    }
  }

  private String text() throws IOException {
    String text = Files.readString(file);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private void header(long line, CSVRecord row) {
    if (!row.toList().equals(COLUMNS) && !row.toList().equals(COLUMNS.subList(0, 3))) {
      problems.add(file + ":" + line + " the header must be " + String.join(",", COLUMNS));
    }
  }

  private void user(long line, CSVRecord row) {
    int before = problems.size();
    if (row.size() < 3 || row.size() > COLUMNS.size()) {
      problem(line, "name", "has " + row.size() + " columns: " + String.join(",", COLUMNS));
      return;
    }
    String name = row.get(0);
    if (!NAME.matcher(name).matches()) {
      problem(line, "name", "\"" + name + "\" must be 1 to 64 letters, digits, . _ @ and -");
    } else if (name.equals("admin")) {
      problem(line, "name", "admin is the user of CONSOLE_ADMIN_PASSWORD: choose another name");
    } else if (users.containsKey(name)) {
      problem(line, "name", "\"" + name + "\" is there twice: take one of them away");
    }
    if (!BCRYPT.matcher(row.get(1)).matches()) {
      problem(line, "password", "is no bcrypt hash: take what the command hash-password prints");
    }
    Set<String> roles = new LinkedHashSet<>(List.of(row.get(2).split("\\s+")));
    for (String role : roles) {
      if (!ConsoleUser.ROLES.contains(role)) {
        problem(
            line,
            "roles",
            "\""
                + role
                + "\" is no role"
                + Suggestion.of(role, ConsoleUser.ROLES)
                + ": "
                + String.join(" ", ConsoleUser.ROLES.stream().sorted().toList()));
      }
    }
    String locale = row.size() < 4 || row.get(3).isEmpty() ? "en" : row.get(3);
    if (!locale.equals("en") && !locale.equals("es")) {
      problem(line, "locale", "\"" + locale + "\" must be en or es");
    }
    if (problems.size() == before) {
      users.put(name, new ConsoleUser(name, row.get(1), Set.copyOf(roles), locale));
    }
  }

  private void problem(long line, String column, String text) {
    problems.add(file + ":" + line + " column \"" + column + "\": " + text);
  }
}
