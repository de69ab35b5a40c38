package io.returnbridge.reconciliation;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.reconciliation.Compared.Difference;
import io.returnbridge.reconciliation.Compared.Looked;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cases for what no step heals and no step says. Retry compares the thing again, and what is right
 * by then resolves its case, as the next reconciliation does.
 */
@ApplicationScoped
class ReconciliationCases {

  /** All others are seen in reports, or are their step's to say. */
  private static final Set<String> CODES =
      Set.of(Codes.MISSING, Codes.MISMATCH, Codes.EXCHANGE_MISSING, Codes.DRIFT);

  private final Cases cases;
  private final Database database;

  ReconciliationCases(Cases cases, Database database) {
    this.cases = cases;
    this.database = database;
  }

  /** By one look alone, which a person has asked for. */
  void settle(Looked now) {
    if (now.busy()) {
      cases.ended(new WakeUp(WakeUp.RECONCILE, origin(now).workSubject(), ""));
      return;
    }
    settle(now, now.findings().stream().map(f -> new Difference(f, false, Instant.EPOCH)).toList());
  }

  /** What is left of a thing. To be called in the transaction that records it. */
  void settle(Looked now, List<Difference> found) {
    if (now.entry() == null && (now.look() == null || now.look().id().store().isEmpty())) {
      return;
    }
    Origin origin = origin(now);
    List<Trouble> troubles = new ArrayList<>();
    for (Difference difference : found) {
      Finding finding = difference.finding();
      if (!difference.healed() && isOurs(finding) && !isSaid(origin, finding)) {
        troubles.add(trouble(finding, now));
      }
    }
    if (!troubles.isEmpty() || cases.isAnyRemembered(origin)) {
      cases.settle(origin, troubles);
    }
  }

  /** An exchange order that was never made is its step's to say, or its watchdog's. */
  private static boolean isOurs(Finding finding) {
    return CODES.contains(finding.code())
        && (!finding.code().equals(Codes.EXCHANGE_MISSING) || finding.heals() == null);
  }

  private static Origin origin(Looked now) {
    Look look = now.look();
    EntryLook entry = now.entry();
    if (entry != null || look == null) {
      String channel = now.subject().substring(0, now.subject().indexOf('/'));
      String sku = now.subject().substring(channel.length() + 1);
      return new Origin(
          WakeUp.RECONCILE, Subject.toCompare(new StockEntry(channel, sku)), null, null, null);
    }
    return new Origin(
        WakeUp.RECONCILE,
        Subject.toCompare(look.id()),
        look.id(),
        look.rmaNumber(),
        look.orderNumber());
  }

  /** Whether a step has a case of it that a person still has to decide. */
  private boolean isSaid(Origin origin, Finding finding) {
    ReturnId id = origin.returnId();
    return id != null
        && database
            .find(
                """
                select 1 from exception_case where store = ? and return_id = ? and status <> 'resolved' and step <> ?
                  and ((code = ? and subject in (?, ?)) or details ->> 'refundId' = ? or details ->> 'expected' = ?)
                limit 1
                """,
                r -> true,
                id.store(),
                id.id(),
                WakeUp.RECONCILE,
                finding.code(),
                subject(finding),
                "",
                finding.refundId(),
                finding.about().isEmpty() ? null : finding.about())
            .isPresent();
  }

  private static String subject(Finding finding) {
    return finding.refundId() == null ? finding.about() : finding.refundId();
  }

  private static Trouble trouble(Finding finding, Looked now) {
    Map<String, String> values = new HashMap<>();
    put(values, "refundId", finding.refundId());
    put(values, "amount", text(finding.amount()));
    put(values, "expected", text(finding.amount()));
    put(values, "actual", text(finding.actual()));
    values.put("detail", finding.cause());
    EntryLook entry = now.entry();
    if (entry != null) {
      values.put("sku", entry.sku());
      values.put("channel", entry.channel());
      values.put("expected", Long.toString(entry.ledger()));
      values.put("actual", entry.quantity() == null ? "no entry" : Long.toString(entry.quantity()));
    }
    if (finding.code().equals(Codes.EXCHANGE_MISSING)) {
      values.put("expected", finding.about());
      values.put("sku", finding.about());
      values.put("detail", "and its order was made");
    }
    return new Trouble(finding.code(), subject(finding), null, values);
  }

  private static @Nullable String text(@Nullable Money amount) {
    return Optional.ofNullable(amount).map(Money::toString).orElse(null);
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }
}
