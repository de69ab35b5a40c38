package io.returnbridge.camel;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.RetryAfter;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;

/** Puts its breaker before each request to a host that a step of one's own calls. */
final class HostBreakers implements ExecChainHandler {

  private final Circuits circuits;
  private final Clock clock = Clock.systemUTC();

  HostBreakers(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    HttpHost host = scope.route.getTargetHost();
    Optional<Circuit> circuit =
        circuits.ofHost(NotDone.host(host.getSchemeName(), host.getHostName(), host.getPort()));
    return circuit.isPresent()
        ? through(circuit.get(), request, scope, chain)
        : chain.proceed(request, scope);
  }

  private ClassicHttpResponse through(
      Circuit circuit, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    try {
      return circuit.call(() -> answer(circuit, request, scope, chain), this::reply);
    } catch (NotTried notTried) {
      throw notTried;
    } catch (Unavailable away) {
      if (away.getCause() instanceof IOException e) {
        throw e;
      }
      if (away.getCause() instanceof HttpException e) {
        throw e;
      }
      throw away;
    }
  }

  private static ClassicHttpResponse answer(
      Circuit circuit, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
    try {
      return chain.proceed(request, scope);
    } catch (IOException | HttpException e) {
      throw new Unavailable(
          circuit.system(), circuit.system() + " gave no answer: " + e.getMessage(), null, e);
    }
  }

  private Reply reply(ClassicHttpResponse answer) {
    Header asked = answer.getFirstHeader("Retry-After");
    return Reply.of(
        answer.getCode(), RetryAfter.parse(asked == null ? null : asked.getValue(), clock));
  }
}
