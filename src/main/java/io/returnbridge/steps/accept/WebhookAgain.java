package io.returnbridge.steps.accept;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Decision;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads once more a webhook that could not be read: by now the payload map may be another. What can
 * be read becomes the wake-up of its return, and its case is resolved; what cannot stays the same
 * case. A repeat after that does nothing.
 */
@ApplicationScoped
class WebhookAgain {

  private final KeptWebhooks webhooks;
  private final WebhookReader reader;
  private final Cases cases;

  WebhookAgain(KeptWebhooks webhooks, WebhookReader reader, Cases cases) {
    this.webhooks = webhooks;
    this.reader = reader;
    this.cases = cases;
  }

  /** Null when it is gone, and nobody waits for it. */
  AcceptKnown.@Nullable Unread know(WakeUp wakeUp, Subject.OfWebhook webhook) {
    KeptWebhooks.Kept kept = webhooks.find(wakeUp.subject()).orElse(null);
    return kept != null || cases.isAnyUnresolved(Origin.of(wakeUp))
        ? new AcceptKnown.Unread(wakeUp, webhook, kept)
        : null;
  }

  Decision decide(AcceptKnown.Unread known) {
    WakeUp wakeUp = known.wakeUp();
    Decision.Record record = Decision.record(Origin.of(wakeUp));
    KeptWebhooks.Kept kept = known.kept();
    if (kept == null) {
      return record.troubles(List.of(gone(known.webhook())));
    }
    try {
      String subject = reader.returnOf(kept).subject();
      return record.wakes(List.of(new WakeUp(AcceptReturn.NAME, subject, wakeUp.trigger())));
    } catch (NeedsDecision still) {
      return record.troubles(List.of(still.trouble()));
    }
  }

  private static Trouble gone(Subject.OfWebhook webhook) {
    String detail = "it was not kept any longer and is gone: have Reveni send it again, or resolve";
    return new Trouble(
        "EVENT_UNREADABLE",
        webhook.text(),
        null,
        Map.of("store", webhook.store(), "detail", detail));
  }
}
