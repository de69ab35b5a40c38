package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import io.returnbridge.http.OneRequest;
import io.returnbridge.outage.Circuits;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;

/**
 * Of all HTTP calls of routes: none is repeated by the client itself, {@code responseTimeout} is
 * for the whole answer, and an answer has 2 MiB at most where a request says nothing else. Hosts
 * that steps of one's own call have a breaker each. All share one pool of connections.
 */
@Named("oneRequestOnly")
@Singleton
@Unremovable
public class OneRequestOnly implements HttpClientConfigurer {

  private static final int LARGEST = 2 << 20;

  /** Of endpoints that say nothing else. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final HostBreakers breakers;
  private final HttpClientConnectionManager connections = OneRequest.connections(CONNECT_TIMEOUT);

  public OneRequestOnly(Circuits circuits) {
    this.breakers = new HostBreakers(circuits);
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    OneRequest.on(client, LARGEST)
        .addExecInterceptorFirst("breaker-of-its-host", breakers)
        .setConnectionManager(connections)
        .setConnectionManagerShared(true);
  }
}
