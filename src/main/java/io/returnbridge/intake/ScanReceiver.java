package io.returnbridge.intake;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Subject;
import io.returnbridge.store.Lookout;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The step receive-scan: checks a warehouse scan and stores it, before it is published. Identity is
 * (source, scanId): the same content again is a repeat, other content a conflict. Throws {@link
 * io.returnbridge.failure.Unavailable} while the database is away (503).
 */
@Named("scanReceiver")
@ApplicationScoped
public class ScanReceiver {

  public static final String STEP = "receive-scan";

  private static final int DRAINED = 200;
  private static final ObjectReader ONE_OBJECT =
      Json.MAPPER.reader(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private final Scans scans;
  private final ScanReturns returns;
  private final ScanReader reader;
  private final String topic;

  public ScanReceiver(
      Scans scans,
      ScanReturns returns,
      Mappings mappings,
      @ConfigProperty(name = "topics.warehouse-scans", defaultValue = "warehouse.scans.v1")
          String topic) {
    this.scans = scans;
    this.returns = returns;
    this.reader = new ScanReader(store -> mappings.stores().find(store).isPresent());
    this.topic = topic;
  }

  /**
   * @param source whose key signed in
   */
  public ScanReceipt receive(String source, byte[] body) {
    try {
      JsonNode json = ONE_OBJECT.readTree(body);
      return receive(source, json == null ? Json.MAPPER.missingNode() : json);
    } catch (IOException e) {
      return new ScanReceipt.Invalid(
          "body", "must be one JSON object, with each field once and nothing after it");
    }
  }

  public boolean isStored(String source, String scanId) {
    return scans.find(source, scanId).isPresent();
  }

  public ScanReceipt receive(String source, JsonNode body) {
    Scan scan;
    try {
      scan = reader.read(source, body);
    } catch (ScanInvalid e) {
      return new ScanReceipt.Invalid(e.field(), e.problem());
    }
    String content = Keys.sha256(Json.write(scan));
    ReturnId known = onlyReturn(scan);
    if (scans.add(scan, content, known)) {
      return new ScanReceipt.Accepted(scan.scanId(), false, record(scan, known, null));
    }
    Optional<Scans.Stored> before = scans.find(source, scan.scanId());
    return before.isPresent() && isSame(scan, content, before.get().content())
        ? new ScanReceipt.Accepted(scan.scanId(), true, record(scan, before.get().known(), null))
        : new ScanReceipt.Conflicting(scan.scanId());
  }

  /** Of a scan that was known from Kafka only, nobody knows who has made it. */
  private static boolean isSame(Scan scan, String content, String before) {
    return before.equals(content) || before.equals(Keys.sha256(Json.write(scan.byNobody())));
  }

  /** Kafka has confirmed the record of a scan. */
  public void published(OutboxRecord record) {
    Subject.OfScan scan = (Subject.OfScan) Subject.of(record.id());
    scans.published(scan.source(), scan.scanId());
  }

  /** When to ask for the unpublished ones. */
  public Lookout lookout() {
    return scans.lookout();
  }

  /** Records of scans that were stored and that Kafka has not confirmed, oldest first. */
  public List<OutboxRecord> unpublished() {
    return scans.unpublished(DRAINED).stream()
        .map(s -> record(s.scan(), s.known(), s.trace()))
        .toList();
  }

  private @Nullable ReturnId onlyReturn(Scan scan) {
    List<ReturnState> matching = returns.matching(scan);
    return matching.size() == 1 ? matching.get(0).id() : null;
  }

  /**
   * The record without the operator. {@code known} says that store and return id name a known
   * return; otherwise the scan itself is looked at. The key is the return id, else the RMA number.
   */
  private OutboxRecord record(Scan scan, @Nullable ReturnId known, @Nullable String trace) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("known", known != null);
    json.put("source", scan.source());
    json.put("scanId", scan.scanId());
    put(json, "store", known == null ? scan.store() : known.store());
    put(json, "returnId", known == null ? scan.returnId() : known.id());
    put(json, "rmaNumber", scan.rmaNumber());
    json.put("sku", scan.sku());
    json.put("quantity", scan.quantity());
    json.put("grade", scan.grade());
    json.put("scannedAt", scan.scannedAt().toString());
    put(json, "location", scan.location());
    put(json, "corrects", scan.corrects());
    return new OutboxRecord(scan.subject(), topic, key(scan, known), Json.write(json), trace);
  }

  /** The key of the record of a scan. */
  public Optional<String> key(String source, String scanId) {
    return scans.find(source, scanId).map(stored -> key(stored.scan(), stored.known()));
  }

  private static String key(Scan scan, @Nullable ReturnId known) {
    return known != null
        ? known.id()
        : Objects.requireNonNullElse(
            scan.returnId(), Objects.requireNonNullElse(scan.rmaNumber(), scan.scanId()));
  }

  private static void put(Map<String, Object> json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
