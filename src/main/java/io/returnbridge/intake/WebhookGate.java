package io.returnbridge.intake;

import io.returnbridge.edge.WrongCredentials;
import io.returnbridge.edge.WrongCredentials.Kind;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets in what Reveni has signed for a known store, and nothing else. */
@Named("webhookGate")
@ApplicationScoped
public class WebhookGate {
  static final int LARGEST = 256 * 1024;

  private static final Pattern JSON =
      Pattern.compile("application/json(\\s*;\\s*charset\\s*=\\s*\"?[a-z0-9_-]{1,20}\"?)?\\s*");

  private final Mappings mappings;
  private final Settings settings;
  private final WrongCredentials wrong;
  private final Clock clock = Clock.systemUTC();

  public WebhookGate(Mappings mappings, Settings settings, WrongCredentials wrong) {
    this.mappings = mappings;
    this.wrong = wrong;
    this.settings = settings;
  }

  /**
   * @throws HttpProblem 404 unknown store, 415, 413, 401 in this order
   */
  public Webhook admit(WebhookRequest request) {
    if (mappings.stores().find(request.store()).isEmpty()) {
      throw new HttpProblem(
          404, "Unknown store", "The address ends with the key of a row of stores.csv");
    }
    requireJson(request.contentType());
    requireSize(request.body().length);
    Instant now = clock.instant();
    Signature signature =
        Signature.parse(request.signature())
            .orElseThrow(
                () -> unread(request, "X-REVENI-SIGNATURE is absent or not of the form t=…,v1=…"));
    if (signature.stale(now, settings.reveni().signatureTolerance())) {
      throw wrong(request, "The time of X-REVENI-SIGNATURE is outside of the tolerance");
    }
    if (!signature.madeWith(keys(request.store()), request.body())) {
      throw wrong(request, "X-REVENI-SIGNATURE was not made with the API key of this store");
    }
    WebhookContent content = WebhookContent.read(request.body());
    String eventId = content.eventId(request.body());
    String returnId = content.returnId();
    return new Webhook(
        request.store(), eventId, returnId != null ? returnId : eventId, now, request.body());
  }

  static void requireJson(@Nullable String contentType) {
    if (contentType == null || !JSON.matcher(contentType.toLowerCase(Locale.ROOT)).matches()) {
      throw new HttpProblem(415, "Unsupported media type", "Send Content-Type: application/json");
    }
  }

  static void requireSize(int bytes) {
    if (bytes > LARGEST) {
      throw new HttpProblem(
          413, "Content too large", "A body may have " + LARGEST + " bytes at most");
    }
  }

  private List<String> keys(String store) {
    ReveniStore credentials = settings.reveniStore(store);
    List<String> keys = new ArrayList<>();
    keys.add(credentials.apiKey());
    credentials.previousKey().ifPresent(keys::add);
    return keys;
  }

  private HttpProblem unread(WebhookRequest request, String detail) {
    return request.signature() == null ? unsigned(detail) : wrong(request, detail);
  }

  private HttpProblem wrong(WebhookRequest request, String detail) {
    wrong.wrong(Kind.SIGNATURE, request.store(), request.client());
    return unsigned(detail);
  }

  private static HttpProblem unsigned(String detail) {
    return new HttpProblem(401, "Not signed by Reveni", detail);
  }
}
