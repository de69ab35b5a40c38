package io.returnbridge.sandbox.reveni;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.reveni.WebhookSender.Style;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reveni on loopback for one or more stores. Everything is kept in memory and forgotten at {@link
 * #close()}.
 */
public final class ReveniSandbox implements AutoCloseable {

  /** What Reveni issues to a merchant for a store. The API key also signs the webhooks. */
  public record Store(String storeId, String apiKey) {}

  private record Rooms(ReturnBook book, WebhookSender webhooks, StoreDesk desk) {}

  private final SandboxClock clock = new SandboxClock();
  private final Calls calls = new Calls();
  private final Map<String, Rooms> rooms = new LinkedHashMap<>();
  private final @Nullable ExecutorService announcements;
  private final @Nullable Vertx vertx;
  private final ReveniServer server;
  private int port;

  private ReveniSandbox(Map<String, Store> stores, boolean listens) {
    announcements = listens ? Executors.newSingleThreadExecutor(ReveniSandbox::daemon) : null;
    vertx = listens ? vertx() : null;
    Map<String, StoreDesk> desks = new LinkedHashMap<>();
    stores.forEach(
        (key, store) -> {
          ReturnBook book = new ReturnBook(clock);
          WebhookSender webhooks = new WebhookSender(store.apiKey(), book);
          StoreDesk desk =
              new StoreDesk(key, store.apiKey(), book, webhooks, id -> tellLater(webhooks, id));
          rooms.put(key, new Rooms(book, webhooks, desk));
          if (desks.put(store.storeId(), desk) != null) {
            throw new IllegalArgumentException("two stores have the id " + store.storeId());
          }
        });
    server = new ReveniServer(vertx, desks, calls);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "reveni-sandbox-webhooks");
    thread.setDaemon(true);
    return thread;
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }

  /** Without HTTP, asked by {@link #call}; its webhooks are sent by whoever plays with it. */
  public static ReveniSandbox inProcess(Map<String, Store> stores) {
    return new ReveniSandbox(stores, false);
  }

  /**
   * Answers one request without HTTP, as the API would; counted, and never hit by faults.
   *
   * @param body JSON, null for none
   */
  public Reply call(String method, URI uri, String authorization, @Nullable String body) {
    Answer answer =
        server.answer(
            method,
            uri,
            authorization,
            body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    return new Reply(answer.status(), answer.body() == null ? "" : answer.body().toString());
  }

  /** An answer without HTTP. */
  public record Reply(int status, String body) {}

  /**
   * Starts on 127.0.0.1.
   *
   * @param port 0 for a free one
   * @param stores store key as in {@code stores.csv} → what Reveni issued for it
   */
  public static ReveniSandbox start(int port, Map<String, Store> stores) {
    ReveniSandbox sandbox = new ReveniSandbox(stores, true);
    try {
      HttpServer listening =
          requireNonNull(sandbox.vertx)
              .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
              .requestHandler(sandbox.server)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      sandbox.port = listening.actualPort();
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /** What belongs into {@code REVENI_API_URL}. */
  public String url() {
    return "http://127.0.0.1:" + port + ReveniServer.BASE;
  }

  /** Plays the store's shoppers, with full webhooks. */
  public Shopper shopper(String storeKey) {
    Rooms store = store(storeKey);
    return new Shopper(store.book(), clock, store.webhooks(), Style.FULL);
  }

  public WebhookSender webhooks(String storeKey) {
    return store(storeKey).webhooks();
  }

  public SandboxClock clock() {
    return clock;
  }

  public Calls calls() {
    return calls;
  }

  /** Takes effect with the next request. */
  public void faults(Faults faults) {
    server.faults(faults);
  }

  /** Issues another key: requests need it from now on, and webhooks are signed with it. */
  public void rotate(String storeKey, String apiKey) {
    store(storeKey).desk().apiKey(apiKey);
    store(storeKey).webhooks().signWith(apiKey);
  }

  /** A copy of the return as a read would answer it. */
  /** Adds a return as it is read from here: one of many that are alike. */
  public void put(String storeKey, ObjectNode json) {
    store(storeKey).book().put(json);
  }

  public Optional<ObjectNode> read(String storeKey, String returnId) {
    return store(storeKey).book().read(returnId);
  }

  public List<String> returnIds(String storeKey) {
    return store(storeKey).book().ids();
  }

  /** All verdicts that were accepted, oldest first. */
  public List<Verdict> verdicts() {
    return rooms.values().stream().flatMap(store -> store.desk().verdicts().stream()).toList();
  }

  @Override
  public void close() {
    if (announcements == null || vertx == null) {
      return;
    }
    announcements.shutdownNow();
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the Reveni sandbox did not stop", e);
    }
  }

  private Rooms store(String storeKey) {
    Rooms found = rooms.get(storeKey);
    if (found == null) {
      throw new IllegalArgumentException("no store " + storeKey + ", only " + rooms.keySet());
    }
    return found;
  }

  private void tellLater(WebhookSender webhooks, String returnId) {
    if (announcements != null) {
      announcements.execute(() -> webhooks.announce(returnId, WebhookSender.UPDATED, Style.FULL));
    }
  }
}
