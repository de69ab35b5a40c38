package io.returnbridge.edge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelPipeline;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.returnbridge.settings.Http;
import io.returnbridge.settings.Http.Listen;
import io.returnbridge.settings.Settings;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Listens on {@code HTTP_PORT}, and on {@code PUBLIC_HTTP_PORT} where it is set, in the place of
 * Quarkus: each connection gets its {@link HttpGuard} before anything of it is read.
 */
@ApplicationScoped
public class HttpListeners {
  private static final String PORT = "quarkus.http.port";
  private static final int PATIENCE_SECONDS = 60;

  private final Vertx vertx;
  private final Http http;
  private final Edge main;
  private final Edge published;
  private final int idleSeconds;
  private final int longestHead;
  private final List<String> deployed = new ArrayList<>();

  public HttpListeners(
      Vertx vertx,
      Settings settings,
      WrongCredentials wrong,
      ClientAddresses clients,
      MeterRegistry metrics,
      @ConfigProperty(name = "http.connections") int connections,
      @ConfigProperty(name = "http.head-seconds") int headSeconds,
      @ConfigProperty(name = "http.body-seconds") int bodySeconds,
      @ConfigProperty(name = "http.table-seconds") int tableSeconds,
      @ConfigProperty(name = "http.idle-seconds") int idleSeconds,
      @ConfigProperty(name = "http.longest-head") int longestHead) {
    this.vertx = vertx;
    this.http = settings.http();
    this.main =
        new Edge(
            new Connections(connections),
            BodyBudget.ofHeap(Runtime.getRuntime().maxMemory()),
            wrong,
            clients,
            new RequestMetrics(metrics),
            new Edge.Times(
                Duration.ofSeconds(idleSeconds),
                Duration.ofSeconds(headSeconds),
                Duration.ofSeconds(bodySeconds),
                Duration.ofSeconds(tableSeconds)));
    this.idleSeconds = idleSeconds;
    this.longestHead = longestHead;
    this.published = main.with(new Connections(connections));
    Gauge.builder("http.server.connections", this, HttpListeners::connections).register(metrics);
    Gauge.builder("http.server.body.bytes", main.bodies(), BodyBudget::held).register(metrics);
  }

  private int connections() {
    return main.connections().size() + published.connections().size();
  }

  /**
   * @return what stands in the way, and what to do; empty when it listens
   */
  public List<String> start() {
    List<String> problems = new ArrayList<>();
    listen(http.main(), false, problems);
    http.published().ifPresent(where -> listen(where, true, problems));
    return problems;
  }

  private void listen(Listen where, boolean isPublished, List<String> problems) {
    try {
      int port = where.port() == 0 ? free(where.host()) : where.port();
      if (!isPublished) {
        System.setProperty(PORT, Integer.toString(port));
      }
      deployed.add(
          vertx
              .deployVerticle(
                  () -> new Listener(where.host(), port, isPublished),
                  new DeploymentOptions()
                      .setInstances(2 * Runtime.getRuntime().availableProcessors()))
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException | IOException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      problems.add(
          where.variable()
              + " "
              + where.port()
              + " cannot be listened on at "
              + where.host()
              + " ("
              + cause.getMessage()
              + "): end the process that has it, or set "
              + where.variable()
              + " to another port");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add("Interrupted while starting to listen");
    }
  }

  private static int free(String host) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    }
  }

  /** What was being answered has been answered by now. */
  void stop(@Observes ShutdownEvent event) {
    deployed.forEach(vertx::undeploy);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxHeaderSize(longestHead)
        .setIdleTimeout(idleSeconds)
        .setTcpKeepAlive(true)
        .setReuseAddress(true);
  }

  /** One event loop's share of the connections. */
  private final class Listener extends AbstractVerticle {
    private final String host;
    private final int port;
    private final boolean isPublished;
    private final Edge edge;

    private Listener(String host, int port, boolean isPublished) {
      this.host = host;
      this.port = port;
      this.isPublished = isPublished;
      this.edge = isPublished ? published : main;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServerOptions options = options();
      HttpServer server = vertx.createHttpServer(options);
      server
          .connectionHandler(
              connection -> guard(((ConnectionBase) connection).channel().pipeline(), options))
          .requestHandler(VertxHttpRecorder.getRootHandler())
          .listen(port, host)
          .<Void>mapEmpty()
          .onComplete(started);
    }

    private void guard(ChannelPipeline pipeline, HttpServerOptions options) {
      WatchedDecoder decoder = new WatchedDecoder(options);
      pipeline.replace("httpDecoder", "httpDecoder", decoder);
      pipeline.addBefore("handler", "guard", new HttpGuard(edge, decoder, isPublished));
    }
  }
}
