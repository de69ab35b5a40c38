package io.returnbridge.edge;

import io.returnbridge.settings.Settings;
import io.returnbridge.settings.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Whose request it is: the address that it comes from, or, where that is a trusted proxy's, the one
 * that the proxy names in {@code X-Forwarded-For}. What others write there counts for nothing.
 */
@ApplicationScoped
public class ClientAddresses {
  private static final Logger LOG = Logger.getLogger(ClientAddresses.class);
  static final String FORWARDED_FOR = "X-Forwarded-For";

  /** An address as proxies write it with a port: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([^\\[\\]]*)\\]|([0-9.]+))(?::[0-9]{1,5})?");

  private final TrustedProxies trusted;
  private final AtomicBoolean told = new AtomicBoolean();

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
            .map(hop -> withoutPort(hop.strip()))
            .toList();
    String client = peer;
    for (int i = hops.size() - 1; i >= 0 && trusted.contains(client); i--) {
      if (!TrustedProxies.isAddress(hops.get(i))) {
        tell(client);
        break;
      }
      client = hops.get(i);
    }
    return client;
  }

  /** One customer of an IPv6 provider has 2^64 addresses. */
  static String network(String address) {
    try {
      byte[] octets = InetAddress.getByName(address).getAddress();
      return octets.length == 4 ? address : HexFormat.of().formatHex(octets, 0, 8);
    } catch (UnknownHostException notAnAddress) {
      return address;
    }
  }

  private static String withoutPort(String hop) {
    Matcher matcher = WITH_PORT.matcher(hop);
    if (!matcher.matches()) {
      return hop;
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  private void tell(String proxy) {
    if (told.compareAndSet(false, true)) {
      LOG.warnf(
          "What the trusted proxy %s adds to %s is no address, so all whom it forwards count as one"
              + " client: make it write addresses. This is told once",
          proxy, FORWARDED_FOR);
    }
  }
}
