package io.returnbridge.steps.accept;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads once more a webhook that could not be read: by now the payload map may be another. What can
 * be read becomes the wake-up of its return, and its case is resolved; what cannot stays the same
 * case. A repeat after that does nothing.
 */
@ApplicationScoped
public class WebhookAgain {

  private final KeptWebhooks webhooks;
  private final WebhookReader reader;
  private final WorkList work;
  private final Cases cases;
  private final Database database;

  public WebhookAgain(
      KeptWebhooks webhooks, WebhookReader reader, WorkList work, Cases cases, Database database) {
    this.webhooks = webhooks;
    this.reader = reader;
    this.work = work;
    this.cases = cases;
    this.database = database;
  }

  /**
   * @param wakeUp whose subject is a webhook
   */
  void read(WakeUp wakeUp) {
    Origin origin = Origin.of(wakeUp);
    database.inTransaction(
        () -> {
          Optional<KeptWebhooks.Kept> kept = webhooks.find(wakeUp.subject());
          if (kept.isPresent()) {
            cases.settle(origin, read(wakeUp, kept.get()));
          } else if (cases.isAnyUnresolved(origin)) {
            cases.settle(origin, List.of(gone(wakeUp)));
          }
        });
  }

  private List<Trouble> read(WakeUp wakeUp, KeptWebhooks.Kept webhook) {
    try {
      String subject = reader.returnOf(webhook).subject();
      work.wake(ReturnAcceptor.STEP, subject, wakeUp.trigger());
      return List.of();
    } catch (NeedsDecision still) {
      return List.of(still.trouble());
    }
  }

  private static Trouble gone(WakeUp wakeUp) {
    String detail =
        "it was kept for %d days and is gone: have Reveni send it again, or resolve"
            .formatted(KeptWebhooks.LONGEST.toDays());
    String store = wakeUp.subject().split("/", 3)[1];
    return new Trouble(
        "EVENT_UNREADABLE", wakeUp.subject(), null, Map.of("store", store, "detail", detail));
  }
}
