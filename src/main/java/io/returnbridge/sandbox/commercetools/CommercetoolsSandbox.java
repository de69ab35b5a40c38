package io.returnbridge.sandbox.commercetools;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A strict commercetools project in memory, behind HTTP on 127.0.0.1.
 *
 * <p>What is read directly from here ({@link #order}, {@link #payments}, …) are copies, in the form
 * that the API answers. All methods are thread-safe; direct reads and seeding are neither counted
 * nor hit by faults.
 */
public final class CommercetoolsSandbox implements AutoCloseable {
  private static final int MAX_BODY = 16 * 1024 * 1024;

  private final SandboxOptions options;
  private @Nullable Vertx vertx;
  private @Nullable HttpServer server;
  private final Tokens tokens;
  private final Api api;
  private final CallLog log = new CallLog();
  private volatile FaultPlan faults = FaultPlan.none();

  private CommercetoolsSandbox(SandboxOptions options) {
    this.options = options;
    this.tokens = new Tokens(options);
    this.api = new Api(new Project(options.projectKey(), options.clientId()), tokens);
  }

  /**
   * Starts a project with the default client and every scope that is needed.
   *
   * @param port 0 for a free one
   */
  public static CommercetoolsSandbox start(int port, String projectKey) {
    return start(SandboxOptions.of(port, projectKey));
  }

  public static CommercetoolsSandbox start(SandboxOptions options) {
    CommercetoolsSandbox sandbox = new CommercetoolsSandbox(options);
    try {
      sandbox.listen();
      return sandbox;
    } catch (Exception e) {
      sandbox.close();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException(
          "The commercetools sandbox cannot listen on port "
              + options.port()
              + ": choose another port",
          e);
    }
  }

  /** A project without HTTP, which is asked by {@link #call}. */
  public static CommercetoolsSandbox inProcess(SandboxOptions options) {
    return new CommercetoolsSandbox(options);
  }

  private void listen() throws Exception {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(options.port())
                    .setCompressionSupported(true)
                    .setCompressionLevel(1))
            .requestHandler(this::receive);
    server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /**
   * Answers one request without HTTP, as the API would; counted, and never hit by faults.
   *
   * @param body null for none
   */
  public Reply call(
      String method,
      URI uri,
      @Nullable String authorization,
      @Nullable String contentType,
      byte @Nullable [] body) {
    String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
    if (uri.getPath().equals("/oauth/token")) {
      Tokens.Answer answer =
          tokens.issue(authorization, new QueryStringDecoder(text, false).parameters());
      return new Reply(answer.status(), String.valueOf(answer.body()));
    }
    Api.Request request =
        new Api.Request(
            method,
            uri.getRawPath(),
            new QueryStringDecoder(uri).parameters(),
            authorization,
            contentType,
            text);
    log.add(api.call(request));
    Api.Answer answer = api.answer(request);
    return new Reply(answer.status(), answer.body() == null ? "" : answer.body().toString());
  }

  /** Raises the version of what a request names, as another client's write would. */
  public void competingWrite(String method, URI uri) {
    api.competingWrite(new Api.Request(method, uri.getRawPath(), Map.of(), null, null, ""));
  }

  /**
   * An answer without HTTP.
   *
   * @param body JSON, or empty
   */
  public record Reply(int status, String body) {}

  /** The API's address, {@code CTP_API_URL}. */
  public String url() {
    return server == null ? "http://sandbox.invalid" : "http://127.0.0.1:" + server.actualPort();
  }

  /** The authorization server's address, {@code CTP_AUTH_URL}. */
  public String authUrl() {
    return url();
  }

  public String projectKey() {
    return options.projectKey();
  }

  public String clientId() {
    return options.clientId();
  }

  /** The program's variables that lead here. */
  public Map<String, String> variables() {
    return Map.of(
        "CTP_PROJECT_KEY", projectKey(),
        "CTP_CLIENT_ID", clientId(),
        "CTP_CLIENT_SECRET", clientSecret(),
        "CTP_AUTH_URL", authUrl(),
        "CTP_API_URL", url(),
        "CTP_SCOPES", String.join(" ", scopes()));
  }

  public String clientSecret() {
    return options.clientSecret();
  }

  /** What the client is granted, each with its project key, as {@code CTP_SCOPES} has it. */
  public Set<String> scopes() {
    return tokens.granted();
  }

  /** Changes what the client is granted; tokens that are out keep theirs. */
  public void grant(Set<String> scopes) {
    tokens.grant(scopes);
  }

  public void tokenTtl(Duration ttl) {
    tokens.ttl(ttl);
  }

  /** From now on every token that is out answers 401. */
  public void expireTokens() {
    tokens.expireAll();
  }

  /** Whether the API client has been deleted, as in the Merchant Center. */
  public void revokeClient(boolean revoked) {
    tokens.revoke(revoked);
  }

  public void faults(FaultPlan plan) {
    faults = plan;
  }

  public Optional<ObjectNode> order(String orderNumber) {
    return Optional.ofNullable(api.find("orders", "orderNumber", orderNumber));
  }

  public List<ObjectNode> orders() {
    return api.all("orders");
  }

  public Optional<ObjectNode> payment(String key) {
    return Optional.ofNullable(api.find("payments", "key", key));
  }

  public List<ObjectNode> payments() {
    return api.all("payments");
  }

  public List<ObjectNode> inventoryEntries() {
    return api.all("inventory");
  }

  /**
   * The entry of the SKU on the supply channel with that key; a null key is the entry without a
   * channel.
   */
  public Optional<ObjectNode> inventoryEntry(String sku, @Nullable String channelKey) {
    String channelId =
        channelKey == null
            ? ""
            : channel(channelKey).map(node -> node.path("id").asText()).orElse("none");
    return Optional.ofNullable(
        api.find("inventory", "supplyChannel", InventoryResource.stockKey(sku, channelId)));
  }

  /** The quantity on stock of the SKU on that channel, 0 when there is no entry. */
  public long onStock(String sku, @Nullable String channelKey) {
    return inventoryEntry(sku, channelKey)
        .map(entry -> entry.path("quantityOnStock").asLong())
        .orElse(0L);
  }

  boolean hasSku(String sku) {
    return api.find("products", "sku", sku) != null;
  }

  public Optional<ObjectNode> type(String key) {
    return Optional.ofNullable(api.find("types", "key", key));
  }

  public List<ObjectNode> types() {
    return api.all("types");
  }

  public Optional<ObjectNode> channel(String key) {
    return Optional.ofNullable(api.find("channels", "key", key));
  }

  /** All resources under a path such as {@code stores}. */
  public List<ObjectNode> all(String path) {
    return api.all(path);
  }

  /**
   * Creates a resource by the rules of the API.
   *
   * @param path such as {@code channels}, or {@code orders/import}
   * @throws IllegalArgumentException when the draft is refused, with the answer's body
   */
  public ObjectNode create(String path, JsonNode draft) {
    try {
      return api.create(path, draft);
    } catch (ApiError e) {
      throw new IllegalArgumentException("POST " + path + " is refused: " + e.body(), e);
    }
  }

  public ObjectNode create(String path, String draft) {
    return create(path, Api.json(draft));
  }

  /**
   * Updates a resource by its id, whatever its version, as another client of the project would.
   *
   * @param actions a JSON array of update actions
   * @throws IllegalArgumentException when an action is refused, with the answer's body
   */
  public ObjectNode update(String path, String id, String actions) {
    try {
      return api.update(path, id, Api.json("{\"actions\":" + actions + "}").path("actions"));
    } catch (ApiError e) {
      throw new IllegalArgumentException("POST " + path + "/" + id + " is refused: " + e.body(), e);
    }
  }

  /**
   * Deletes a resource by its id, whatever its version, as another client of the project would.
   *
   * @throws IllegalArgumentException when it is refused, with the answer's body
   */
  public void delete(String path, String id) {
    try {
      api.delete(path, id);
    } catch (ApiError e) {
      throw new IllegalArgumentException(
          "DELETE " + path + "/" + id + " is refused: " + e.body(), e);
    }
  }

  /** Adds a resource as it is read from here: one of many that are alike. */
  public void put(String path, ObjectNode resource) {
    api.put(path, resource);
  }

  public Seeds seeds() {
    return new Seeds(this);
  }

  /** Every call since the start or the last reset, in order; requests for a token are not calls. */
  public List<ApiCall> calls() {
    return log.calls();
  }

  /** How many calls by method and resource, such as {@code "POST orders"}. */
  public Map<String, Integer> callCounts() {
    return log.counts();
  }

  /** The most calls that arrived within any one second. */
  public int highestCallsPerSecond() {
    return log.highestInOneSecond();
  }

  public void resetCalls() {
    log.reset();
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (body.length() > MAX_BODY) {
                send(request.response(), ApiError.plain(413));
              } else {
                handle(request, body);
              }
            })
        .onFailure(gone -> request.connection().close());
  }

  private void handle(HttpServerRequest http, Buffer body) {
    if (http.path().equals("/oauth/token")) {
      issueToken(http, body);
      return;
    }
    Map<String, List<String>> parameters = new HashMap<>();
    http.params().names().forEach(name -> parameters.put(name, http.params().getAll(name)));
    Api.Request request =
        new Api.Request(
            http.method().name(),
            http.path(),
            parameters,
            http.getHeader("Authorization"),
            http.getHeader("Content-Type"),
            body.toString());
    ApiCall call = api.call(request);
    log.add(call);
    perform(faults.next(call), http, request);
  }

  private void perform(Fault fault, HttpServerRequest http, Api.Request request) {
    HttpServerResponse response = http.response();
    if (fault instanceof Fault.Refuse refuse) {
      if (refuse.retryAfterSeconds() >= 0) {
        response.putHeader("Retry-After", String.valueOf(refuse.retryAfterSeconds()));
      }
      send(response, ApiError.plain(refuse.status()));
    } else if (fault instanceof Fault.ApplyThenRefuse lost) {
      api.answer(request);
      send(response, ApiError.plain(lost.status()));
    } else if (fault instanceof Fault.ApplyThenHang hang) {
      api.answer(request);
      closeAfter(hang.hold(), http);
    } else if (fault instanceof Fault.Hang hang) {
      closeAfter(hang.hold(), http);
    } else if (fault instanceof Fault.Delay delay) {
      requireNonNull(vertx)
          .setTimer(
              Math.max(1, delay.delay().toMillis()), timer -> send(response, api.answer(request)));
    } else {
      if (fault instanceof Fault.CompetingWrite) {
        api.competingWrite(request);
      }
      send(response, api.answer(request));
    }
  }

  private void closeAfter(Duration hold, HttpServerRequest http) {
    requireNonNull(vertx)
        .setTimer(Math.max(1, hold.toMillis()), timer -> http.connection().close());
  }

  private void issueToken(HttpServerRequest http, Buffer body) {
    Map<String, List<String>> form = new QueryStringDecoder(body.toString(), false).parameters();
    if (!http.method().name().equals("POST")) {
      send(http.response(), ApiError.methodNotAllowed(http.method().name()));
      return;
    }
    Tokens.Answer answer = tokens.issue(http.getHeader("Authorization"), form);
    send(http.response(), new Api.Answer(answer.status(), answer.body()));
  }

  private static void send(HttpServerResponse response, ApiError error) {
    send(response, new Api.Answer(error.status(), error.body()));
  }

  private static void send(HttpServerResponse response, Api.Answer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    response.putHeader("X-Correlation-ID", UUID.randomUUID().toString());
    if (answer.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"sandbox\", error=\"invalid_token\"");
    }
    ObjectNode body = answer.body();
    if (body == null) {
      response.end();
    } else {
      response.putHeader("Content-Type", "application/json; charset=utf-8").end(body.toString());
    }
  }

  @Override
  public void close() {
    if (vertx == null) {
      return;
    }
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("The commercetools sandbox did not stop", e);
    }
  }
}
