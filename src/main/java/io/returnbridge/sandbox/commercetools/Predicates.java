package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.returnbridge.sandbox.commercetools.PredicateTokens.Kind;
import io.returnbridge.sandbox.commercetools.PredicateTokens.Token;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Parses commercetools query predicates: {@code and}, {@code or}, {@code not}, comparisons, {@code
 * in}, {@code contains any|all}, {@code is [not] defined|empty}, nested fields and variables.
 * Whatever it does not know is a 400.
 */
final class Predicates {
  private static final Set<String> TIMES = Set.of("createdAt", "lastModifiedAt", "completedAt");

  private final PredicateTokens tokens;
  private final Map<String, List<String>> variables;
  private final Resource resource;

  private Predicates(String where, Map<String, List<String>> variables, Resource resource) {
    this.tokens = new PredicateTokens(where);
    this.variables = variables;
    this.resource = resource;
  }

  /**
   * @param variables values by name, without the {@code var.} of the query parameter
   */
  static Predicate<JsonNode> parse(
      String where, Map<String, List<String>> variables, Resource resource) {
    Predicates parser = new Predicates(where, variables, resource);
    Predicate<JsonNode> parsed = parser.or(List.of());
    if (parser.tokens.peek().kind() != Kind.END) {
      throw parser.tokens.malformed("unexpected '" + parser.tokens.peek().text() + "'");
    }
    return parsed;
  }

  private Predicate<JsonNode> or(List<String> path) {
    Predicate<JsonNode> left = and(path);
    while (tokens.accept("or")) {
      left = left.or(and(path));
    }
    return left;
  }

  private Predicate<JsonNode> and(List<String> path) {
    Predicate<JsonNode> left = term(path);
    while (tokens.accept("and")) {
      left = left.and(term(path));
    }
    return left;
  }

