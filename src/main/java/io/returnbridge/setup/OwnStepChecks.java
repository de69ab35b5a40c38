package io.returnbridge.setup;

import io.returnbridge.camel.RouteRules;
import io.returnbridge.failure.Plain;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.settings.OwnStepSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which steps of one's own there are, and whether their hosts can be reached: a connection is made
 * and closed again, and nothing is sent.
 */
final class OwnStepChecks {

  private static final int PATIENCE_MILLIS = 3_000;

  private OwnStepChecks() {}

  static List<Check> of(Path folder, OwnStepSettings own) {
    List<Check> checks = new ArrayList<>();
    Map<String, Set<URI>> endpoints = RouteRules.endpoints(folder, own);
    for (StepDefinition step : RouteRules.ownSteps(folder, own)) {
      String what =
          "own step %s: reads {{%s}}".formatted(step.name(), step.wakes().orElseThrow().property());
      Set<URI> hosts = endpoints.getOrDefault(step.name(), Set.of());
      if (hosts.isEmpty()) {
        checks.add(Check.ok(what + ", and writes mail"));
      }
      hosts.forEach(host -> checks.add(host(what + ", sends to " + host, host)));
    }
    RouteRules.unusedVariables(folder, own)
        .forEach(
            told -> {
              String[] what = told.split(": ", 2);
              checks.add(Check.warn(what[0], what[1]));
            });
    return checks;
  }

  private static Check host(String what, URI host) {
    try (Socket socket = new Socket()) {
      int port = host.getPort() > 0 ? host.getPort() : "https".equals(host.getScheme()) ? 443 : 80;
      socket.connect(new InetSocketAddress(host.getHost(), port), PATIENCE_MILLIS);
      return Check.ok(what);
    } catch (UnknownHostException e) {
      return unreached(what, "the host is not known");
    } catch (IOException e) {
      return unreached(what, Plain.why(e));
    }
  }

  /** A warning: the program starts all the same, and what is to be sent is kept. */
  private static Check unreached(String what, String why) {
    return Check.warn(
        what + ", which cannot be reached: " + why,
        "correct its httpUri, or the network: what is to be sent waits until then");
  }
}
