package io.returnbridge.commercetools;

import com.commercetools.api.client.ProjectApiRoot;
import com.commercetools.api.models.ResourcePagedQueryResponse;
import io.quarkus.runtime.Startup;
import io.returnbridge.failure.Rejected;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.SharedRate;
import io.returnbridge.settings.Commercetools;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.vrap.rmf.base.client.ApiHttpClient;
import io.vrap.rmf.base.client.RequestCommand;
import io.vrap.rmf.base.client.ResponseSerializer;
import io.vrap.rmf.base.client.http.HandlerStack;
import io.vrap.rmf.base.client.http.HttpHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The one client of the project. It is built on a thread of its own, off the start path; the first
 * request waits for it. Failures are those of {@link io.returnbridge.commerce.Orders}, and {@link
 * Rejected} for what the set-up must mend (scopes); refused credentials are an outage.
 */
@Startup
@ApplicationScoped
public class CommercetoolsClient implements SharedRate {

  /** The largest page that commercetools gives. */
  static final int PAGE = 500;

  private final Transport transport;
  private final Runnable beforeWaiting;
  private final FutureTask<ProjectApiRoot> api;

  /** For a replica: it sends nothing until it has its share of the rate. */
  @Inject
  public CommercetoolsClient(Settings settings, Circuits circuits, Database database) {
    this(
        settings.commercetools(),
        new Transport(
            settings.commercetools(),
            new RawHttp(RawHttp.REQUEST_TIMEOUT),
            circuits.commercetools(),
            Clock.systemUTC()),
        database::letGo);
    limit(0, Duration.ZERO);
  }

  /** For commands, which a person runs and repeats: no breaker. */
  public CommercetoolsClient(Settings settings) {
    this(
        settings.commercetools(),
        RawHttp.REQUEST_TIMEOUT,
        Circuit.neverOpen(Circuits.COMMERCETOOLS));
  }

  CommercetoolsClient(Commercetools project, Duration requestTimeout, Circuit circuit) {
    this(project, new RawHttp(requestTimeout), circuit);
  }

  CommercetoolsClient(Commercetools project, Wire wire, Circuit circuit) {
    this(project, new Transport(project, wire, circuit, Clock.systemUTC()), () -> {});
  }

  /**
   * @param beforeWaiting is told of each request before it waits for its turn
   */
  CommercetoolsClient(Commercetools project, Transport transport, Runnable beforeWaiting) {
    this.transport = transport;
    this.beforeWaiting = beforeWaiting;
    api = new FutureTask<>(() -> connect(project, transport));
    Thread builder = new Thread(api, "commercetools-client");
    builder.setDaemon(true);
    builder.start();
  }

  private static ProjectApiRoot connect(Commercetools project, Transport transport) {
    ApiHttpClient client =
        ApiHttpClient.of(
            URI.create(Tokens.withoutSlash(project.apiUrl().toString()) + "/"),
            HandlerStack.create(HttpHandler.create(transport), List.of()),
            ResponseSerializer.of(SdkJson.MAPPER));
    return ProjectApiRoot.fromClient(project.projectKey(), client);
  }

  /** One request whose resource must exist. */
  <T> T call(Function<ProjectApiRoot, ? extends RequestCommand<T>> request) {
    try {
      return execute(request);
    } catch (Answers.NotFound e) {
      throw new Rejected(e.getMessage() + "; check CTP_PROJECT_KEY and CTP_API_URL", e);
    }
  }

  /** One request whose resource may not exist. */
  <T> Optional<T> find(Function<ProjectApiRoot, ? extends RequestCommand<T>> request) {
    try {
      return Optional.of(execute(request));
    } catch (Answers.NotFound e) {
      return Optional.empty();
    }
  }

  /** All resources of a kind, page by page. */
  <T, P extends ResourcePagedQueryResponse<T>> List<T> all(
      BiFunction<ProjectApiRoot, Integer, ? extends RequestCommand<P>> page) {
    List<T> all = new ArrayList<>();
    while (true) {
      int offset = all.size();
      P answer = call(api -> page.apply(api, offset));
      all.addAll(answer.getResults());
      if (answer.getResults().size() < PAGE) {
        return all;
      }
    }
  }

  private <T> T execute(Function<ProjectApiRoot, ? extends RequestCommand<T>> request) {
    beforeWaiting.run();
    try {
      return request.apply(root()).execute().join().getBody();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private ProjectApiRoot root() {
    try {
      return api.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("The commercetools client cannot be built", e.getCause());
    }
  }

  @Override
  public int cap() {
    return transport.rate().cap();
  }

  @Override
  public void limit(int share, Duration validFor) {
    transport.rate().limit(share, validFor);
  }

  @Override
  public int inUse() {
    return transport.rate().inUse();
  }

  @Override
  public Duration pauseLeft() {
    return transport.rate().pauseLeft();
  }

  @Override
  public void pause(Duration pause) {
    transport.rate().pause(pause);
  }

  @Override
  public void whenPaused(Runnable listener) {
    transport.rate().whenPaused(listener);
  }

  Set<String> grantedScopes() {
    return transport.scopes();
  }

  /** Done once the client is built. */
  CompletableFuture<Void> ready() {
    return CompletableFuture.runAsync(this::root);
  }
}