  private Predicate<JsonNode> term(List<String> path) {
    if (tokens.accept("not")) {
      return term(path).negate();
    }
    if (tokens.accept("(")) {
      Predicate<JsonNode> inner = or(path);
      tokens.expect(")");
      return inner;
    }
    Token field = tokens.next();
    if (field.kind() != Kind.WORD) {
      throw tokens.malformed("expected a field but got '" + field.text() + "'");
    }
    String name = field.text();
    checkField(path, name);
    if (tokens.accept("(")) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(name);
      Predicate<JsonNode> inner = or(deeper);
      tokens.expect(")");
      return node -> any(node.path(name), inner);
    }
    Predicate<JsonNode> test = comparison(path.isEmpty() && TIMES.contains(name));
    return node -> test.test(node.path(name));
  }

  private void checkField(List<String> path, String name) {
    Set<String> known = resource.queryFields();
    if (path.isEmpty() && !known.contains(name)) {
      throw tokens.malformed("The field '" + name + "' does not exist");
    }
    if (path.size() >= 2
        && path.get(path.size() - 1).equals("fields")
        && path.get(path.size() - 2).equals("custom")
        && !resource.customFields.isDefined(name)) {
      throw tokens.malformed("The field '" + name + "' does not exist");
    }
  }

  private static boolean any(JsonNode node, Predicate<JsonNode> inner) {
    if (!node.isArray()) {
      return !node.isMissingNode() && inner.test(node);
    }
    for (JsonNode element : node) {
      if (inner.test(element)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param time whether the field is a DateTime, which is compared with nothing else
   */
  private Predicate<JsonNode> comparison(boolean time) {
    Token operator = tokens.next();
    switch (operator.text().toLowerCase(java.util.Locale.ROOT)) {
      case "=":
        return equal(value(time));
      case "!=", "<>":
        return equal(value(time)).negate();
      case "<":
        return ordered(value(time), sign -> sign < 0);
      case "<=":
        return ordered(value(time), sign -> sign <= 0);
      case ">":
        return ordered(value(time), sign -> sign > 0);
      case ">=":
        return ordered(value(time), sign -> sign >= 0);
      case "in":
        return in(values());
      case "not":
        tokens.expect("in");
        return in(values()).negate();
      case "contains":
        return contains();
      case "is":
        return is();
      default:
        throw tokens.malformed("unknown operator '" + operator.text() + "'");
    }
  }

  private Predicate<JsonNode> is() {
    boolean negated = tokens.accept("not");
    Predicate<JsonNode> test;
    if (tokens.accept("defined")) {
      test = node -> !node.isMissingNode() && !node.isNull();
    } else if (tokens.accept("empty")) {
      test = JsonNode::isEmpty;
    } else {
      throw tokens.malformed("expected 'defined' or 'empty'");
    }
    return negated ? test.negate() : test;
  }

  private Predicate<JsonNode> contains() {
    boolean all = tokens.accept("all");
    if (!all) {
      tokens.expect("any");
    }
    List<Token> wanted = values();
    return node -> {
      int found = 0;
      for (Token value : wanted) {
        boolean present = false;
        for (JsonNode element : node.isArray() ? node : MissingNode.getInstance()) {
          present |= same(element, value);
        }
        found += present ? 1 : 0;
      }
      return all ? found == wanted.size() : found > 0;
    };
  }

  private static Predicate<JsonNode> in(List<Token> values) {
    return node -> values.stream().anyMatch(value -> same(node, value));
  }

  private static Predicate<JsonNode> equal(Token value) {
    return node -> same(node, value);
  }

  private static boolean same(JsonNode node, Token value) {
    if (node.isNumber() && isNumber(value.text())) {
      return node.decimalValue().compareTo(new BigDecimal(value.text())) == 0;
    }
    if (node.isBoolean()) {
      return String.valueOf(node.booleanValue()).equals(value.text());
    }
    return node.isTextual() && node.textValue().equals(value.text());
  }

  private interface Sign {
    boolean accepts(int sign);
  }

  private static Predicate<JsonNode> ordered(Token value, Sign sign) {
    return node -> {
      if (node.isNumber() && isNumber(value.text())) {
        return sign.accepts(node.decimalValue().compareTo(new BigDecimal(value.text())));
      }
      return node.isTextual() && sign.accepts(node.textValue().compareTo(value.text()));
    };
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]+(\\.[0-9]+)?");
  }

  private List<Token> values() {
    if (tokens.peek().kind() == Kind.VARIABLE) {
      String name = tokens.next().text();
      return variable(name).stream().map(text -> new Token(Kind.STRING, text)).toList();
    }
    tokens.expect("(");
    List<Token> values = new ArrayList<>();
    do {
      if (tokens.peek().kind() == Kind.VARIABLE) {
        variable(tokens.next().text()).forEach(text -> values.add(new Token(Kind.STRING, text)));
      } else {
        values.add(value());
      }
    } while (tokens.accept(","));
    tokens.expect(")");
    return values;
  }

  private Token value(boolean time) {
    Token given = value();
    if (!time) {
      return given;
    }
    try {
      return new Token(Kind.STRING, Values.time(OffsetDateTime.parse(given.text()).toInstant()));
    } catch (DateTimeParseException e) {
      throw tokens.malformed("'" + given.text() + "' is no DateTime");
    }
  }

  private Token value() {
    Token token = tokens.next();
    switch (token.kind()) {
      case STRING, NUMBER:
        return token;
      case VARIABLE:
        List<String> given = variable(token.text());
        if (given.size() != 1) {
          throw tokens.malformed(
              "the variable '" + token.text() + "' has " + given.size() + " values");
        }
        return new Token(Kind.STRING, given.get(0));
      case WORD:
        if (token.text().equals("true") || token.text().equals("false")) {
          return token;
        }
        break;
      case SYMBOL, END:
        break;
    }
    throw tokens.malformed("expected a value but got '" + token.text() + "'");
  }

  private List<String> variable(String name) {
    List<String> given = variables.get(name);
    if (given == null || given.isEmpty()) {
      throw tokens.malformed("the variable 'var." + name + "' is not given");
    }
    return given;
  }
}
