package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.decisions.Decision;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.ExceptionTable;
import io.returnbridge.mappings.Mappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {

  private static final Locale ES = Locale.forLanguageTag("es");
  private static final Path TEMPLATES = Path.of("src/main/resources/templates/console");
  private static final Pattern USED = Pattern.compile("\\bt:([A-Za-z]+)");

  @Test
  void both_languages_say_the_same_things() {
    assertThat(keys(ES)).isEqualTo(keys(Locale.ENGLISH));
  }

  @Test
  void no_word_is_there_twice() throws IOException {
    for (String language : List.of("en", "es")) {
      Path file = Path.of("src/main/resources/words/console_" + language + ".properties");
      assertThat(
              Files.readAllLines(file).stream()
                  .filter(line -> !line.startsWith("#") && line.contains("="))
                  .map(line -> line.substring(0, line.indexOf('=')))
                  .toList())
          .as(language)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void both_languages_are_filled_in_alike() {
    for (String key : keys(Locale.ENGLISH)) {
      assertThat(holes(ES, key)).as(key).isEqualTo(holes(Locale.ENGLISH, key));
    }
  }

  @Test
  void no_apostrophe_swallows_what_follows_it() {
    for (Locale locale : List.of(Locale.ENGLISH, ES)) {
      for (String key : keys(locale)) {
        assertThat(Words.bundle(locale).getString(key)).as(key).doesNotContain("'");
      }
    }
  }

  @Test
  void every_word_of_a_template_is_there() throws IOException {
    Set<String> used = new TreeSet<>();
    for (Path template : templates()) {
      Matcher word = USED.matcher(Files.readString(template));
      while (word.find()) {
        used.add(word.group(1));
      }
    }
    assertThat(keys(Locale.ENGLISH)).containsAll(used);
  }

  @Test
  void everything_that_has_a_name_has_one_in_words() {
    Set<String> keys = keys(Locale.ENGLISH);
    for (Room room : Room.values()) {
      assertThat(keys).contains("room." + room.word());
    }
    for (Decision decision : Decision.values()) {
      assertThat(keys).contains("decision." + decision.word(), "explain." + decision.word());
    }
    for (String owner : ExceptionRow.OWNERS) {
      assertThat(keys).contains("owner." + owner);
    }
    for (String code : codes()) {
      assertThat(keys).contains("code." + code);
    }
  }

  private static List<String> codes() {
    ExceptionTable table = Mappings.load(Path.of("mappings")).exceptions();
    return table.all().stream().map(ExceptionRow::code).toList();
  }

  private static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      return files.filter(f -> f.toString().endsWith(".html")).toList();
    }
  }

  private static Set<String> keys(Locale locale) {
    return new TreeSet<>(Words.bundle(locale).keySet());
  }

  private static Set<Integer> holes(Locale locale, String key) {
    MessageFormat format = new MessageFormat(Words.bundle(locale).getString(key), locale);
    int most = format.getFormatsByArgumentIndex().length;
    return Stream.iterate(0, i -> i < most, i -> i + 1).collect(Collectors.toSet());
  }
}
