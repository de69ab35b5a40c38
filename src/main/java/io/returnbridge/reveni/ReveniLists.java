package io.returnbridge.reveni;

import static io.returnbridge.mappings.PayloadField.LISTED_ID;
import static io.returnbridge.mappings.PayloadField.LISTED_NEXT;
import static io.returnbridge.mappings.PayloadField.LISTED_UPDATED_AT;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reveni's list of a store's returns, where {@code REVENI_LIST_PATH} says that there is one; what
 * its pages look like is said in {@code reveni-payload.yaml}.
 */
@ApplicationScoped
public class ReveniLists {

  /**
   * @param updatedAt null when the list does not tell
   */
  public record Listed(String returnId, @Nullable Instant updatedAt) {}

  /**
   * @param next address of the next page; null after the last
   */
  public record Page(List<Listed> returns, @Nullable String next) {}

  private static final String CURSOR = "{cursor}";

  private final ReveniReturns returns;
  private final Settings settings;
  private final Mappings mappings;

  public ReveniLists(ReveniReturns returns, Settings settings, Mappings mappings) {
    this.returns = returns;
    this.settings = settings;
    this.mappings = mappings;
  }

  /** Whether lists are to be read at all. */
  public boolean areThere() {
    return settings.reveni().listPath().isPresent();
  }

  /** Address of the first page of what has changed since then. */
  public String first(String store, Instant since) {
    return address(store, since, "");
  }

  /**
   * One page. What cannot be read is {@code EVENT_UNREADABLE}; {@link
   * io.returnbridge.failure.Unavailable} when Reveni cannot answer now.
   *
   * @param address of {@link #first} or {@link Page#next}
   * @param since as for the first page
   */
  public Page read(String store, String address, Instant since) {
    ReveniHttp.Answer answer = returns.list(store, own(store, address).toString());
    if (answer.status() == 404) {
      throw unreadable(store, "there is nothing at " + path(address));
    }
    returns.check(store, "the list of returns", answer);
    if (!answer.whole()) {
      throw unreadable(store, answer.body());
    }
    PayloadMap map = mappings.payload();
    try {
      JsonNode page = ReveniJson.page(answer.body());
      List<Listed> listed =
          map.list(page, PayloadSection.LISTED_RETURNS).stream()
              .map(r -> new Listed(map.requiredText(r, LISTED_ID), changedAt(map, r)))
              .toList();
      return new Page(
          listed,
          map.text(page, LISTED_NEXT).map(n -> next(store, address, since, n)).orElse(null));
    } catch (PayloadUnreadable e) {
      throw unreadable(store, String.valueOf(e.getMessage()));
    }
  }

  /** A token where the path has a place for it, else an address, absolute or from the page's. */
  private String next(String store, String page, Instant since, String next) {
    if (listPath().contains(CURSOR)) {
      return address(store, since, next);
    }
    try {
      String resolved =
          next.startsWith("?")
              ? page.split("\\?", 2)[0] + next
              : URI.create(page).resolve(next).toString();
      return own(store, resolved).toString();
    } catch (IllegalArgumentException e) {
      throw unreadable(store, "the next page's address is none");
    }
  }

  /** Reveni's key is sent to Reveni only. */
  private URI own(String store, String address) {
    URI uri = URI.create(address);
    URI api = settings.reveni().apiUrl();
    boolean own =
        Objects.equals(uri.getScheme(), api.getScheme())
            && Objects.equals(uri.getRawAuthority(), api.getRawAuthority());
    if (!own) {
      throw unreadable(store, "the next page is on another server, " + uri.getHost());
    }
    return uri;
  }

  private String address(String store, Instant since, String cursor) {
    String path =
        listPath()
            .replace("{since}", encoded(since.truncatedTo(ChronoUnit.SECONDS).toString()))
            .replace(CURSOR, encoded(cursor));
    return returns.base(store) + "/" + path;
  }

  private String listPath() {
    return settings.reveni().listPath().orElseThrow();
  }

  /** A time that cannot be is no reason to leave the return unread: it counts as changed now. */
  private @Nullable Instant changedAt(PayloadMap map, JsonNode listed) {
    Instant latest = Instant.now().plus(ReveniReturns.AHEAD);
    try {
      return map.instant(listed, LISTED_UPDATED_AT, latest).orElse(null);
    } catch (PayloadUnreadable wrong) {
      if (wrong.wrongValueOf().isEmpty()) {
        throw wrong;
      }
      return latest;
    }
  }

  private static String path(String address) {
    return URI.create(address).getPath();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static NeedsDecision unreadable(String store, String why) {
    return new NeedsDecision(
        new Trouble(
            "EVENT_UNREADABLE",
            new Subject.OfList(store).text(),
            null,
            Map.of("store", store, "detail", "the list of returns: " + why)));
  }
}
