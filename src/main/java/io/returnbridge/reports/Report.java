package io.returnbridge.reports;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as it was made; it is answered as it is kept.
 *
 * @param date the day or month that it is of, in {@code REPORT_TIME_ZONE}
 * @param asOf when its making began; everything in it was seen later
 * @param tables version of the mapping tables that it was made with; null before there were any
 * @param sentence the whole in plain words
 */
public record Report(
    String name,
    String date,
    Instant asOf,
    @Nullable String tables,
    String sentence,
    JsonNode totals,
    Rows<JsonNode> rows) {

  public <T> T totals(Class<T> type) {
    return Json.MAPPER.convertValue(totals, type);
  }

  /** Of a report that has few. */
  public <R> List<R> rows(Class<R> type) {
    return rowsAs(type).all();
  }

  public <R> Rows<R> rowsAs(Class<R> type) {
    return each -> rows.each(row -> each.accept(Json.MAPPER.convertValue(row, type)));
  }

  /** The first of its period. */
  LocalDate day() {
    return (date.length() == "2026-12".length() ? Period.MONTH : Period.DAY).parse(date);
  }

  /** One of many. */
  public record Listed(String name, String date, Instant asOf, String sentence) {}
}
