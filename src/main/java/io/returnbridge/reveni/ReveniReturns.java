package io.returnbridge.reveni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Trouble;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnSnapshot;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads returns from Reveni as they are now. */
@ApplicationScoped
public class ReveniReturns {

  private final ReveniHttp http;
  private final Settings settings;
  private final SnapshotReader reader;

  public ReveniReturns(ReveniHttp http, Settings settings, Mappings mappings) {
    this.http = http;
    this.settings = settings;
    this.reader = new SnapshotReader(mappings);
  }

  /** As {@link #read(ReturnId, ReturnSnapshot)}, at first sight. */
  public Reading read(ReturnId id) {
    return read(id, null);
  }

  /**
   * Statuses and fields by the tables; throws {@link Unavailable} when Reveni cannot answer now.
   *
   * @param known what was known before: a status that the tables do not know leaves it as it was
   */
  public Reading read(ReturnId id, @Nullable ReturnSnapshot known) {
    ReveniHttp.Answer answer = call("GET", id, "", null);
    if (answer.status() == 404) {
      return new Reading.NotFound();
    }
    check(id, answer);
    return reader.read(id, json(id, answer.body()), known);
  }

  /**
   * One request about a return, with the store's key. While a rotation is under way Reveni may not
   * know the new key yet: what it refuses is asked once more with the previous one.
   *
   * @param after the return's path, such as {@code /partial_validate}
   */
  ReveniHttp.Answer call(String method, ReturnId id, String after, @Nullable String body) {
    return call(
        method, id.store(), base(id.store()) + "/returns/" + encoded(id.id()) + after, body);
  }

  /** As {@link #call(String, ReturnId, String, String)}, for anything of the store. */
  ReveniHttp.Answer call(String method, String storeKey, String url, @Nullable String body) {
    ReveniStore store = settings.reveniStore(storeKey);
    ReveniHttp.Answer answer = http.call(method, url, store.apiKey(), body);
    Optional<String> previous = store.previousKey();
    return answer.status() == 401 && previous.isPresent()
        ? http.call(method, url, previous.get(), body)
        : answer;
  }

  /** Where everything of the store is. */
  String base(String store) {
    return settings.reveni().apiUrl().toString().replaceAll("/+$", "")
        + "/"
        + encoded(settings.reveniStore(store).storeId());
  }

  /**
   * 401 and 403 are set-up faults that a key in the settings heals: they are tried again, and say
   * so.
   */
  void check(ReturnId id, ReveniHttp.Answer answer) {
    check(id.store(), "return " + id, answer);
  }

  /** As {@link #check(ReturnId, ReveniHttp.Answer)}, for anything of the store. */
  void check(String store, String what, ReveniHttp.Answer answer) {
    if (answer.status() == 401 || answer.status() == 403) {
      throw new Unavailable(
          "reveni",
          "Reveni refuses the API key of store \""
              + store
              + "\" ("
              + answer.status()
              + "): check REVENI_"
              + store.toUpperCase(Locale.ROOT).replace('-', '_')
              + "_API_KEY and _STORE_ID",
          answer.retryAfter(),
          null);
    }
    if (answer.status() == 429 || answer.status() >= 500 || answer.status() == 408) {
      throw new Unavailable(
          "reveni", "Reveni answered " + answer.status(), answer.retryAfter(), null);
    }
    if (!answer.isSuccess()) {
      throw new Rejected(
          "Reveni answered " + answer.status() + " for " + what + ", which is not understood",
          null);
    }
  }

  static JsonNode json(ReturnId id, String body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw unreadable(id, e.getOriginalMessage());
    }
    throw unreadable(id, "it is not a JSON object");
  }

  /** Reveni's own answer about a return. */
  static NeedsDecision unreadable(ReturnId id, String why) {
    return new NeedsDecision(
        Trouble.of(
            "EVENT_UNREADABLE",
            Map.of(
                "store",
                id.store(),
                "returnId",
                id.id(),
                "detail",
                "its answer about return " + id.id() + ": " + why)));
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
