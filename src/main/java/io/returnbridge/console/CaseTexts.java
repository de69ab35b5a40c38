package io.returnbridge.console;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.spanish.Spanish;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a case says in the reader's language: in Spanish the texts of {@code exceptions.csv} with
 * the values of the case. Where there are none it reads as it is stored, which is English.
 */
@ApplicationScoped
class CaseTexts {

  /** Values that the program has put into words; others are what other systems say. */
  private static final List<String> SAID =
      List.of("detail", "subject", "rmaNumber", "expected", "actual", "amount");

  private static final List<String> FACTS =
      List.of("refundId", "sku", "channel", "grade", "scanId", "amount");

  /** What it bills, and what Reveni says to have paid. */
  private static final List<String> OF_INVOICES = List.of("invoice", "actual", "expected");

  private static final Pattern AMOUNT =
      Pattern.compile("(-?[0-9]{1,15}(?:[.][0-9]{1,9})?) ([A-Z]{3})");

  private final CaseBook book;
  private final Mappings mappings;
  private final CaseGoods goods;

  CaseTexts(CaseBook book, Mappings mappings, CaseGoods goods) {
    this.book = book;
    this.mappings = mappings;
    this.goods = goods;
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

  /** A value of a case, with its name; some have several lines. */
  public record Fact(String name, List<String> lines) {}

  /**
   * What a case names besides its return, and what the return says of it: amounts as the reader's
   * language writes them.
   */
  List<Fact> facts(Locale locale, ExceptionCase of) {
    Map<String, String> values = book.values(List.of(of.id())).getOrDefault(of.id(), Map.of());
    boolean invoice = of.code().equals("INVOICE_MISMATCH");
    return Stream.concat(
            Stream.concat(FACTS.stream(), invoice ? OF_INVOICES.stream() : Stream.empty())
                .filter(name -> !values.getOrDefault(name, "").isEmpty())
                .map(
                    name ->
                        new Fact(
                            Words.name(locale, invoice ? "invoiceFact" : "fact", name),
                            List.of(
                                name.equals("grade")
                                    ? grade(locale, values.getOrDefault(name, ""))
                                    : amount(locale, values.getOrDefault(name, ""))))),
            goods.of(of, locale, values.getOrDefault("amount", "").isEmpty()).stream())
        .toList();
  }

  /** One that no table names stays as it was sent. */
  private static String grade(Locale locale, String grade) {
    String name = Words.name(locale, "grade", grade);
    return name.equalsIgnoreCase(grade) ? grade : name;
  }

  private static String amount(Locale locale, String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (amount.matches()) {
      return Shown.money(new BigDecimal(amount.group(1)), amount.group(2), locale);
    }
    return locale.getLanguage().equals("es") ? Spanish.of(text) : text;
  }

  private ExceptionCase spanish(ExceptionCase of, Map<String, String> stored) {
    Map<String, String> values = new HashMap<>(stored);
    SAID.forEach(name -> values.computeIfPresent(name, (n, text) -> Spanish.of(text)));
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
