package io.returnbridge.benchmark;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Returns as they are in the program's records after months: what it has recorded of some is copied
 * under other names and earlier times, the oldest first, since it would take hours for so many.
 * Neither commercetools nor Reveni knows the copies.
 */
final class ManyReturns {

  /** Between one copy and the next. */
  private static final String GAP = "interval '65 minutes'";

  private record Table(String name, String rows) {}

  private static final String OF_RETURN = "t.return_id = any(?)";
  private static final String OF_SUBJECT = "split_part(t.subject, '/', 2) = any(?)";

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "last_seen_order",
              "t.order_number in (select order_number from return_state where return_id = any(?))"),
          new Table("outgoing", OF_SUBJECT),
          new Table("inbox", OF_SUBJECT),
          new Table("effect", OF_SUBJECT),
          new Table("evidence", OF_RETURN),
          new Table("allocation", OF_RETURN),
          new Table("stock_leg", OF_RETURN),
          new Table("scan", OF_RETURN),
          new Table("verdict", OF_RETURN),
          new Table("watch", OF_RETURN),
          new Table("money_entry", OF_RETURN),
          new Table("exception_case", OF_RETURN),
          new Table(
              "case_history",
              "t.case_id in (select id from exception_case where return_id = any(?))"),
          new Table("return_state", OF_RETURN));

  /** Ids, order and RMA numbers, and the digests of webhooks: a part of each becomes a number. */
  private static final String NAMED =
      """
      regexp_replace(regexp_replace(regexp_replace(regexp_replace(to_jsonb(t)::text,
        '([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{4})[0-9a-f]{8}', '\\1<copy>', 'g'),
        '([0-9a-f]{24})[0-9a-f]{8}', '\\1<copy>', 'g'),
        '(:[0-9a-f]{8})[0-9a-f]{8}:', '\\1<copy>:', 'g'),
        '\\m((RMA|BENCH)-[0-9]+)', '\\1<copy>', 'g')
      """;

  private static final String COPIED =
      """
      with named as materialized (select %4$s as text from %1$s t where %5$s)
      insert into %1$s (%2$s) select %3$s from named, generate_series(1, ?) as copies (copy),
        jsonb_populate_record(null::%1$s, replace(named.text, '<copy>', lpad(copy::text, 8, '0'))::jsonb) r
        order by copy desc
      """;

  /** A warehouse inspects what it gets: one in twenty waits still, which is a bad month's. */
  private static final String INSPECTED =
      """
      update watch set met_at = since + interval '1 day'
      where code = 'INSPECTION_OVERDUE' and met_at is null and hashtext(return_id) % 20 <> 0
      """;

  private ManyReturns() {}

  /** So many copies of each of these. */
  static void copy(Connection database, List<String> returnIds, int copies) throws SQLException {
    try (Statement statement = database.createStatement()) {
      Array ids = database.createArrayOf("text", returnIds.toArray());
      for (Table table : TABLES) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        columns(statement, table.name(), names, values);
        String all =
            COPIED.formatted(
                table.name(),
                String.join(", ", names),
                String.join(", ", values),
                NAMED,
                table.rows());
        try (PreparedStatement insert = database.prepareStatement(all)) {
          insert.setArray(1, ids);
          insert.setInt(2, copies);
          insert.executeUpdate();
        }
      }
      statement.executeUpdate(INSPECTED);
      statement.execute("vacuum analyze");
    }
  }

  private static void columns(
      Statement statement, String table, List<String> names, List<String> values)
      throws SQLException {
    try (ResultSet columns =
        statement.executeQuery(
            "select column_name, data_type from information_schema.columns where is_identity = 'NO' and is_generated = 'NEVER' and table_schema = 'public' and table_name = '%s'"
                .formatted(table))) {
      while (columns.next()) {
        String name = columns.getString(1);
        names.add(name);
        values.add(
            columns.getString(2).startsWith("timestamp")
                ? "r." + name + " - copy * " + GAP
                : "r." + name);
      }
    }
  }
}
