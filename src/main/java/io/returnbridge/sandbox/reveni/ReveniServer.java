package io.returnbridge.sandbox.reveni;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.returnbridge.sandbox.reveni.Calls.Operation;
import io.returnbridge.sandbox.reveni.Faults.Fault;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes requests apart, misbehaves when it is told to, and lets the store's desk answer. */
final class ReveniServer implements Handler<HttpServerRequest> {
  static final String BASE = "/merchants/v0/stores";

  private final @Nullable Vertx vertx;
  private final Map<String, StoreDesk> desks;
  private final Calls calls;
  private volatile Faults faults = Faults.none();

  /**
   * @param desks by the store id that Reveni issued
   */
  ReveniServer(@Nullable Vertx vertx, Map<String, StoreDesk> desks, Calls calls) {
    this.vertx = vertx;
    this.desks = Map.copyOf(desks);
    this.calls = calls;
  }

  void faults(Faults next) {
    faults = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    List<String> parts = parts(path);
    Operation operation = operation(request.method().name(), parts);
    calls.count(operation);
    request.bodyHandler(body -> misbehave(request, operation, parts, body.getBytes()));
  }

  private void misbehave(
      HttpServerRequest request, Operation operation, List<String> parts, byte[] body) {
    Faults current = faults;
    Fault fault = current.next(request.method().name(), "/" + String.join("/", parts));
    switch (fault) {
      case NONE -> send(request, answer(request, operation, parts, body));
      case ERROR -> send(request, Answer.refused(500, "Reveni has an error"));
      case UNAVAILABLE -> send(request, Answer.refused(503, "Reveni is unavailable"));
      case TOO_MANY -> {
        request.response().putHeader("Retry-After", "1");
        send(request, Answer.refused(429, "too many requests"));
      }
      case HOLD ->
          requireNonNull(vertx)
              .setTimer(
                  current.hold().toMillis(),
                  timer -> {
                    var unused = request.connection().close();
                  });
      case SLOW ->
          requireNonNull(vertx)
              .setTimer(
                  current.slow().toMillis(),
                  timer -> send(request, answer(request, operation, parts, body)));
      case ANSWER_LOST -> {
        answer(request, operation, parts, body);
        send(request, Answer.refused(502, "bad gateway"));
      }
    }
  }

  private Answer answer(
      HttpServerRequest request, Operation operation, List<String> parts, byte[] body) {
    Map<String, String> parameters = new HashMap<>();
    request.params().forEach(p -> parameters.putIfAbsent(p.getKey(), p.getValue()));
    return answer(
        new Asked(
            operation,
            parts,
            request.path(),
            parameters,
            request.getHeader("Authorization"),
            request.getHeader("Content-Type"),
            body));
  }

  /** A request, whichever way it came. */
  private record Asked(
      Operation operation,
      List<String> parts,
      String path,
      Map<String, String> parameters,
      @Nullable String authorization,
      @Nullable String contentType,
      byte[] body) {}

  /** Answers one request without HTTP; counted, and never hit by faults. */
  Answer answer(String method, URI uri, @Nullable String authorization, byte @Nullable [] body) {
    List<String> parts = parts(uri.getPath());
    Operation operation = operation(method, parts);
    calls.count(operation);
    Map<String, String> parameters = new HashMap<>();
    new QueryStringDecoder(uri)
        .parameters()
        .forEach((name, values) -> parameters.put(name, values.get(0)));
    return answer(
        new Asked(
            operation,
            parts,
            uri.getPath(),
            parameters,
            authorization,
            "application/json",
            body == null ? new byte[0] : body));
  }

  private static List<String> parts(String path) {
    return path.startsWith(BASE + "/")
        ? List.of(path.substring(BASE.length() + 1).split("/"))
        : List.of();
  }

  private Answer answer(Asked asked) {
    List<String> parts = asked.parts();
    Operation operation = asked.operation();
    StoreDesk desk = parts.isEmpty() ? null : desks.get(parts.get(0));
    if (desk == null) {
      return Answer.refused(404, "no such store");
    }
    if (!desk.admits(asked.authorization())) {
      return Answer.refused(401, "the API key is missing or wrong");
    }
    if (operation == Operation.PARTIAL_VALIDATE || operation == Operation.REGISTER_WEBHOOK) {
      String type = asked.contentType();
      if (type == null || !type.startsWith("application/json")) {
        return Answer.refused(415, "Content-Type: application/json is required");
      }
    }
    return switch (operation) {
      case READ_RETURN -> desk.read(parts.get(2));
      case LIST_RETURNS ->
          desk.list(
              asked.path(),
              asked.parameters().get("updated_since"),
              asked.parameters().get("cursor"),
              asked.parameters().get("limit"));
      case PARTIAL_VALIDATE -> desk.validate(parts.get(2), asked.body());
      case REGISTER_WEBHOOK -> desk.register(asked.body());
      case UNREGISTER_WEBHOOK -> desk.unregister(parts.get(2));
      case OTHER -> Answer.refused(404, "no such resource or method");
    };
  }

  private static Operation operation(String method, List<String> parts) {
    String collection = parts.size() < 2 ? "" : parts.get(1);
    if (collection.equals("returns") && parts.size() == 3 && method.equals("GET")) {
      return Operation.READ_RETURN;
    }
    if (collection.equals("returns") && parts.size() == 2 && method.equals("GET")) {
      return Operation.LIST_RETURNS;
    }
    if (collection.equals("returns")
        && parts.size() == 4
        && parts.get(3).equals("partial_validate")
        && method.equals("POST")) {
      return Operation.PARTIAL_VALIDATE;
    }
    if (collection.equals("webhooks") && parts.size() == 2 && method.equals("POST")) {
      return Operation.REGISTER_WEBHOOK;
    }
    if (collection.equals("webhooks") && parts.size() == 3 && method.equals("DELETE")) {
      return Operation.UNREGISTER_WEBHOOK;
    }
    return Operation.OTHER;
  }

  private void send(HttpServerRequest request, Answer answer) {
    calls.answered(answer.status());
    if (request.response().closed()) {
      return;
    }
    request.response().setStatusCode(answer.status());
    write(request, answer.body() == null ? null : answer.body().toString());
  }

  private static void write(HttpServerRequest request, @Nullable String body) {
    var unused =
        body == null
            ? request.response().end()
            : request.response().putHeader("Content-Type", "application/json").end(body);
  }
}
