package io.returnbridge.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.returnbridge.mappings.Suggestion;
import io.returnbridge.model.Scan;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and checks a scan; every error names its field. */
final class ScanReader {

  static final List<String> FIELDS =
      List.of(
          "scanId",
          "returnId",
          "rmaNumber",
          "store",
          "sku",
          "quantity",
          "grade",
          "scannedAt",
          "location",
          "operator",
          "corrects");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LONGEST = 128;

  /** As long as Reveni's, so that what can be returned can be scanned. */
  private static final int LONGEST_SKU = 1000;

  private static final int MOST_UNITS = 1000;

  private final Predicate<String> storeExists;

  ScanReader(Predicate<String> storeExists) {
    this.storeExists = storeExists;
  }

  Scan read(String source, JsonNode body) throws ScanInvalid {
    if (!body.isObject()) {
      throw new ScanInvalid("body", "must be a JSON object");
    }
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new ScanInvalid(
            printable(name),
            "is not a field of a scan"
                + Suggestion.of(printable(name), FIELDS)
                + ": it has "
                + String.join(", ", FIELDS));
      }
    }
    Scan scan =
        new Scan(
            source,
            required(body, "scanId"),
            text(body, "returnId"),
            text(body, "rmaNumber"),
            text(body, "store"),
            sku(body),
            quantity(body),
            required(body, "grade"),
            time(body),
            text(body, "location"),
            text(body, "operator"),
            text(body, "corrects"));
    if (scan.returnId() == null && scan.rmaNumber() == null) {
      throw new ScanInvalid("returnId", "is missing: name the return by returnId or by rmaNumber");
    }
    if (scan.store() != null && !storeExists.test(scan.store())) {
      throw new ScanInvalid("store", "is not a store of mappings/stores.csv");
    }
    if (scan.scanId().equals(scan.corrects())) {
      throw new ScanInvalid("corrects", "names the scan itself");
    }
    return scan;
  }

  private static String required(JsonNode body, String field) throws ScanInvalid {
    String text = text(body, field);
    if (text == null) {
      throw new ScanInvalid(field, "is missing");
    }
    return text;
  }

  /** As Reveni's is read: without the blanks around it. */
  private static String sku(JsonNode body) throws ScanInvalid {
    JsonNode node = body.get("sku");
    if (node == null || node.isNull()) {
      throw new ScanInvalid("sku", "is missing");
    }
    return text(
        "sku", node.isTextual() ? new TextNode(node.textValue().strip()) : node, LONGEST_SKU);
  }

  private static @Nullable String text(JsonNode body, String field) throws ScanInvalid {
    JsonNode node = body.get(field);
    return node == null || node.isNull() ? null : text(field, node, LONGEST);
  }

  private static String text(String field, JsonNode node, int longest) throws ScanInvalid {
    if (!node.isTextual()) {
      throw new ScanInvalid(field, "must be a text");
    }
    String text = node.textValue();
    if (text.isBlank() || text.length() > longest || CONTROL.matcher(text).find()) {
      throw new ScanInvalid(
          field, "must have 1 to " + longest + " characters, none of them a control character");
    }
    return text;
  }

  private static int quantity(JsonNode body) throws ScanInvalid {
    JsonNode node = body.get("quantity");
    if (node == null || node.isNull()) {
      throw new ScanInvalid("quantity", "is missing");
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < 1
        || node.intValue() > MOST_UNITS) {
      throw new ScanInvalid("quantity", "must be a whole number from 1 to " + MOST_UNITS);
    }
    return node.intValue();
  }

  private static Instant time(JsonNode body) throws ScanInvalid {
    String text = required(body, "scannedAt");
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new ScanInvalid(
          "scannedAt", "must be an ISO-8601 time with its offset, such as 2026-11-09T16:20:41Z");
    }
  }

  private static String printable(String name) {
    String safe = CONTROL.matcher(name).replaceAll("?");
    return safe.length() > 64 ? safe.substring(0, 64) : safe;
  }
}
