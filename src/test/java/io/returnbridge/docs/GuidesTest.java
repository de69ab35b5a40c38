package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.decisions.Decision;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guides of the teams call pages, buttons and cases is what these are called. */
class GuidesTest {

  private static final Pattern BOLD = Pattern.compile("\\*\\*(.+?)\\*\\*");
  private static final Pattern CODE = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`");

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  static Stream<Arguments> guides() {
    return Stream.of(
        Arguments.of("cx", "en"),
        Arguments.of("finance", "en"),
        Arguments.of("warehouse", "en"),
        Arguments.of("integration", "en"),
        Arguments.of("cx", "es"),
        Arguments.of("finance", "es"),
        Arguments.of("warehouse", "es"));
  }

  private static Path guide(String owner, String language) {
    Path folder = Path.of("docs", "operate");
    return (language.equals("en") ? folder : folder.resolve(language)).resolve(owner + ".md");
  }

  private static Properties words(String language) {
    Properties words = new Properties();
    try {
      words.load(
          Files.newBufferedReader(
              Path.of("src/main/resources/words/console_" + language + ".properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static List<String> headings(Path page) {
    return all(Pattern.compile("(?m)^(#+) "), Pages.prose(page));
  }

  @ParameterizedTest
  @MethodSource("guides")
  void what_is_bold_is_a_word_of_the_console(String owner, String language) {
    Set<String> said = new HashSet<>();
    for (Object word : words(language).values()) {
      // Up to what is filled in at its end: "Logged out. Scans kept here: {0}".
      said.add(word.toString().replaceAll("\\s*\\{0}.?$", ""));
    }

    assertThat(all(BOLD, Pages.prose(guide(owner, language))))
        .hasSizeGreaterThan(30)
        .isSubsetOf(said);
  }

  @ParameterizedTest
  @MethodSource("guides")
  void every_case_of_the_team_stands_in_its_guide_under_its_title(String owner, String language) {
    Properties words = words(language);
    String guide = Pages.text(guide(owner, language));
    for (ExceptionRow row : MAPPINGS.exceptions().all()) {
      if (row.owner().equals(owner)) {
        assertThat(guide)
            .contains("**" + words.getProperty("code." + row.code()) + "** `" + row.code() + "`");
        for (String decision : Decision.fitting(row.code())) {
          assertThat(guide).contains("**" + words.getProperty("decision." + decision) + "**");
        }
      }
    }
    assertThat(all(CODE, guide))
        .filteredOn(code -> words.containsKey("code." + code))
        .isNotEmpty()
        .allSatisfy(code -> assertThat(MAPPINGS.exceptions().find(code)).isPresent());
  }

  @ParameterizedTest
  @MethodSource("guides")
  void a_translation_has_the_same_parts_cases_and_tables(String owner, String language) {
    Path original = guide(owner, "en");
    Path guide = guide(owner, language);

    assertThat(headings(guide)).isEqualTo(headings(original));
    assertThat(Set.copyOf(all(CODE, Pages.text(guide))))
        .isEqualTo(Set.copyOf(all(CODE, Pages.text(original))));
    assertThat(Pages.blocks(guide).stream().filter(b -> b.language().equals("csv")))
        .containsExactlyElementsOf(
            Pages.blocks(original).stream().filter(b -> b.language().equals("csv")).toList());
    assertThat(Pages.text(guide).lines().filter(line -> line.startsWith("|")).count())
        .isEqualTo(Pages.text(original).lines().filter(line -> line.startsWith("|")).count());
  }
}
