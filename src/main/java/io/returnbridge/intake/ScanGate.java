package io.returnbridge.intake;

import io.returnbridge.edge.WrongCredentials;
import io.returnbridge.edge.WrongCredentials.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets in the scans of the warehouses that are known, and answers when they are stored. */
@ApplicationScoped
public class ScanGate {

  /** The source of what people scan at the console's page; no key has it. */
  public static final String CONSOLE = "console";

  /** A wrong key names nobody. */
  private static final String NAME = "scans";

  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final WarehouseKeys keys;
  private final ScanReceiver receiver;
  private final InTime inTime;
  private final WrongCredentials wrong;

  public ScanGate(
      WarehouseKeys keys, ScanReceiver receiver, InTime inTime, WrongCredentials wrong) {
    this.keys = keys;
    this.wrong = wrong;
    this.receiver = receiver;
    this.inTime = inTime;
  }

  /**
   * Who sends it.
   *
   * @param client the address that it comes from
   * @throws HttpProblem 401
   */
  public String source(@Nullable String authorization, String client) {
    return keys.source(authorization)
        .orElseThrow(
            () -> {
              if (authorization != null) {
                wrong.wrong(Kind.WAREHOUSE_KEY, NAME, client);
              }
              return new HttpProblem(
                  401, "Unknown key", "Send Authorization: Bearer and a warehouse's key");
            });
  }

  /**
   * @return the scan's id, once it is stored
   * @throws HttpProblem 415, 413, 400 or 409 in this order
   */
  public String admit(String source, @Nullable String contentType, byte[] body) {
    WebhookGate.requireJson(contentType);
    WebhookGate.requireSize(body.length);
    ScanReceipt receipt = inTime.call(PATIENCE, () -> receiver.receive(source, body));
    if (receipt instanceof ScanReceipt.Invalid invalid) {
      throw new HttpProblem(
          400, "Invalid scan", "\"" + invalid.field() + "\" " + invalid.problem());
    }
    if (receipt instanceof ScanReceipt.Conflicting conflicting) {
      throw new HttpProblem(
          409,
          "Scan id already used",
          "Scan \"" + conflicting.scanId() + "\" was sent before with other content");
    }
    return ((ScanReceipt.Accepted) receipt).scanId();
  }
}
