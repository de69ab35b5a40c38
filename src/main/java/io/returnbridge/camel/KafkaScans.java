package io.returnbridge.camel;

import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.ScanReceipt;
import io.returnbridge.intake.ScanReceiver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
    if (record == null) {
      return;
    }
    if (WakeUps.isOurScan(record.value())) {
      String[] identity = WakeUps.identity(record.value());
      if (!untilThere(() -> scans.isStored(identity[0], identity[1]))) {
        throw new Rejected(
            "a record of the topic of scans has fields that only this program writes, and is none of"
                + " its own. Send the scan as POST /warehouse/scans takes it",
            null);
      }
      return;
    }
    ScanReceipt receipt = untilThere(() -> scans.receive(SOURCE, record.value()));
    if (receipt instanceof ScanReceipt.Invalid invalid) {
      throw new Rejected(
          "a record of the topic of scans is no scan: "
              + invalid.field()
              + " "
              + invalid.problem()
              + ". Correct it and send it again",
          null);
    }
    if (receipt instanceof ScanReceipt.Conflicting conflicting) {
      throw new Rejected(
          "scan "
              + conflicting.scanId()
              + " was in the topic of scans before, with other content. Send it under a new scanId",
          null);
    }
  }

  private <T> T untilThere(Supplier<T> database) {
    List<T> answer = new ArrayList<>();
    List<RuntimeException> odd = new ArrayList<>();
    patience.untilDone(
        "a scan of Kafka",
        () -> {
          try {
            answer.add(database.get());
          } catch (Unavailable away) {
            throw away;
          } catch (RuntimeException e) {
            odd.add(e);
          }
        });
    if (!odd.isEmpty()) {
      throw odd.get(0);
    }
    return answer.get(0);
  }
}
