package io.returnbridge.spanish;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads in Spanish what is made, stored and told in English: what happened to a return, details of
 * cases, refusals, reports. As with gettext the English sentence is the key, in {@code
 * words/sentences_es.csv}; where it has {@code {0}} the text has a value, which is read in Spanish
 * too. So what was stored before a sentence got its Spanish reads in Spanish as well. A text that
 * no sentence is, such as another system's words, stays as it is.
 */
public final class Spanish {

  private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");
  private static final Pattern SENTENCES = Pattern.compile("(?<=\\.) (?=[\\p{Lu}\\d])");
  private static final Pattern PARTS = Pattern.compile("; ");
  private static final Pattern AMOUNT =
      Pattern.compile("(?<![\\d.])(-?\\d+)\\.(\\d+)(?=[ \u00a0](?:[A-Z]{3}\\b|%))");
  private static final Pattern BETWEEN_AMOUNTS = Pattern.compile("(?<=\\d [A-Z]{3}) and (?=-?\\d)");

  /** Values are read in Spanish as well, and theirs. */
  private static final int DEEPEST = 8;

  /** Those that say most come first: the others may have their words as values. */
  private static final Comparator<Sentence> LONGEST_FIRST =
      Comparator.comparingInt(Sentence::length).reversed();

  private static final List<Sentence> ALL = read();
  private static final Spanish PLAIN = new Spanish(UnaryOperator.identity(), Map.of());

  private final UnaryOperator<String> names;
  private final List<Sentence> sentences;

  /**
   * @param names the Spanish of a name that is in no sentence, such as that of a reason; itself for
   *     none
   * @param more sentences besides those of the file, English and Spanish: their values may have any
   *     names
   */
  public Spanish(UnaryOperator<String> names, Map<String, String> more) {
    this.names = names;
    this.sentences =
        Stream.concat(
                ALL.stream(),
                more.entrySet().stream().map(s -> Sentence.of(s.getKey(), s.getValue())))
            .sorted(LONGEST_FIRST)
            .toList();
  }

  public static String of(String english) {
    return PLAIN.read(english);
  }

  /** The sentences, as the file has them: English and Spanish. */
  static List<List<String>> sentences() {
    return ALL.stream().map(s -> List.of(s.english(), s.spanish())).toList();
  }

  public String read(String english) {
    return begun(english, read(english, 0));
  }

  /** A month or a name that begins a sentence has a capital letter, as in English. */
  private static String begun(String english, String spanish) {
    return english.isEmpty() || spanish.isEmpty() || !Character.isUpperCase(english.charAt(0))
        ? spanish
        : Character.toUpperCase(spanish.charAt(0)) + spanish.substring(1);
  }

  private String read(String english, int depth) {
    return whole(english, depth)
        .or(() -> parts(english, SENTENCES, " ", depth))
        .or(() -> parts(english, PARTS, "; ", depth))
        .orElseGet(() -> amounts(name(english)));
  }

  private String name(String english) {
    return english.endsWith(".")
        ? names.apply(english.substring(0, english.length() - 1)) + "."
        : names.apply(english);
  }

  private static String amounts(String text) {
    String digits = AMOUNT.matcher(text).replaceAll("$1,$2");
    return BETWEEN_AMOUNTS.matcher(digits).replaceAll(" y ");
  }

  /** A full stop at the end is there, or is not, in both languages. */
  private Optional<String> whole(String english, int depth) {
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    String stop = english.endsWith(".") ? "." : "";
    String text = english.substring(0, english.length() - stop.length());
    return sentences.stream()
        .flatMap(s -> s.read(text, depth, this).stream())
        .findFirst()
        .map(spanish -> spanish + stop);
  }

  private Optional<String> parts(String english, Pattern between, String with, int depth) {
    String[] parts = between.split(english);
    return parts.length < 2 || depth > DEEPEST
        ? Optional.empty()
        : Optional.of(
            Arrays.stream(parts)
                .map(p -> between == SENTENCES ? begun(p, read(p, depth + 1)) : read(p, depth + 1))
                .collect(Collectors.joining(with)));
  }

  /**
   * @param pieces what stands around the values
   * @param values their names
   */
  private record Sentence(
      String english, List<String> pieces, List<String> values, String spanish) {

    static Sentence of(String english, String spanish) {
      String text = withoutStop(english);
      return new Sentence(
          text,
          List.of(HOLE.split(text, -1)),
          HOLE.matcher(text).results().map(hole -> hole.group(1)).toList(),
          withoutStop(spanish));
    }

    private static String withoutStop(String text) {
      return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    int length() {
      return pieces.stream().mapToInt(String::length).sum();
    }

    /** In time that grows with the text and no faster, whatever stands in it. */
    Optional<String> read(String text, int depth, Spanish reader) {
      int last = pieces.size() - 1;
      if (last == 0) {
        return text.equals(english) ? Optional.of(spanish) : Optional.empty();
      }
      if (!text.startsWith(pieces.get(0)) || !text.endsWith(pieces.get(last))) {
        return Optional.empty();
      }
      Map<String, String> said = new HashMap<>();
      int end = text.length() - pieces.get(last).length();
      int from = pieces.get(0).length();
      for (int i = 1; i <= last; i++) {
        int to = i == last ? end : text.indexOf(pieces.get(i), from + 1);
        // A value that goes on with the next sentence is none, nor one with a part before its own.
        if (to <= from
            || to > end
            || SENTENCES.matcher(text).region(from, to).find()
            || (from == 0 && PARTS.matcher(text).region(from, to).find())) {
          return Optional.empty();
        }
        said.putIfAbsent(values.get(i - 1), reader.read(text.substring(from, to), depth + 1));
        from = to + pieces.get(i).length();
      }
      return Optional.of(
          HOLE.matcher(spanish)
              .replaceAll(
                  hole ->
                      Matcher.quoteReplacement(said.getOrDefault(hole.group(1), hole.group()))));
    }
  }

  private static List<Sentence> read() {
    try (Reader file =
            new InputStreamReader(
                Objects.requireNonNull(
                    Spanish.class.getResourceAsStream("/words/sentences_es.csv"),
                    "sentences_es.csv"),
                StandardCharsets.UTF_8);
        Stream<CSVRecord> rows =
            CSVFormat.DEFAULT.builder().setCommentMarker('#').get().parse(file).stream()) {
      return rows.map(row -> Sentence.of(row.get(0), row.get(1))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
