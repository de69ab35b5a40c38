package io.returnbridge.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse scan as it was sent. Identity: source and scan id.
 *
 * @param source whose key signed in
 * @param store as the scan names it, null when it does not
 * @param location where the warehouse says it is; for people, the disposition decides
 * @param operator personal data: never leaves the table {@code scan}
 * @param corrects id of an earlier scan of the same source
 */
public record Scan(
    String source,
    String scanId,
    @Nullable String returnId,
    @Nullable String rmaNumber,
    @Nullable String store,
    String sku,
    int quantity,
    String grade,
    Instant scannedAt,
    @Nullable String location,
    @Nullable String operator,
    @Nullable String corrects) {

  /** As Kafka has it. */
  public Scan byNobody() {
    return new Scan(
        source, scanId, returnId, rmaNumber, store, sku, quantity, grade, scannedAt, location, null,
        corrects);
  }

  /** {@code source/scanId}. */
  public String ref() {
    return source + "/" + scanId;
  }

  /** The wake-up subject while the return is not known: {@code scan/source/scanId}. */
  public String subject() {
    return new Subject.OfScan(source, scanId).text();
  }
}
