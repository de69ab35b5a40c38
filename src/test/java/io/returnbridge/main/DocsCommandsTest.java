package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.docs.Pages;
import io.returnbridge.docs.Pages.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Each command that a page names is one that the program has, with its options. Those of the
 * README, of getting-started and of change-a-mapping are run as well: {@code ReadmeIT}, {@code
 * GettingStartedIT}, {@code ReloadIT}.
 */
class DocsCommandsTest {

  private static final Pattern INLINE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");

  /** What stands behind the program's name, up to the end of the command. */
  private static final Pattern CALL =
      Pattern.compile("(?:quarkus-run\\.jar|(?:^|&& |--rm )returnbridge)((?: +[^|&;>#'`)]+)?)");

  private static final Pattern VARIABLE =
      Pattern.compile("(?:export +|-e +|^|[A-Z]\\S+ )([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=");

  private static List<String> lines(Path page) {
    List<String> lines = new ArrayList<>();
    for (Block block : Pages.blocks(page)) {
      block.text().replace("\\\n", "").lines().map(String::strip).forEach(lines::add);
    }
    Matcher inline = INLINE.matcher(Pages.text(page));
    while (inline.find()) {
      lines.add(inline.group(1));
    }
    return lines;
  }

  /** What a reader fills in is some word, and so is what a shell does. */
  private static String filled(String line) {
    return line.replaceAll("<[^<> ]+( [^<> ]+)*>", "x")
        .replaceAll("[\"…]|\\$@", "")
        .replaceAll("\\$\\w+", "x");
  }

  private static String[] arguments(String text) {
    return text.isBlank() ? new String[0] : text.strip().split(" +");
  }

  @Test
  void every_command_on_a_page_is_one_of_the_program() {
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    for (Path page : Pages.all()) {
      for (String line : lines(page)) {
        Matcher call = CALL.matcher(filled(line));
        while (call.find()) {
          String[] arguments = arguments(call.group(1));
          commands++;
          try {
            CommandLine unused = CommandLines.of(new Commands());
            unused.parseArgs(arguments);
          } catch (ParameterException e) {
            wrong.add(page + ": " + line + ": " + e.getMessage());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(commands).isGreaterThan(30);
  }

  @Test
  void every_variable_that_a_command_sets_is_explained() {
    String configuration = Pages.text(Path.of("docs", "configuration.md"));
    List<String> unknown = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (Block block : Pages.blocks(page)) {
        for (String line : block.text().lines().toList()) {
          Matcher variable = VARIABLE.matcher(line);
          while (variable.find()) {
            if (!isKnown(variable.group(1), configuration)) {
              unknown.add(page + ": " + variable.group(1));
            }
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static boolean isKnown(String name, String configuration) {
    String plain = name.replaceAll("_FILE$", "");
    return plain.equals("JDK_JAVA_OPTIONS")
        || configuration.contains("`" + plain + "`")
        || configuration.contains(
            "`" + plain.replaceAll("^REVENI_[A-Z_]+?_(STORE_ID|API_KEY)$", "REVENI_<S>_$1") + "`")
        || configuration.contains(
            "`" + plain.replaceAll("_(CX|FINANCE|WAREHOUSE|INTEGRATION)$", "_<OWNER>") + "`")
        || plain.matches("OWN_STEP_[A-Z0-9_]+");
  }
}
