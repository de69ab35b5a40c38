package io.returnbridge.api;

import io.returnbridge.csv.Csv;
import io.returnbridge.store.Listing;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** A list of the API as a table, whole: written while it is read, page by page. */
final class CsvTable {

  static final String TYPE = "text/csv; charset=utf-8";
  static final int A_PAGE = 200;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private CsvTable() {}

  /**
   * @param page the one after a row; the first for null
   */
  static <R> RestResponse<StreamingOutput> answer(
      String name,
      List<String> header,
      Function<Listing.@Nullable After, List<R>> page,
      Function<R, Listing.After> last,
      Function<R, List<@Nullable Object>> row) {
    List<R> first = page.apply(null);
    StreamingOutput written =
        out -> {
          Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          text.write(BYTE_ORDER_MARK);
          Csv.Table table = new Csv.Table(text, header);
          List<R> rows = first;
          while (!rows.isEmpty()) {
            for (R one : rows) {
              table.add(row.apply(one).stream().map(cell -> Objects.toString(cell, "")).toList());
            }
            rows =
                rows.size() < A_PAGE
                    ? List.of()
                    : page.apply(last.apply(rows.get(rows.size() - 1)));
          }
          text.flush();
        };
    return RestResponse.ResponseBuilder.ok(written)
        .header(HttpHeaders.CONTENT_TYPE, TYPE)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s.csv\"".formatted(name))
        .build();
  }
}
