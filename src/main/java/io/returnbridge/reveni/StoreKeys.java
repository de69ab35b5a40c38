package io.returnbridge.reveni;

import io.returnbridge.failure.NotTried;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls Reveni with the key of a store. A key that is refused is a fault of the set-up, not of a
 * return: from then on the work of that store waits without using up attempts, and nothing is asked
 * for with the key but a harmless question, until it is taken.
 */
@ApplicationScoped
public class StoreKeys {

  /**
   * @param since when it was refused first
   * @param what for people, with what to do
   */
  record Refusal(Instant since, String what) {}

  private static final Logger LOG = Logger.getLogger(StoreKeys.class);

  /** A return that cannot exist: that there is none is an answer. */
  private static final String NO_RETURN = "00000000000000000000000000000000";

  /** What waits is due at once when the key is taken; this is for what comes in between. */
  private static final Duration PAUSE = Duration.ofMinutes(2);

  private final ReveniHttp http;
  private final Settings settings;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

  public StoreKeys(ReveniHttp http, Settings settings) {
    this.http = http;
    this.settings = settings;
  }

  /** Empty while the store's key is taken, as far as is known. */
  Optional<Refusal> refusal(String store) {
    return Optional.ofNullable(refusals.get(store));
  }

  /**
   * One request of the store. While a rotation is under way Reveni may not know the new key yet:
   * what it refuses is asked once more with the previous one.
   *
   * @throws NotTried when the key is refused, or was refused before
   */
  ReveniHttp.Answer call(String method, String store, String url, @Nullable String body) {
    Refusal known = refusals.get(store);
    if (known != null) {
      throw notTried(known);
    }
    ReveniHttp.Answer answer = send(method, store, url, body);
    Refusal refused = learn(method, store, answer);
    if (refused != null) {
      throw notTried(refused);
    }
    return answer;
  }

  /**
   * Asks whether the key is taken now; throws {@link io.returnbridge.failure.Unavailable} when
   * nobody answers.
   */
  boolean ask(String store) {
    ReveniHttp.Answer answer = send("GET", store, base(store) + "/returns/" + NO_RETURN, null);
    return learn("GET", store, answer) == null && isTaken(answer);
  }

  /** Where everything of the store is. */
  String base(String store) {
    return settings.reveni().apiUrl().toString().replaceAll("/+$", "")
        + "/"
        + URLEncoder.encode(settings.reveniStore(store).storeId(), StandardCharsets.UTF_8)
            .replace("+", "%20");
  }

  private ReveniHttp.Answer send(
      String method, String storeKey, String url, @Nullable String body) {
    ReveniStore store = settings.reveniStore(storeKey);
    ReveniHttp.Answer answer = http.call(method, url, store.apiKey(), body);
    Optional<String> previous = store.previousKey();
    return answer.status() == 401 && previous.isPresent()
        ? http.call(method, url, previous.get(), body)
        : answer;
  }

  private @Nullable Refusal learn(String method, String store, ReveniHttp.Answer answer) {
    if (isRefused(method, answer)) {
      return refusals.computeIfAbsent(store, s -> refused(s, answer.status()));
    }
    if (isTaken(answer) && refusals.remove(store) != null) {
      LOG.infof("Reveni takes the API key of store \"%s\" again", store);
    }
    return null;
  }

  /** A key that may read and not write is another matter. */
  private static boolean isRefused(String method, ReveniHttp.Answer answer) {
    return answer.status() == 401 || (answer.status() == 403 && method.equals("GET"));
  }

  private static boolean isTaken(ReveniHttp.Answer answer) {
    return answer.isSuccess() || answer.status() == 404;
  }

  private static Refusal refused(String store, int status) {
    String variables = "REVENI_" + store.toUpperCase(Locale.ROOT).replace('-', '_');
    Refusal refusal =
        new Refusal(
            Instant.now(),
            "Reveni refuses the API key of store \"%s\" (%d): check %s_API_KEY and _STORE_ID"
                .formatted(store, status, variables));
    LOG.warnf("%s. The returns of the store wait.", refusal.what());
    return refusal;
  }

  private static NotTried notTried(Refusal refusal) {
    return new NotTried("reveni", refusal.what(), PAUSE, null);
  }
}
