package io.returnbridge.console;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.store.Listing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cases that somebody works through, one after the other: how they were chosen.
 *
 * @param status {@code open} unless said
 * @param sort null for the newest first
 */
public record Queue(
    String status, @Nullable String owner, @Nullable String code, @Nullable String sort) {

  /** What a list can be sorted by; the first is what it is sorted by when nothing is said. */
  public static final List<String> SORTS = List.of("-openedAt", "openedAt", "dueAt");

  static Queue of(@Nullable String status, @Nullable String owner, @Nullable String code) {
    return of(status, owner, code, null);
  }

  static Queue of(
      @Nullable String status,
      @Nullable String owner,
      @Nullable String code,
      @Nullable String sort) {
    return new Queue(
        status == null || status.isEmpty() ? "open" : status,
        text(owner),
        text(code),
        sort != null && SORTS.indexOf(sort) > 0 ? sort : null);
  }

  Listing.Sort<ExceptionCase> order() {
    return Listing.sort(sort, CaseBook.TIMES).orElseThrow();
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
    return new Queue(other, owner, code, sort);
  }

  public Queue withCode(String other) {
    return new Queue(status, owner, other, sort);
  }

  public Queue withOwner(@Nullable String other) {
    return new Queue(status, other, null, sort);
  }

  public Queue withoutOwner() {
    return new Queue(status, null, null, sort);
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
    if (sort != null) {
      parts.add("sort=" + sort);
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  /** The address of the whole list as a table. */
  public String table() {
    return "/api/exceptions.csv" + (status.equals("open") ? query("status", status) : query());
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
