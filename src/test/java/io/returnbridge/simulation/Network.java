package io.returnbridge.simulation;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.commercetools.InProcess.NoAnswer;
import io.returnbridge.commercetools.InProcess.Returned;
import io.returnbridge.commercetools.InProcess.Sending;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of requests between a worker and both systems. */
final class Network {

  private static final Returned REFUSAL =
      new Returned(
          400,
          "{\"statusCode\":400,\"message\":\"no\",\"errors\":[{\"code\":\"InvalidInput\",\"message\":\"no\"}]}",
          null);

  private static final List<String> BETWEEN_HERE_AND_COMMERCETOOLS =
      List.of("unsent", "lost", "applied-lost", "503", "applied-500", "429", "rival", "rival");
  private static final List<String> BETWEEN_HERE_AND_REVENI =
      List.of("unsent", "lost", "applied-lost", "503", "429", "older", "older");

  private final World world;
  private final Chance chance;

  /** What Reveni has answered to each read. */
  private final Map<String, List<String>> answered = new HashMap<>();

  Network(World world) {
    this.world = world;
    this.chance = world.chance;
  }

  /** What is made once is lost more often than the rest. */
  private static boolean isMade(String method, URI uri) {
    return method.equals("POST")
        && (uri.getPath().endsWith("/payments") || uri.getPath().endsWith("/orders/import"));
  }

  private static boolean isStock(String method, URI uri) {
    return method.equals("POST") && uri.getPath().contains("/inventory");
  }

  Returned toCommercetools(Worker worker, String method, URI uri, String body, Sending send)
      throws NoAnswer {
    world.moment(worker, true);
    Returned refused = world.obstacle().refuses(method, uri, body, send) ? REFUSAL : null;
    if (refused == null && chance.misfortune(isMade(method, uri) ? 0.25 : 0.06)) {
      String what = chance.badly(BETWEEN_HERE_AND_COMMERCETOOLS);
      world.story.tell("%s %s: %s", method, uri.getPath(), what);
      switch (what) {
        case "unsent" -> throw new NoAnswer(false);
        case "lost" -> throw new NoAnswer(true);
        case "applied-lost" -> {
          send.now();
          throw new NoAnswer(true);
        }
        case "503" -> {
          return new Returned(503, "{\"statusCode\":503,\"message\":\"away\"}", null);
        }
        case "applied-500" -> {
          send.now();
          return new Returned(500, "{\"statusCode\":500,\"message\":\"?\"}", null);
        }
        case "429" -> {
          return new Returned(429, "{\"statusCode\":429,\"message\":\"slower\"}", "20");
        }
        default -> world.commercetools.competingWrite(method, uri);
      }
    }
    if (refused == null && isRefusedOnce(method, uri)) {
      refused = REFUSAL;
    }
    Returned reply = refused == null ? send.now() : refused;
    world.story.tell("%s %s: %d", method, uri.getPath(), reply.status());
    if (isMade(method, uri) || isStock(method, uri)) {
      world.mayDie(worker, 0.05);
    }
    world.moment(worker, true);
    return reply;
  }

  /** One refund or another is not to the taste of commercetools. */
  private boolean isRefusedOnce(String method, URI uri) {
    return method.equals("POST") && uri.getPath().endsWith("/payments") && chance.misfortune(0.1);
  }

  ReveniHttp.Answer toReveni(
      Worker worker, String method, String url, String key, @Nullable String body) {
    if (!method.equals("GET") && !worker.isClaimHeld()) {
      throw new Broken(worker + " sends a verdict, and its claim has ended");
    }
    world.moment(worker, true);
    URI uri = URI.create(url);
    if (chance.misfortune(0.06)) {
      String what = chance.badly(BETWEEN_HERE_AND_REVENI);
      world.story.tell("%s %s: %s", method, uri.getPath(), what);
      boolean write = !method.equals("GET");
      switch (what) {
        case "unsent" -> throw new Unavailable("reveni", "not sent", null, null);
        case "lost" -> throw lost(write);
        case "applied-lost" -> {
          world.reveni.call(method, uri, "Bearer " + key, body);
          throw lost(write);
        }
        case "429" -> {
          return new ReveniHttp.Answer(429, Duration.ofSeconds(20), "");
        }
        case "503" -> {
          return new ReveniHttp.Answer(503, null, "");
        }
        default -> {
          List<String> older = answered.getOrDefault(url, List.of());
          if (!write && !older.isEmpty()) {
            return new ReveniHttp.Answer(200, null, chance.badly(older));
          }
        }
      }
    }
    ReveniSandbox.Reply reply = world.reveni.call(method, uri, "Bearer " + key, body);
    if (method.equals("GET") && reply.status() == 200) {
      answered.computeIfAbsent(url, u -> new ArrayList<>()).add(reply.body());
    } else if (reply.status() == 200) {
      String[] parts = uri.getPath().split("/");
      world.announce.accept(parts[4], parts[6]);
    }
    world.story.tell("%s %s: %d", method, uri.getPath(), reply.status());
    world.moment(worker, true);
    return new ReveniHttp.Answer(reply.status(), null, reply.body());
  }

  private static RuntimeException lost(boolean write) {
    return write
        ? new WriteOutcomeUnknown("reveni", "lost", null, null)
        : new Unavailable("reveni", "lost", null, null);
  }
}
