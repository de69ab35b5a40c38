package io.returnbridge.camel;

import io.returnbridge.failure.Rejected;
import io.returnbridge.stock.ScanReceipt;
import io.returnbridge.stock.ScanReceiver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Scans that a warehouse writes to the topic of scans itself, instead of posting them. Their source
 * is {@link #SOURCE}; they are stored like the others, published again as stored, and only then the
 * record's offset is committed. The natural key is the same, source and scan id, so that a record
 * that is read twice is one scan.
 */
@Named("kafkaScans")
@ApplicationScoped
public class KafkaScans {

  /** Whoever may write to the topic. */
  static final String SOURCE = "kafka";

  private final ScanReceiver scans;
  private final Patience patience;

  public KafkaScans(ScanReceiver scans, Patience patience) {
    this.scans = scans;
    this.patience = patience;
  }

  /**
   * Stores what this program did not publish; a database that is away is waited for.
   *
   * @throws Rejected with the field for what is no scan, or other content under the same id
   */
  public void take(Exchange exchange) {
    Consumed record = Consumed.by(exchange);
    if (record == null || WakeUps.isOurScan(record.value())) {
      return;
    }
    List<ScanReceipt> receipt = new ArrayList<>();
    patience.untilDone("a scan of Kafka", () -> receipt.add(scans.receive(SOURCE, record.value())));
    if (receipt.get(0) instanceof ScanReceipt.Invalid invalid) {
      throw new Rejected(
          "a record of the topic of scans is no scan: "
              + invalid.field()
              + " "
              + invalid.problem()
              + ". Correct it and send it again",
          null);
    }
    if (receipt.get(0) instanceof ScanReceipt.Conflicting conflicting) {
      throw new Rejected(
          "scan "
              + conflicting.scanId()
              + " was in the topic of scans before, with other content. Send it under a new scanId",
          null);
    }
  }
}
