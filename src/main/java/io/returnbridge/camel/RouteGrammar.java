package io.returnbridge.camel;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may stand where in a route, in the long form: every word, with the words under it. Whatever
 * Camel would also understand elsewhere, or in a short form, is not here.
 */
final class RouteGrammar {

  /** Each of them names an expression. */
  static final Set<String> LANGUAGES = Set.of("simple", "constant", "header", "exchangeProperty");

  static final Set<String> EIPS =
      Set.of(
          "bean",
          "choice",
          "convertBodyTo",
          "doTry",
          "filter",
          "log",
          "loop",
          "removeHeader",
          "removeHeaders",
          "setBody",
          "setHeader",
          "setProperty",
          "split",
          "stop",
          "to",
          "toD");

  /**
   * @param parts words that have more under them
   * @param texts words that have a plain text
   */
  record Shape(Set<String> parts, Set<String> texts) {

    boolean isPart(String word) {
      return parts.contains(word);
    }

    boolean isText(String word) {
      return texts.contains(word) || word.equals("id") || word.equals("description");
    }

    Set<String> words() {
      Set<String> words = new TreeSet<>(parts);
      words.addAll(texts);
      words.add("id");
      words.add("description");
      return words;
    }
  }

  private static final Shape EXPRESSION = new Shape(Set.of(), Set.of("expression"));

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          entry("route", shape("from errorHandler", "routeConfigurationId autoStartup group")),
          entry("from", shape("parameters steps", "uri")),
          entry("errorHandler", shape("noErrorHandler", "")),
          entry("noErrorHandler", shape("", "")),
          entry("routeConfiguration", shape("onException", "")),
          entry("onException", shape("exception handled steps", "")),
          entry("handled", expressionAnd("", "")),
          entry("bean", shape("", "ref method")),
          entry("choice", shape("when otherwise", "")),
          entry("when", expressionAnd("steps", "")),
          entry("otherwise", shape("steps", "")),
          entry("convertBodyTo", shape("", "type")),
          entry("doTry", shape("steps doCatch doFinally", "")),
          entry("doCatch", shape("exception steps", "")),
          entry("doFinally", shape("steps", "")),
          entry("filter", expressionAnd("steps", "")),
          entry("log", shape("", "message loggingLevel")),
          entry("loop", expressionAnd("steps", "doWhile")),
          entry("removeHeader", shape("", "name")),
          entry("removeHeaders", shape("", "pattern excludePattern")),
          entry("setBody", expressionAnd("", "")),
          entry("setHeader", expressionAnd("", "name")),
          entry("setProperty", expressionAnd("", "name")),
          entry("split", expressionAnd("steps", "stopOnException shareUnitOfWork")),
          entry("stop", shape("", "")),
          entry("to", shape("parameters", "uri pattern")),
          entry("toD", shape("", "uri pattern")),
          entry("expression", shape(String.join(" ", LANGUAGES), "")));

  private RouteGrammar() {}

  /**
   * @param word one that has more under it
   */
  static Shape under(String word) {
    return LANGUAGES.contains(word)
        ? EXPRESSION
        : SHAPES.getOrDefault(word, new Shape(Set.of(), Set.of()));
  }

  private static Shape expressionAnd(String parts, String texts) {
    return shape("expression " + String.join(" ", LANGUAGES) + " " + parts, texts);
  }

  private static Shape shape(String parts, String texts) {
    return new Shape(words(parts), words(texts));
  }

  private static Set<String> words(String text) {
    return text.isBlank() ? Set.of() : Set.of(text.strip().split(" +"));
  }
}
