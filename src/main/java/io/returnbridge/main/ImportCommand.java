package io.returnbridge.main;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code import}: sends an export of Reveni to the program that runs, in parts that one
 * request can hold, or an invoice.
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
    return sending(variables, file, out, (api, csv) -> send(api, file, csv, out));
  }

  /**
   * Sends an invoice of Reveni's, whole. Returns the exit code: 0, or 1 when it differs from what
   * Reveni has paid, or cannot be read.
   *
   * @param month that it bills; null for the last one that is over
   */
  static int invoice(
      Map<String, String> variables, String file, @Nullable String month, PrintStream out) {
    return sending(
        variables,
        file,
        out,
        (api, csv) -> {
          String query = month == null ? "" : "?month=" + encoded(month);
          JsonNode answer = api.post("/api/imports/invoice" + query, "text/csv", csv);
          answer.path("errors").forEach(error -> out.println(error(file, error, 0)));
          int wrong = answer.path("wrong").asInt();
          int missing = answer.path("missing").asInt();
          int extra = answer.path("extra").asInt();
          int amount = answer.path("wrongAmount").asInt();
          if (wrong > 0) {
            out.printf(
                "%s cannot be read; nothing was taken.%n", wrong == 1 ? "1 row" : wrong + " rows");
          } else {
            out.printf(
                "Invoice of %s, %d rows: %d match, %d are missing, %d are extra, %d have a wrong amount.%n",
                answer.path("month").asText(),
                answer.path("rows").asInt(),
                answer.path("matched").asInt(),
                missing,
                extra,
                amount);
          }
          return wrong + missing + extra + amount == 0 ? 0 : 1;
        });
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private interface Sending {
    int send(ApiClient api, String csv);
  }

  private static int sending(
      Map<String, String> variables, String file, PrintStream out, Sending sending) {
    try {
      return sending.send(ApiClient.of(variables), Files.readString(Path.of(file)));
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
        out.println(error(file, error, part.before() - 1));
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

  private static String error(String file, JsonNode error, int before) {
    String column = error.path("column").asText("");
    return file
        + ":"
        + (error.path("line").asInt() + before)
        + (column.isEmpty() ? "" : " column \"" + column + "\"")
        + ": "
        + error.path("problem").asText();
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
