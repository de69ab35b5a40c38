package io.returnbridge.sweep;

import io.returnbridge.csv.ImportError;
import io.returnbridge.csv.ImportTable;
import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes in the returns that an export of Reveni names: what is not known is accepted, what is known
 * is read again. A refund or an RMA number leads to a return only where it is known, since Reveni
 * finds returns by their id. A repeat reads them once more, and changes nothing.
 */
@ApplicationScoped
public class ReturnImport {

  private static final String KNOWN =
      """
      select r.store, r.return_id from unnest(?::text[], ?::text[]) as n (store, id)
      join return_state r on r.store = n.store and r.return_id = n.id
      """;

  private static final String OF_REFUNDS =
      """
      select distinct n.store, n.id, r.return_id from unnest(?::text[], ?::text[]) as n (store, id)
      join return_state r on r.store = n.store
        and jsonb_path_query_array(r.document, '$.snapshot.refunds[*].refundId') @> to_jsonb(n.id)
      """;

  private static final String OF_RMA_NUMBERS =
      """
      select distinct n.store, n.id, r.return_id from unnest(?::text[], ?::text[]) as n (store, id)
      join return_state r on r.store = n.store and r.rma_number = n.id
      """;

  /**
   * @param rows that the table has, without its header
   * @param taken returns that are due to be read now
   * @param unknown how many of them were not known before
   * @param wrong how many rows lead to no return
   * @param errors the first {@link #MOST_ERRORS} of them, by line
   */
  public record Result(int rows, int taken, int unknown, int wrong, List<ImportError> errors) {}

  /** Nobody reads more; the others are counted. */
  static final int MOST_ERRORS = 1_000;

  private static final Map<String, String> COLUMNS =
      Map.of(
          "store", "store",
          "return_id", "return_id",
          "rma", "rma",
          "rma_number", "rma",
          "refund_id", "refund_id");

  /** A name of a return within its store. */
  private record Name(String store, String id) {}

  private final Database database;
  private final Mappings mappings;
  private final DueReturns due;

  ReturnImport(Database database, Mappings mappings, DueReturns due) {
    this.database = database;
    this.mappings = mappings;
    this.due = due;
  }

  /**
   * @param csv a header with {@code store} and at least one of {@code return_id}, {@code rma},
   *     {@code refund_id}, then a row a return; other columns are left alone
   * @throws ImportUnreadable when it is no such table at all
   * @throws IOException when it could not be read to its end: then nothing was taken
   */
  public Result take(Reader csv) throws IOException {
    ImportTable table = ImportTable.read(csv, COLUMNS, ReturnImport::needs);
    List<ImportError> errors = new ArrayList<>(table.errors());
    Set<ReturnId> found = new LinkedHashSet<>();
    List<ImportRow> byRefund = new ArrayList<>();
    List<ImportRow> byRma = new ArrayList<>();
    for (ImportRow row : table.rows().stream().map(ReturnImport::row).toList()) {
      if (!isStore(row, errors)) {
        continue;
      }
      if (!row.returnId().isEmpty()) {
        if (Keys.ID.matcher(row.returnId()).matches()) {
          found.add(new ReturnId(row.store(), row.returnId()));
        } else {
          errors.add(
              new ImportError(
                  row.line(),
                  "return_id",
                  "\""
                      + Plain.word(row.returnId())
                      + "\""
                      + " is not an id: use 1 to 64 letters, digits, _ and -"));
        }
      } else if (!row.refundId().isEmpty()) {
        byRefund.add(row);
      } else if (!row.rma().isEmpty()) {
        byRma.add(row);
      } else {
        errors.add(
            new ImportError(row.line(), "return_id", "is empty: fill it in, or refund_id, or rma"));
      }
    }
    found.addAll(resolved(byRefund, OF_REFUNDS, ImportRow::refundId, "refund_id", errors));
    found.addAll(resolved(byRma, OF_RMA_NUMBERS, ImportRow::rma, "rma", errors));
    Set<ReturnId> known = known(found);
    due.add(List.copyOf(found), "import:" + UUID.randomUUID(), Instant.now());
    errors.sort(Comparator.comparingLong(ImportError::line));
    return new Result(
        table.rows().size() + table.errors().size(),
        found.size(),
        found.size() - known.size(),
        errors.size(),
        List.copyOf(errors.subList(0, Math.min(MOST_ERRORS, errors.size()))));
  }

  private static void needs(Set<String> columns) {
    if (!columns.contains("store") || columns.size() < 2) {
      throw new ImportUnreadable(
          "The header needs the column store and one of return_id, rma, refund_id;"
              + " begin with a line such as store,return_id");
    }
  }

  private static ImportRow row(ImportTable.Row row) {
    return new ImportRow(
        row.line(),
        row.cell("store"),
        row.cell("return_id"),
        row.cell("rma"),
        row.cell("refund_id"));
  }

  private boolean isStore(ImportRow row, List<ImportError> errors) {
    if (mappings.stores().find(row.store()).isPresent()) {
      return true;
    }
    String stores =
        String.join(", ", mappings.stores().all().stream().map(StoreRow::store).toList());
    errors.add(
        new ImportError(
            row.line(),
            "store",
            (row.store().isEmpty()
                    ? "is empty"
                    : "\"" + Plain.word(row.store()) + "\"" + " is not in stores.csv")
                + ": use one of "
                + stores));
    return false;
  }

  private Set<ReturnId> resolved(
      List<ImportRow> rows,
      String sql,
      Function<ImportRow, String> id,
      String column,
      List<ImportError> errors) {
    Map<Name, Set<ReturnId>> returns = new HashMap<>();
    if (!rows.isEmpty()) {
      record Found(Name name, ReturnId id) {}
      database
          .query(
              sql,
              r -> new Found(new Name(r.text(1), r.text(2)), new ReturnId(r.text(1), r.text(3))),
              rows.stream().map(ImportRow::store).toArray(String[]::new),
              rows.stream().map(id).toArray(String[]::new))
          .forEach(f -> returns.computeIfAbsent(f.name(), n -> new HashSet<>()).add(f.id()));
    }
    Set<ReturnId> resolved = new LinkedHashSet<>();
    for (ImportRow row : rows) {
      Set<ReturnId> ids = returns.getOrDefault(new Name(row.store(), id.apply(row)), Set.of());
      if (ids.size() == 1) {
        resolved.addAll(ids);
      } else {
        errors.add(
            new ImportError(
                row.line(),
                column,
                "\""
                    + Plain.word(id.apply(row))
                    + "\""
                    + (ids.isEmpty()
                        ? " is not known here, and Reveni finds returns by their id only"
                        : " fits " + ids.size() + " returns")
                    + ": add its return_id"));
      }
    }
    return resolved;
  }

  private Set<ReturnId> known(Set<ReturnId> ids) {
    return new HashSet<>(
        database.query(
            KNOWN,
            r -> new ReturnId(r.text(1), r.text(2)),
            ids.stream().map(ReturnId::store).toArray(String[]::new),
            ids.stream().map(ReturnId::id).toArray(String[]::new)));
  }
}
