package io.returnbridge.sandbox.reveni;

import io.returnbridge.sandbox.reveni.Calls.Operation;
import io.returnbridge.sandbox.reveni.Faults.Fault;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes requests apart, misbehaves when it is told to, and lets the store's desk answer. */
final class ReveniServer implements Handler<HttpServerRequest> {
  static final String BASE = "/merchants/v0/stores";

  private final Vertx vertx;
  private final Map<String, StoreDesk> desks;
  private final Calls calls;
  private volatile Faults faults = Faults.none();

  /**
   * @param desks by the store id that Reveni issued
   */
  ReveniServer(Vertx vertx, Map<String, StoreDesk> desks, Calls calls) {
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
    List<String> parts =
        path.startsWith(BASE + "/")
            ? List.of(path.substring(BASE.length() + 1).split("/"))
            : List.of();
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
          vertx.setTimer(
              current.hold().toMillis(),
              timer -> {
                var unused = request.connection().close();
              });
      case SLOW ->
          vertx.setTimer(
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
    StoreDesk desk = parts.isEmpty() ? null : desks.get(parts.get(0));
    if (desk == null) {
      return Answer.refused(404, "no such store");
    }
    if (!desk.admits(request.getHeader("Authorization"))) {
      return Answer.refused(401, "the API key is missing or wrong");
    }
    if (operation == Operation.PARTIAL_VALIDATE || operation == Operation.REGISTER_WEBHOOK) {
      String type = request.getHeader("Content-Type");
      if (type == null || !type.startsWith("application/json")) {
        return Answer.refused(415, "Content-Type: application/json is required");
      }
    }
    return switch (operation) {
      case READ_RETURN -> desk.read(parts.get(2));
      case LIST_RETURNS ->
          desk.list(
              request.path(),
              request.getParam("updated_since"),
              request.getParam("cursor"),
              request.getParam("limit"));
      case PARTIAL_VALIDATE -> desk.validate(parts.get(2), body);
      case REGISTER_WEBHOOK -> desk.register(body);
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
