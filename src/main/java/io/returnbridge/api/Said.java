package io.returnbridge.api;

import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.spanish.Spanish;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the program has said, in English, as its reader reads it: in the language of the page, with
 * times in the time zone of the reports. Templates have it as {@code inject:said}.
 */
@Named("said")
@ApplicationScoped
public class Said {

  /** But an example of how one is written. */
  private static final Pattern INSTANT =
      Pattern.compile(
          "(?<!such as |como )20\\d{2}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z");

  /** Of a case or a finding. */
  private static final Pattern CODE = Pattern.compile("\\b[A-Z]{2,}(?:_[A-Z]{2,})+\\b");

  private final Language language;
  private final Mappings mappings;

  /** By the version of the tables: few, since people change them. */
  private final Map<String, Spanish> byTables = new ConcurrentHashMap<>();

  Said(Language language, Mappings mappings) {
    this.language = language;
    this.mappings = mappings;
  }

  /** With the tables in force: their labels, and what their cases say. */
  private Spanish spanish() {
    return byTables.computeIfAbsent(mappings.version(), version -> withTables());
  }

  private Spanish withTables() {
    Map<String, String> labels = new HashMap<>();
    mappings.reasons().all().forEach(row -> labels.put(row.labelEn(), row.labelEs()));
    Map<String, String> texts = new HashMap<>();
    for (ExceptionRow row : mappings.exceptions().all()) {
      put(texts, row.cause(), row.causeEs());
      put(texts, row.nextStep(), row.nextStepEs());
    }
    return new Spanish(name -> labels.getOrDefault(name, name), texts);
  }

  private static void put(Map<String, String> texts, String english, @Nullable String spanish) {
    if (spanish != null) {
      texts.put(english, spanish);
    }
  }

  /** For whoever reads it now. */
  public String of(String english) {
    return of(english, language.now());
  }

  /** What an approved reason is called; its code where no row has it any more. */
  public String reason(String code) {
    boolean spanish = language.now().getLanguage().equals("es");
    return mappings
        .reasons()
        .byCode(code)
        .map(row -> spanish ? row.labelEs() : row.labelEn())
        .orElse(code);
  }

  /** What the console calls cases of the code; itself where it has no name. */
  private static String name(String code, Locale locale) {
    ResourceBundle words = ResourceBundle.getBundle("words/console", locale);
    String key = "code." + code;
    return words.containsKey(key) ? words.getString(key) : code;
  }

  private String of(String english, Locale locale) {
    String read = locale.getLanguage().equals("es") ? spanish().read(english) : english;
    String said =
        CODE.matcher(read).replaceAll(code -> Matcher.quoteReplacement(name(code.group(), locale)));
    return INSTANT
        .matcher(said)
        .replaceAll(
            at ->
                Matcher.quoteReplacement(
                    Language.time(Instant.parse(at.group()), locale, language.zone())));
  }
}
