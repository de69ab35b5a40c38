package io.returnbridge.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.csv.ImportError;
import io.returnbridge.csv.ImportTable;
import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Scans as a table, such as those of a warehouse that sends its day once. Its columns are the
 * fields of a scan; each row is taken as if it had been sent alone, so that a table may be sent
 * again.
 */
@ApplicationScoped
public class ScanImport {

  /**
   * @param rows that the table has, without its header
   * @param taken scans that are stored now and were not before
   * @param repeated scans that were stored before
   * @param wrong how many rows are no scan, or one whose id was used for another
   * @param errors the first {@link #MOST_ERRORS} of them, by line
   */
  public record Result(int rows, int taken, int repeated, int wrong, List<ImportError> errors) {}

  static final int MOST_ERRORS = 1_000;

  private static final String QUANTITY = "quantity";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Map<String, String> COLUMNS =
      ScanReader.FIELDS.stream()
          .collect(Collectors.toMap(f -> f.toLowerCase(Locale.ROOT), Function.identity()));
  private static final List<String> NEEDED =
      List.of("scanId", "sku", QUANTITY, "grade", "scannedAt");

  private final ScanReceiver receiver;

  public ScanImport(ScanReceiver receiver) {
    this.receiver = receiver;
  }

  /**
   * @param source whose scans they are
   * @throws ImportUnreadable when it is no such table at all
   * @throws IOException when it could not be read to its end: then nothing was taken
   */
  public Result take(String source, Reader csv) throws IOException {
    ImportTable table = ImportTable.read(csv, COLUMNS, ScanImport::needs);
    List<ImportError> errors = new ArrayList<>(table.errors());
    int taken = 0;
    int repeated = 0;
    for (ImportTable.Row row : table.rows()) {
      ScanReceipt receipt = receiver.receive(source, scan(row));
      if (receipt instanceof ScanReceipt.Accepted accepted) {
        taken += accepted.repeated() ? 0 : 1;
        repeated += accepted.repeated() ? 1 : 0;
      } else if (receipt instanceof ScanReceipt.Invalid invalid) {
        errors.add(new ImportError(row.line(), invalid.field(), invalid.problem()));
      } else if (receipt instanceof ScanReceipt.Conflicting conflicting) {
        errors.add(
            new ImportError(
                row.line(),
                "scanId",
                "\"" + conflicting.scanId() + "\" was sent before with other content"));
      }
    }
    errors.sort(Comparator.comparingLong(ImportError::line));
    return new Result(
        table.rows().size() + table.errors().size(),
        taken,
        repeated,
        errors.size(),
        List.copyOf(errors.subList(0, Math.min(MOST_ERRORS, errors.size()))));
  }

  private static void needs(Set<String> header) {
    Set<String> missing = new TreeSet<>(NEEDED);
    missing.removeAll(header);
    if (!missing.isEmpty() || !(header.contains("returnId") || header.contains("rmaNumber"))) {
      throw new ImportUnreadable(
          "The header needs the columns "
              + String.join(", ", NEEDED)
              + " and one of returnId, rmaNumber; it may have store, location, operator, corrects");
    }
  }

  private static ObjectNode scan(ImportTable.Row row) {
    ObjectNode scan = Json.MAPPER.createObjectNode();
    for (String field : ScanReader.FIELDS) {
      String cell = row.cell(field);
      if (field.equals(QUANTITY) && NUMBER.matcher(cell).matches()) {
        scan.put(field, Integer.parseInt(cell));
      } else if (!cell.isEmpty()) {
        scan.put(field, cell);
      }
    }
    return scan;
  }
}
