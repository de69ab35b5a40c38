package io.returnbridge.reveni;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.json.Json;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Happened;
import io.returnbridge.store.Journal;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes inspections back by {@code POST returns/{id}/partial_validate}. */
@ApplicationScoped
public class ReveniInspections implements Inspections {

  /** As the resource of an effect. */
  private static final String VERDICT = "verdict";

  private record Request(List<Entry> items) {}

  private record Entry(
      @JsonProperty("item_id") String itemId,
      int quantity,
      String status,
      @JsonProperty("reject_reason") @Nullable String rejectReason,
      @JsonProperty("reject_reason_text") @Nullable String rejectReasonText) {}

  private final ReveniReturns returns;
  private final Journal journal;

  public ReveniInspections(ReveniReturns returns, Journal journal) {
    this.returns = returns;
    this.journal = journal;
  }

  @Override
  public Optional<ItemStatus> statusOf(ReturnId returnId, String itemId) {
    ReveniAnswer reading = returns.read(returnId);
    if (reading instanceof ReveniAnswer.NotFound) {
      return Optional.empty();
    }
    if (reading instanceof ReveniAnswer.Found found) {
      return Optional.of(
          found.snapshot().items().stream()
              .filter(i -> i.itemId().equals(itemId))
              .map(Item::status)
              .findFirst()
              .orElseThrow(() -> gone(returnId, found, itemId)));
    }
    throw gone(returnId, "the return");
  }

  @Override
  public boolean validate(ReturnId returnId, List<Verdict> verdicts) {
    Cause cause = new Cause(WakeUp.MOVE_INSPECTED_STOCK, returnId.subject(), null);
    if (Rehearsal.isOn()) {
      verdicts.forEach(
          v ->
              Rehearsal.write(
                  cause,
                  VERDICT,
                  key(returnId, v),
                  v.quantity() + " " + v.status() + ", " + v.text()));
      return true;
    }
    List<Entry> entries =
        verdicts.stream()
            .map(
                v ->
                    new Entry(
                        v.itemId(),
                        v.quantity(),
                        v.status(),
                        v.rejectReason(),
                        v.rejectReason() == null ? null : v.text()))
            .toList();
    ReveniHttp.Answer answer =
        returns.call("POST", returnId, "/partial_validate", Json.write(new Request(entries)));
    if (ReveniReturns.isNoAnswer(answer)) {
      throw new WriteOutcomeUnknown(
          "reveni",
          "Reveni answered " + answer.status() + " to a verdict, and may have taken it",
          answer.retryAfter(),
          null);
    }
    if (answer.status() == 404 && returns.document(returnId).isEmpty()) {
      return false;
    }
    returns.check(returnId, answer);
    verdicts.forEach(
        v ->
            journal.happened(
                Happened.effect(
                    VERDICT,
                    key(returnId, v),
                    null,
                    cause,
                    null,
                    v.quantity() + " " + v.status())));
    return true;
  }

  private static String key(ReturnId returnId, Verdict verdict) {
    return returnId + "/" + verdict.itemId();
  }

  private static NeedsDecision gone(ReturnId returnId, ReveniAnswer.Found found, String itemId) {
    return found.snapshot().holdsBack(Part.ITEM, itemId)
        ? ReveniReturns.unreadable(returnId, "item " + itemId + " cannot be read")
        : gone(returnId, "item " + itemId);
  }

  private static NeedsDecision gone(ReturnId returnId, String what) {
    return new NeedsDecision(
        Trouble.of(
            "RETURN_NOT_FOUND",
            Map.of("returnId", returnId.id(), "detail", what + " is no longer at Reveni")));
  }
}
