package io.returnbridge.journey;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before several replicas: each request goes to the next of those that say they are
 * ready. A replica that refuses the connection is passed over; what one does not answer in time is
 * answered 502, and is not sent again.
 */
final class Balancer implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SENDERS = 32;

  /** Of one connection, or made anew by the client. */
  private static final Set<String> NOT_PASSED_ON = lowerCase();

  private final HttpServer server;
  private final ExecutorService handlers = Executors.newFixedThreadPool(SENDERS);
  private final ScheduledExecutorService looks = Executors.newScheduledThreadPool(4);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final List<Program> replicas = new CopyOnWriteArrayList<>();
  private final Set<Program> ready = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();

  Balancer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::passOn);
    server.setExecutor(handlers);
    server.start();
  }

  private static Set<String> lowerCase() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(
        List.of(
            "Connection",
            "Content-Length",
            "Expect",
            "Host",
            "HTTP2-Settings",
            "Transfer-Encoding",
            "Upgrade"));
    return names;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** It gets requests from when it says that it is ready, whenever that is. */
  void add(Program replica) {
    replicas.add(replica);
    looks.scheduleWithFixedDelay(
        () -> look(replica), 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** No request goes there any more, as when Kubernetes ends it. */
  void drain(Program replica) {
    replicas.remove(replica);
    ready.remove(replica);
  }

  /** After {@link #drain}, once it has started again. */
  void undrain(Program replica) {
    replicas.add(replica);
  }

  private void look(Program replica) {
    if (replicas.contains(replica) && replica.isReady()) {
      ready.add(replica);
    } else {
      ready.remove(replica);
    }
  }

  private List<Program> inTurn() {
    List<Program> those = new ArrayList<>(replicas.stream().filter(ready::contains).toList());
    if (!those.isEmpty()) {
      java.util.Collections.rotate(those, turn.getAndIncrement() % those.size());
    }
    return those;
  }

  private void passOn(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      for (Program replica : inTurn()) {
        try {
          HttpResponse<byte[]> answer =
              http.send(request(exchange, replica, body), HttpResponse.BodyHandlers.ofByteArray());
          answer(exchange, answer.statusCode(), answer.headers().map(), answer.body());
          return;
        } catch (ConnectException refused) {
          ready.remove(replica);
        } catch (IOException unknown) {
          answer(exchange, 502, Map.of(), new byte[0]);
          return;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      answer(exchange, 503, Map.of(), new byte[0]);
    }
  }

  private static HttpRequest request(HttpExchange exchange, Program replica, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(replica.address().resolve(exchange.getRequestURI().toString()))
            .timeout(PATIENCE)
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_ON.contains(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static void answer(
      HttpExchange exchange, int status, Map<String, List<String>> headers, byte[] body)
      throws IOException {
    headers.forEach(
        (name, values) -> {
          if (!NOT_PASSED_ON.contains(name) && !name.startsWith(":")) {
            exchange.getResponseHeaders().put(name, values);
          }
        });
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
    server.stop(0);
    handlers.shutdownNow();
  }
}
