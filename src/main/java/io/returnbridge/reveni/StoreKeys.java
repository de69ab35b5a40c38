package io.returnbridge.reveni;

import io.returnbridge.failure.NotTried;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls Reveni with the key of a store. A key that is refused is a fault of the set-up, not of a
 * return: from then on the work of that store waits without using up attempts, and nothing is asked
 * for with the key but a harmless question, until it is taken. A store that asks for a pause (429)
 * gets it, and other stores go on.
 */
@ApplicationScoped
public class StoreKeys {

  /**
   * @param since when it was refused first
   * @param what for people, with what to do
   */
  public record Refusal(Instant since, String what) {}

  /**
   * @param since when it first asked for one, with no other answer since
   * @param until by {@link System#nanoTime}
   */
  private record Wish(Instant since, long until) {}

  private static final Logger LOG = Logger.getLogger(StoreKeys.class);

  private static final int TOO_MANY = 429;

  /** A return that cannot exist: that there is none is an answer. */
  private static final String NO_RETURN = "00000000000000000000000000000000";

  /** What waits is due at once when the key is taken; this is for what comes in between. */
  private static final Duration PAUSE = Duration.ofMinutes(2);

  /** After a 429 that does not say for how long. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final ReveniHttp http;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private final Map<String, Wish> wishes = new ConcurrentHashMap<>();

  @Inject
  public StoreKeys(ReveniHttp http, Settings settings) {
    this(http, settings, System::nanoTime);
  }

  StoreKeys(ReveniHttp http, Settings settings, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.http = http;
    this.settings = settings;
  }

  /** Empty while the store's key is taken, as far as is known. */
  public Optional<Refusal> refusal(String store) {
    return Optional.ofNullable(refusals.get(store));
  }

  /**
   * Since when the store answers nothing but that it wants fewer requests; empty if it does not.
   */
  public Optional<Instant> busySince(String store) {
    return Optional.ofNullable(wishes.get(store)).map(Wish::since);
  }

  /**
   * One request of the store. While a rotation is under way Reveni may not know the new key yet:
   * what it refuses is asked once more with the previous one.
   *
   * @throws NotTried when the key is refused, or was refused before, or the store wants a pause; a
   *     write that was answered with that wish is not among these
   */
  public ReveniHttp.Answer call(String method, String store, String url, @Nullable String body) {
    return call(method, store, key -> http.call(method, url, key, body));
  }

  /** As {@link #call}, for a page of a list of the store's. */
  ReveniHttp.Answer list(String store, String url) {
    return call("GET", store, key -> http.list(url, key));
  }

  private ReveniHttp.Answer call(
      String method, String store, Function<String, ReveniHttp.Answer> request) {
    Refusal known = refusals.get(store);
    if (known != null) {
      throw notTried(known);
    }
    if (pauseLeft(store).compareTo(Duration.ZERO) > 0) {
      throw busy(store);
    }
    ReveniHttp.Answer answer = send(store, request);
    Refusal refused = learn(method, store, answer);
    if (refused != null) {
      throw notTried(refused);
    }
    if (answer.status() == TOO_MANY && method.equals("GET")) {
      throw busy(store);
    }
    return answer;
  }

  private Duration pauseLeft(String store) {
    Wish wish = wishes.get(store);
    return wish == null ? Duration.ZERO : Duration.ofNanos(wish.until() - nanoTime.getAsLong());
  }

  private NotTried busy(String store) {
    Duration left = pauseLeft(store);
    return new NotTried(
        "reveni",
        "Reveni has asked for a pause for store \"" + store + "\"",
        left.compareTo(SHORT) < 0 ? SHORT : left,
        null);
  }

  /**
   * Asks whether the key is taken now; throws {@link io.returnbridge.failure.Unavailable} when
   * nobody answers.
   */
  public boolean ask(String store) {
    if (pauseLeft(store).compareTo(Duration.ZERO) > 0) {
      return false;
    }
    ReveniHttp.Answer answer =
        send(store, key -> http.call("GET", base(store) + "/returns/" + NO_RETURN, key, null));
    return learn("GET", store, answer) == null && isTaken(answer);
  }

  /** Where everything of the store is. */
  String base(String store) {
    return settings.reveni().of(settings.reveniStore(store).storeId());
  }

  /**
   * @param request takes the key
   */
  private ReveniHttp.Answer send(String storeKey, Function<String, ReveniHttp.Answer> request) {
    ReveniStore store = settings.reveniStore(storeKey);
    ReveniHttp.Answer answer = request.apply(store.apiKey());
    Optional<String> previous = store.previousKey();
    return answer.status() == 401 && previous.isPresent() ? request.apply(previous.get()) : answer;
  }

  private @Nullable Refusal learn(String method, String store, ReveniHttp.Answer answer) {
    learnPause(store, answer);
    if (isRefused(method, answer)) {
      return refusals.computeIfAbsent(store, s -> refused(s, answer.status()));
    }
    if (isTaken(answer) && refusals.remove(store) != null) {
      LOG.infof("Reveni takes the API key of store \"%s\" again", store);
    }
    return null;
  }

  private void learnPause(String store, ReveniHttp.Answer answer) {
    if (answer.status() == TOO_MANY) {
      Duration asked = answer.retryAfter() == null ? SHORT : answer.retryAfter();
      long until = nanoTime.getAsLong() + asked.toNanos();
      if (!wishes.containsKey(store)) {
        LOG.warnf("Reveni has asked for a pause for store \"%s\", of %s", store, asked);
      }
      wishes.merge(
          store,
          new Wish(Instant.now(), until),
          (before, now) -> new Wish(before.since(), Math.max(before.until(), now.until())));
    } else if (!ReveniReturns.isNoAnswer(answer) && wishes.remove(store) != null) {
      LOG.infof("Reveni answers store \"%s\" again", store);
    }
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
