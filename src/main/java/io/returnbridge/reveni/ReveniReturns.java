package io.returnbridge.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads returns from Reveni as they are now. */
@ApplicationScoped
public class ReveniReturns {

  /** How far Reveni's clock may be ahead of ours: a later time would outdate all true ones. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  private final StoreKeys keys;
  private final Mappings mappings;
  private final Clock clock = Clock.systemUTC();

  public ReveniReturns(StoreKeys keys, Mappings mappings) {
    this.keys = keys;
    this.mappings = mappings;
  }

  /** As {@link #read(ReturnId, ReturnSnapshot)}, at first sight. */
  public ReveniAnswer read(ReturnId id) {
    return read(id, null);
  }

  /**
   * Statuses and fields by the tables; throws {@link Unavailable} when Reveni cannot answer now.
   *
   * @param known what was known before: a status that the tables do not know leaves it as it was
   */
  public ReveniAnswer read(ReturnId id, @Nullable ReturnSnapshot known) {
    Optional<String> document = document(id);
    if (document.isEmpty()) {
      return new ReveniAnswer.NotFound();
    }
    return new SnapshotReader(mappings, clock.instant()).read(id, json(id, document.get()), known);
  }

  /** Reveni's own words about the return; empty when it does not know it. */
  public Optional<String> document(ReturnId id) {
    ReveniHttp.Answer answer = call("GET", id, "", null);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    check(id, answer);
    if (!answer.whole()) {
      throw unreadable(id, answer.body());
    }
    return Optional.of(answer.body());
  }

  /**
   * One request about a return, with the store's key.
   *
   * @param after the return's path, such as {@code /partial_validate}
   */
  ReveniHttp.Answer call(String method, ReturnId id, String after, @Nullable String body) {
    return call(
        method, id.store(), base(id.store()) + "/returns/" + encoded(id.id()) + after, body);
  }

  /** As {@link #call(String, ReturnId, String, String)}, for anything of the store. */
  ReveniHttp.Answer call(String method, String store, String url, @Nullable String body) {
    return keys.call(method, store, url, body);
  }

  /** A page of a list of the store's. */
  ReveniHttp.Answer list(String store, String url) {
    return keys.list(store, url);
  }

  /** Where everything of the store is. */
  String base(String store) {
    return keys.base(store);
  }

  /** A key that may not write is a set-up fault: it is tried again, and says so. */
  void check(ReturnId id, ReveniHttp.Answer answer) {
    check(id.store(), "return " + id, answer);
  }

  /** As {@link #check(ReturnId, ReveniHttp.Answer)}, for anything of the store. */
  void check(String store, String what, ReveniHttp.Answer answer) {
    if (answer.status() == 403) {
      throw new Unavailable(
          "reveni",
          "Reveni does not let the API key of store \""
              + store
              + "\" write (403): give it the right",
          answer.retryAfter(),
          null);
    }
    if (isNoAnswer(answer)) {
      throw new Unavailable(
          "reveni", "Reveni answered " + answer.status(), answer.retryAfter(), null);
    }
    if (!answer.isSuccess()) {
      throw new Rejected(
          "Reveni answered " + answer.status() + " for " + what + ", which is not understood",
          null);
    }
  }

  /** Whether the status says nothing of what was asked for, which may have been done. */
  static boolean isNoAnswer(ReveniHttp.Answer answer) {
    return answer.status() == 429 || Reply.isFailure(answer.status());
  }

  static JsonNode json(ReturnId id, String body) {
    try {
      return ReveniJson.object(body);
    } catch (PayloadUnreadable e) {
      throw unreadable(id, String.valueOf(e.getMessage()));
    }
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
