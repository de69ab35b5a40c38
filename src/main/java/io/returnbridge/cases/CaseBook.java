package io.returnbridge.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.returnbridge.json.Json;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads cases, each with its history, by one query. */
@ApplicationScoped
public class CaseBook {

  /** What is asked for; null asks for all. */
  public record Filter(
      @Nullable String status,
      @Nullable String owner,
      @Nullable String code,
      @Nullable String returnId,
      @Nullable String assignedTo) {

    public static final Filter NONE = new Filter(null, null, null, null);

    /** Whoever looks after them. */
    public Filter(
        @Nullable String status,
        @Nullable String owner,
        @Nullable String code,
        @Nullable String returnId) {
      this(status, owner, code, returnId, null);
    }
  }

  private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

  /**
   * What cases can be sorted by; one without a due time is due last, and one that is not resolved
   * ends last.
   */
  public static final List<Listing.Time<ExceptionCase>> TIMES =
      List.of(
          new Listing.Time<>("openedAt", "opened_at", ExceptionCase::openedAt),
          new Listing.Time<>(
              "dueAt",
              "coalesce(due_at, timestamptz '9000-01-01 00:00:00+00')",
              c -> Optional.ofNullable(c.dueAt()).orElse(NEVER)),
          new Listing.Time<>(
              "closedAt",
              "coalesce(case when status = 'resolved' then resolved_at end, timestamptz '9000-01-01 00:00:00+00')",
              CaseBook::end));

  private static Instant end(ExceptionCase of) {
    return !of.closed()
        ? NEVER
        : of.history().stream()
            .filter(e -> "resolved".equals(e.toStatus()))
            .reduce((before, last) -> last)
            .map(ExceptionCase.Entry::at)
            .orElse(NEVER);
  }

  private static final Listing.Sort<ExceptionCase> NEWEST = new Listing.Sort<>(TIMES.get(0), true);

  private static final String CASES =
      """
      select id, code, owner, severity, status, step, store, return_id, rma_number, order_number, item_id, cause,
        next_step, verdict, opened_at, due_at, count, assigned_to, snoozed_until,
        (select coalesce(jsonb_agg(jsonb_build_object('at', h.at, 'who', h.who, 'what', h.what, 'note', h.note,
           'detail', h.detail, 'fromStatus', h.from_status, 'toStatus', h.to_status,
           'fromAssignee', h.from_assignee, 'toAssignee', h.to_assignee)
           order by h.id), '[]') from case_history h where h.case_id = c.id)
      from exception_case c
      """;

  /**
   * Joins the amounts that a case {@code c} is about, as {@code 24.95 EUR}: what it names, else
   * what is paid of its return, where all of that is in question. Ends with a condition.
   */
  public static final String MONEY =
      """
      cross join lateral (
        select c.details ->> 'amount' as amount where c.details ->> 'amount' is not null
        union all
        select (refund ->> 'amount') || ' ' || (refund ->> 'currency')
        from return_state s, jsonb_array_elements(s.document -> 'snapshot' -> 'refunds') refund
        where c.details ->> 'amount' is null and (s.store, s.return_id) = (c.store, c.return_id)
          and c.code in ('ORDER_NOT_FOUND', 'LINE_NOT_FOUND', 'REFUND_UNALLOCATED', 'VERDICT_CORRECTED')
          and refund ->> 'status' = 'COMPLETED') money
      where amount ~ '^-?[0-9]{1,15}([.][0-9]{1,9})? [A-Z]{3}$'
        and not (c.code = 'REFUND_AMOUNT_INVALID' and amount like '-%')
      """;

  private static final TypeReference<List<ExceptionCase.Entry>> HISTORY = new TypeReference<>() {};

  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

  private final Database database;

  public CaseBook(Database database) {
    this.database = database;
  }

  public Optional<ExceptionCase> find(String id) {
    return database.find(CASES + " where id = ?", CaseBook::read, id);
  }

  /** Those of the ids that there are, in the order of the ids. */
  public List<ExceptionCase> find(List<String> ids) {
    Map<String, ExceptionCase> found = new HashMap<>();
    database
        .query(CASES + " where id = any(?)", CaseBook::read, (Object) ids.toArray(String[]::new))
        .forEach(one -> found.put(one.id(), one));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** The newest first; {@code after} is null for the first page. */
  public List<ExceptionCase> list(Filter filter, Listing.@Nullable After after, int most) {
    return list(filter, NEWEST, after, most);
  }

  /** As the sort says; {@code after} is null for the first page. */
  public List<ExceptionCase> list(
      Filter filter, Listing.Sort<ExceptionCase> sort, Listing.@Nullable After after, int most) {
    return new Listing()
        .is("status", filter.status())
        .is("owner", filter.owner())
        .is("code", filter.code())
        .is("return_id", filter.returnId())
        .is("assigned_to", filter.assignedTo())
        .read(database, CASES, sort, "id", after, most, CaseBook::read);
  }

  /** The values that the texts of these cases were filled with, by case. */
  public Map<String, Map<String, String>> values(List<String> ids) {
    Map<String, Map<String, String>> values = new HashMap<>();
    database.query(
        "select id, details from exception_case where id = any(?)",
        r -> values.put(r.text(1), filled(r.text(2))),
        (Object) ids.toArray(String[]::new));
    return values;
  }

  private static ExceptionCase read(Columns r) {
    return new ExceptionCase(
        r.text(1),
        r.text(2),
        r.text(3),
        r.text(4),
        r.text(5),
        r.text(6),
        r.text(7),
        r.text(8),
        r.text(9),
        r.text(10),
        r.text(11),
        r.text(12),
        r.text(13),
        r.text(14),
        r.time(15),
        r.timeOrNull(16),
        r.integer(17),
        r.text(18),
        r.timeOrNull(19),
        history(r.text(20)));
  }

  /**
   * The money of these cases, by case and currency; a case that names none, of a return without a
   * refund, is not there.
   */
  public Map<String, Map<String, BigDecimal>> money(List<String> ids) {
    Map<String, Map<String, BigDecimal>> money = new HashMap<>();
    database.query(
        "select c.id, split_part(amount, ' ', 2), sum(split_part(amount, ' ', 1)::numeric)::text from exception_case c "
            + MONEY
            + " and c.id = any(?) group by 1, 2 order by 1, 2",
        r ->
            money
                .computeIfAbsent(r.text(1), none -> new LinkedHashMap<>())
                .put(r.text(2), new BigDecimal(r.text(3))),
        (Object) ids.toArray(String[]::new));
    return money;
  }

  private static Map<String, String> filled(String json) {
    try {
      return Json.MAPPER.readValue(json, VALUES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A case's values cannot be read", e);
    }
  }

  private static List<ExceptionCase.Entry> history(String json) {
    try {
      return Json.MAPPER.readValue(json, HISTORY);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A case's history cannot be read", e);
    }
  }
}
