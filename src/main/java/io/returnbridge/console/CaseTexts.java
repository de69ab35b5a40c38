package io.returnbridge.console;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a case says in the reader's language: in Spanish the texts of {@code exceptions.csv} with
 * the values of the case. Where there are none it reads as it is stored, which is English.
 */
@ApplicationScoped
class CaseTexts {

  private final CaseBook book;
  private final Mappings mappings;

  CaseTexts(CaseBook book, Mappings mappings) {
    this.book = book;
    this.mappings = mappings;
  }

  ExceptionCase in(Locale locale, ExceptionCase one) {
    return in(locale, List.of(one)).get(0);
  }

  List<ExceptionCase> in(Locale locale, List<ExceptionCase> cases) {
    if (cases.isEmpty() || !locale.getLanguage().equals("es")) {
      return cases;
    }
    Map<String, Map<String, String>> values =
        book.values(cases.stream().map(ExceptionCase::id).toList());
    return cases.stream().map(c -> spanish(c, values.getOrDefault(c.id(), Map.of()))).toList();
  }

  private ExceptionCase spanish(ExceptionCase of, Map<String, String> values) {
    return mappings
        .exceptions()
        .find(of.code())
        .map(
            (ExceptionRow row) ->
                of.reading(
                    row.causeEs(values).orElse(of.cause()),
                    row.nextStepEs(values).orElse(of.nextStep())))
        .orElse(of);
  }
}
