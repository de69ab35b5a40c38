package io.returnbridge.sandbox.commercetools;

import java.util.ArrayList;
import java.util.List;

/** The tokens of a query predicate, with one token of look-ahead. */
final class PredicateTokens {
  enum Kind {
    WORD,
    STRING,
    NUMBER,
    VARIABLE,
    SYMBOL,
    END
  }

  record Token(Kind kind, String text) {
    boolean is(String word) {
      return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(word);
    }
  }

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  PredicateTokens(String source) {
    this.source = source;
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '"') {
        i = string(i + 1);
      } else if (c == '`') {
        int end = source.indexOf('`', i + 1);
        if (end < 0) {
          throw malformed("unclosed `");
        }
        tokens.add(new Token(Kind.WORD, source.substring(i + 1, end)));
        i = end + 1;
      } else if (c == ':' || Character.isLetterOrDigit(c) || c == '-' || c == '_') {
        i = word(i);
      } else {
        i = symbol(i, c);
      }
    }
    tokens.add(new Token(Kind.END, "the end"));
  }

  private int string(int from) {
    StringBuilder text = new StringBuilder();
    int i = from;
    while (i < source.length() && source.charAt(i) != '"') {
      if (source.charAt(i) == '\\' && i + 1 < source.length()) {
        i++;
      }
      text.append(source.charAt(i));
      i++;
    }
    if (i >= source.length()) {
      throw malformed("unclosed string");
    }
    tokens.add(new Token(Kind.STRING, text.toString()));
    return i + 1;
  }

  private int word(int from) {
    int i = from + 1;
    while (i < source.length()
        && (Character.isLetterOrDigit(source.charAt(i)) || "_-.".indexOf(source.charAt(i)) >= 0)) {
      i++;
    }
    String text = source.substring(from, i);
    if (text.startsWith(":")) {
      tokens.add(new Token(Kind.VARIABLE, text.substring(1)));
    } else if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      tokens.add(new Token(Kind.NUMBER, text));
    } else {
      tokens.add(new Token(Kind.WORD, text));
    }
    return i;
  }

  private int symbol(int from, char c) {
    String two = source.substring(from, Math.min(source.length(), from + 2));
    if (List.of("<>", "!=", "<=", ">=").contains(two)) {
      tokens.add(new Token(Kind.SYMBOL, two));
      return from + 2;
    }
    if ("()=<>,".indexOf(c) < 0) {
      throw malformed("unexpected '" + c + "'");
    }
    tokens.add(new Token(Kind.SYMBOL, String.valueOf(c)));
    return from + 1;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean accept(String word) {
    if (peek().is(word)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw malformed("expected '" + word + "' but got '" + peek().text() + "'");
    }
  }

  ApiError malformed(String why) {
    return ApiError.invalidInput("Malformed parameter: where: " + why + " in: " + source);
  }
}
