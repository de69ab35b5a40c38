package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.decisions.Decision;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/errors.md} is made from the table of cases, the decisions and the console's words.
 * After a change it is written anew by {@code mvn test -Dtest=ErrorsDocTest -Ddocs.write=true}.
 */
class ErrorsDocTest {

  private static final Path PAGE = Path.of("docs", "errors.md");

  private static final Map<String, String> TEAMS =
      Map.of(
          "cx", "Customer experience",
          "finance", "Finance",
          "warehouse", "Warehouse",
          "integration", "Integration");

  /** Who can make it not come back. */
  private static final Map<String, String> LASTING =
      Map.of(
          "integration", "this program, its tables or its set-up",
          "process", "people: how the work is done",
          "other-system", "another system");

  private static final String HEAD =
      """
      # Errors

      Every code of a case: what it means, whose it is, and what to do. This page is made from [exceptions.csv](../mappings/exceptions.csv) and the console's
      words; the build fails when it says something else. In the console a case has the title in bold, and the texts below with their values filled in.

      - **Opens**: at once where a step meets it; else a watchdog waits so long first. **Due**: how long a person has from then.
      - **Lasting remedy**: who can make it not come back.
      - A case closes by itself when what it is about is right. **Resolve** is for what a person has dealt with elsewhere, or accepts.
      - What `finding` of a [report](reports.md) means stands there. What happens with a failure before it is a case: [when something fails](follow-one-event.md#when-something-fails).

      Other ends of the program:

      | Exit code | Means |
      |---|---|
      | 0 | a command has done what it was asked |
      | 1 | a start or a command that could not; what is wrong, and what to do, is printed |
      | 2 | a command that is written wrong; its help is printed |
      | 3 | out of memory: start it again |
      | 143 | ended by SIGTERM, as it was asked |
      """;

  private static String page() throws IOException {
    Properties words = new Properties();
    words.load(Files.newBufferedReader(Path.of("src/main/resources/words/console_en.properties")));
    StringBuilder page = new StringBuilder(HEAD);
    List<ExceptionRow> rows = Mappings.load(Path.of("mappings")).exceptions().all();
    for (String owner : ExceptionRow.OWNERS) {
      page.append("\n## ").append(TEAMS.get(owner)).append('\n');
      for (ExceptionRow row : rows) {
        if (row.owner().equals(owner)) {
          page.append(entry(row, words));
        }
      }
    }
    return page.toString();
  }

  private static String entry(ExceptionRow row, Properties words) {
    return """

        ### %s

        **%s.** Severity %s. Opens %s. Due in %s. Lasting remedy: %s.

        %s

        What to do: %s

        Decisions: %s.
        """
        .formatted(
            row.code(),
            words.getProperty("code." + row.code()),
            row.severity(),
            row.opensAfter() == null ? "at once" : "after " + time(row.opensAfter()),
            time(row.due()),
            LASTING.get(row.verdict()),
            shown(row.cause()),
            shown(row.nextStep()),
            Decision.fitting(row.code()).stream()
                .map(word -> "**" + words.getProperty("decision." + word) + "**")
                .collect(Collectors.joining(", ")));
  }

  /** Placeholders as such, whatever else they could mean. */
  private static String shown(String text) {
    return text.replaceAll("\\*?\\{(\\w+)}\\*?", "`$1`");
  }

  private static String time(@Nullable Duration duration) {
    if (duration == null) {
      return "";
    }
    long seconds = duration.toSeconds();
    for (Map.Entry<String, Integer> unit :
        List.of(Map.entry("day", 86_400), Map.entry("hour", 3_600), Map.entry("minute", 60))) {
      if (seconds % unit.getValue() == 0) {
        long number = seconds / unit.getValue();
        return number + " " + unit.getKey() + (number == 1 ? "" : "s");
      }
    }
    return seconds + " seconds";
  }

  @Test
  void the_page_says_what_the_tables_say() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page());
    }

    assertThat(Files.readString(PAGE))
        .as("write it anew, as CONTRIBUTING.md says")
        .isEqualTo(page());
  }
}
