package io.returnbridge.main;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command {@code import returns <file.csv>}: sends an export of Reveni to the program that
 * runs, in parts that one request can hold.
 */
final class ImportCommand {

  /** A request holds a MiB. */
  private static final int MOST_CHARACTERS = 200_000;

  /**
   * @param before how many lines of the file stand before the part's first row
   */
  record Part(String csv, int before) {}

  private ImportCommand() {}

  /** Returns the exit code: 0, or 1 when a row leads to no return. */
  static int run(Map<String, String> variables, String file, PrintStream out) {
    try {
      return send(ApiClient.of(variables), file, Files.readString(Path.of(file)), out);
    } catch (CharacterCodingException e) {
      out.println(file + " is not UTF-8: save it as CSV UTF-8");
    } catch (IOException e) {
      out.println(file + " cannot be read: " + Plain.why(e));
    } catch (ApiClient.Failed e) {
      out.println((e.isUsage() ? file + ": " : "") + e.getMessage());
    }
    return 1;
  }

  private static int send(ApiClient api, String file, String csv, PrintStream out) {
    int rows = 0;
    int taken = 0;
    int unknown = 0;
    int wrong = 0;
    int told = 0;
    for (Part part : parts(csv, MOST_CHARACTERS)) {
      JsonNode answer = api.post("/api/imports/returns", "text/csv", part.csv());
      rows += answer.path("rows").asInt();
      taken += answer.path("taken").asInt();
      unknown += answer.path("new").asInt();
      for (JsonNode error : answer.path("errors")) {
        String column = error.path("column").asText("");
        out.println(
            file
                + ":"
                + (error.path("line").asInt() + part.before() - 1)
                + (column.isEmpty() ? "" : " column \"" + column + "\"")
                + ": "
                + error.path("problem").asText());
        told++;
      }
      wrong += answer.path("wrong").asInt();
    }
    if (wrong > told) {
      out.printf("%d more rows lead to no return: correct these first.%n", wrong - told);
    }
    out.printf(
        "%d rows: %d returns are read from Reveni now (%d new, %d known); %d rows lead to none.%n",
        rows, taken, unknown, taken - unknown, wrong);
    return wrong == 0 ? 0 : 1;
  }

  /** Cut between rows, each with the header; a cell in quotes may have line breaks. */
  static List<Part> parts(String csv, int most) {
    List<String> lines = csv.lines().toList();
    int head = 0;
    while (head < lines.size() - 1 && lines.get(head).isBlank()) {
      head++;
    }
    if (lines.isEmpty()) {
      return List.of(new Part(csv, 1));
    }
    String header = lines.get(head);
    List<Part> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder(header).append('\n');
    int before = head + 1;
    boolean quoted = false;
    for (int i = head + 1; i < lines.size(); i++) {
      part.append(lines.get(i)).append('\n');
      quoted ^= lines.get(i).chars().filter(c -> c == '"').count() % 2 == 1;
      if (part.length() > most && !quoted && i < lines.size() - 1) {
        parts.add(new Part(part.toString(), before));
        part = new StringBuilder(header).append('\n');
        before = i + 1;
      }
    }
    parts.add(new Part(part.toString(), before));
    return parts;
  }
}
