package io.returnbridge.edge;

import io.returnbridge.settings.Settings;
import io.returnbridge.settings.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Whose request it is: the address that it comes from, or, where that is a trusted proxy's, the one
 * that the proxy names in {@code X-Forwarded-For}. What others write there counts for nothing.
 */
@ApplicationScoped
public class ClientAddresses {
  static final String FORWARDED_FOR = "X-Forwarded-For";

  private final TrustedProxies trusted;

  @Inject
  public ClientAddresses(Settings settings) {
    this(settings.http().trustedProxies());
  }

  ClientAddresses(TrustedProxies trusted) {
    this.trusted = trusted;
  }

  public String of(HttpServerRequest request) {
    return of(request.remoteAddress().hostAddress(), request.headers().getAll(FORWARDED_FOR));
  }

  /** From the last to the first: each trusted proxy adds the one that it was asked by. */
  String of(String peer, List<String> forwarded) {
    List<String> hops =
        forwarded.stream()
            .flatMap(f -> List.of(f.split(",", -1)).stream())
            .map(String::strip)
            .toList();
    String client = peer;
    for (int i = hops.size() - 1; i >= 0 && trusted.contains(client); i--) {
      if (!TrustedProxies.isAddress(hops.get(i))) {
        break;
      }
      client = hops.get(i);
    }
    return client;
  }
}
