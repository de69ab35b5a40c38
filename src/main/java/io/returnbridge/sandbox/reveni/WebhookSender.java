package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes, signs and posts the webhooks of one store. Nothing is posted while there is neither a
 * target nor a registration. Reveni's redelivery is unknown, so a failed delivery is not repeated,
 * but where a method says so.
 */
public final class WebhookSender {
  /** No answer: refused, reset, or too late. */
  public static final int NO_ANSWER = 0;

  private static final int NOTHING_STORED = 503;
  private static final Duration STORED_WITHIN = Duration.ofSeconds(30);

  public static final String UPDATED = "return.updated";
  public static final String CREATED = "return.created";

  /** What {@code data.object} holds. */
  public enum Style {
    /** The return as it is. */
    FULL,
    /** Nothing: the field is absent. */
    THIN,
    /** The return as it was before its last change; as it is, when it never changed. */
    STALE
  }

  /** One for all senders: each keeps threads. */
  private static final class Http {
    static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  private final ReturnBook book;
  private final Map<String, Registration> registrations = new LinkedHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private volatile String apiKey;
  private volatile @Nullable URI target;

  WebhookSender(String apiKey, ReturnBook book) {
    this.apiKey = apiKey;
    this.book = book;
  }

  /** Where every webhook of the store goes, registered or not; null for nowhere. */
  public void target(@Nullable URI url) {
    target = url;
  }

  /** Signs with another key from now on, as after a rotation. */
  public void signWith(String key) {
    apiKey = key;
  }

  /** A webhook about the return as it is now, signed now, not sent. */
  public Webhook prepare(String returnId, String event, Style style) {
    byte[] body = body(returnId, event, style);
    return new Webhook(returnId, body, sign(body));
  }

  /** Prepares and posts one. Answers the status of {@link #send}. */
  public int announce(String returnId, String event, Style style) {
    return send(prepare(returnId, event, style), event);
  }

  /**
   * The same, for as long as it is answered 503, which says that nothing was stored, and half a
   * minute at most: what a story says does not depend on how busy the machine is.
   */
  public int sendUntilStored(Webhook webhook) {
    return sendUntilStored(webhook, UPDATED);
  }

  int announceUntilStored(String returnId, String event, Style style) {
    return sendUntilStored(prepare(returnId, event, style), event);
  }

  private int sendUntilStored(Webhook webhook, String event) {
    long end = System.nanoTime() + STORED_WITHIN.toNanos();
    int status = send(webhook, event);
    while (status == NOTHING_STORED && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return status;
      }
      status = send(webhook, event);
    }
    return status;
  }

  /**
   * Posts to the target and to every registration.
   *
   * @return the target's status, or the last registration's when there is no target; {@link
   *     #NO_ANSWER} when there was none to ask or it did not answer
   */
  public int send(Webhook webhook) {
    return send(webhook, UPDATED);
  }

  private int send(Webhook webhook, String event) {
    int status = NO_ANSWER;
    for (URI url : targets(event)) {
      status = post(url, webhook.body(), webhook.signature());
    }
    return status;
  }

  /** The body as documented, as bytes that must be sent as they are. */
  public byte[] body(String returnId, String event, Style style) {
    ObjectNode current =
        book.read(returnId)
            .orElseThrow(() -> new IllegalArgumentException("there is no return " + returnId));
    ObjectNode old = style == Style.STALE ? book.stale(returnId) : null;
    ObjectNode shown = old == null ? current : old;
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("id", UUID.randomUUID().toString().replace("-", ""));
    body.put("event", event);
    body.put("created", Instant.now().getEpochSecond());
    ObjectNode data = body.putObject("data");
    data.put("amount", SandboxReturn.amount(shown));
    data.put("currency", shown.get("currency").asText());
    data.put("status", shown.get("status").asText());
    data.put("resource", "return");
    data.put("resource_id", returnId);
    if (style != Style.THIN) {
      data.set("object", shown);
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Signs with the store's key and the present time. */
  public String sign(byte[] body) {
    return sign(body, apiKey, Instant.now());
  }

  /** The header's value: {@code t=<epoch seconds with fraction>,v1=<hex>}. */
  public static String sign(byte[] body, String key, Instant time) {
    String t =
        BigDecimal.valueOf(time.getEpochSecond())
            .add(BigDecimal.valueOf(time.getNano() / 1000, 6))
            .toPlainString();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((t + ".").getBytes(StandardCharsets.UTF_8));
      return "t=" + t + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is missing from this Java", e);
    }
  }

  /** Posts once; {@link #NO_ANSWER} when nobody answers within 10 seconds. */
  public int post(URI url, byte[] body, String signature) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("X-REVENI-SIGNATURE", signature)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    sent.incrementAndGet();
    try {
      return Http.CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (java.net.http.HttpTimeoutException | java.net.ConnectException e) {
      return NO_ANSWER;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UncheckedIOException(e);
      }
      return NO_ANSWER;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NO_ANSWER;
    }
  }

  /** How many posts were tried. */
  public int sent() {
    return sent.get();
  }

  synchronized Registration register(URI url, Set<String> eventTypes) {
    Registration added =
        new Registration(UUID.randomUUID().toString().replace("-", ""), url, eventTypes);
    registrations.put(added.id(), added);
    return added;
  }

  synchronized boolean unregister(String id) {
    return registrations.remove(id) != null;
  }

  private synchronized List<URI> targets(String event) {
    List<URI> urls = new ArrayList<>();
    registrations.values().stream()
        .filter(registration -> registration.eventTypes().contains(event))
        .forEach(registration -> urls.add(registration.url()));
    URI fixed = target;
    if (fixed != null) {
      urls.add(fixed);
    }
    return urls;
  }
}
