package io.returnbridge.console;

import io.returnbridge.cases.CaseBook;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cases that somebody works through, one after the other: how they were chosen.
 *
 * @param status {@code open} unless said
 */
public record Queue(String status, @Nullable String owner, @Nullable String code) {

  static Queue of(@Nullable String status, @Nullable String owner, @Nullable String code) {
    return new Queue(status == null || status.isEmpty() ? "open" : status, text(owner), text(code));
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  CaseBook.Filter filter() {
    return new CaseBook.Filter(status, owner, code, null);
  }

  /** Whether something may be decided about its cases. */
  public boolean isLive() {
    return !status.equals("resolved");
  }

  public Queue withStatus(String other) {
    return new Queue(other, owner, code);
  }

  public Queue withCode(String other) {
    return new Queue(status, owner, other);
  }

  public Queue withOwner(@Nullable String other) {
    return new Queue(status, other, null);
  }

  public Queue withoutOwner() {
    return new Queue(status, null, null);
  }

  /** As the end of an address: {@code ?owner=cx&code=REASON_MISSING}; it says what differs. */
  public String query() {
    List<String> parts = new ArrayList<>();
    if (!status.equals("open")) {
      parts.add("status=" + encoded(status));
    }
    if (owner != null) {
      parts.add("owner=" + encoded(owner));
    }
    if (code != null) {
      parts.add("code=" + encoded(code));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  /** With one parameter more. */
  public String query(String name, String value) {
    String query = query();
    return query + (query.isEmpty() ? "?" : "&") + name + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
