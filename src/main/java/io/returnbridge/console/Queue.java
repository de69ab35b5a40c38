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
 * @param mine only those that are assigned to who looks
 */
public record Queue(
    String status,
    @Nullable String owner,
    @Nullable String code,
    @Nullable String sort,
    boolean mine) {

  private static final List<String> OF_LIVE = List.of("-openedAt", "openedAt", "dueAt");
  private static final List<String> OF_RESOLVED = List.of("-closedAt", "closedAt", "-openedAt");

  static Queue of(
      @Nullable String status,
      @Nullable String owner,
      @Nullable String code,
      @Nullable String sort,
      @Nullable String mine) {
    Queue plain =
        new Queue(
            status == null || status.isEmpty() ? "open" : status,
            text(owner),
            text(code),
            null,
            "true".equals(mine));
    // Said for the sake of the list: a list of causes has no sort.
    boolean usual = plain.isLive() && OF_LIVE.get(0).equals(sort);
    return sort != null && !usual && plain.sorts().contains(sort) ? plain.sortedBy(sort) : plain;
  }

  /** What the list can be sorted by; the first is what it is sorted by when nothing is said. */
  public List<String> sorts() {
    return isLive() ? OF_LIVE : OF_RESOLVED;
  }

  Listing.Sort<ExceptionCase> order() {
    return Listing.sort(sort == null ? sorts().get(0) : sort, CaseBook.TIMES).orElseThrow();
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /**
   * @param me login name of who looks
   */
  CaseBook.Filter filter(String me) {
    return new CaseBook.Filter(status, owner, code, null, mine ? me : null);
  }

  public boolean isSnoozed() {
    return status.equals("snoozed");
  }

  /** Whether something may be decided about its cases. */
  public boolean isLive() {
    return !status.equals("resolved");
  }

  public Queue withStatus(String other) {
    return new Queue(other, owner, code, null, mine);
  }

  public Queue withCode(String other) {
    return new Queue(status, owner, other, sort, mine);
  }

  public Queue withOwner(@Nullable String other) {
    return new Queue(status, other, null, sort, mine);
  }

  public Queue withoutOwner() {
    return new Queue(status, null, null, sort, mine);
  }

  /** The same sorted by that. */
  public Queue sortedBy(String by) {
    return new Queue(status, owner, code, by, mine);
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
    if (mine) {
      parts.add("mine=true");
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  /**
   * The address of the whole list as a table.
   *
   * @param me login name of who looks
   */
  public String table(String me) {
    Queue all = new Queue(status, owner, code, sort, false);
    String query = status.equals("open") ? all.query("status", status) : all.query();
    return "/api/exceptions.csv" + query + (mine ? "&assignedTo=" + encoded(me) : "");
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
