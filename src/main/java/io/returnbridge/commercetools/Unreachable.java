package io.returnbridge.commercetools;

import io.returnbridge.mappings.Suggestion;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Why an address gave no answer, in words: Java leaves some of them out. */
final class Unreachable {

  private static final List<String> REGIONS =
      List.of(
          "europe-west1.gcp",
          "eu-central-1.aws",
          "us-central1.gcp",
          "us-east-2.aws",
          "australia-southeast1.gcp");

  private static final List<String> HOSTS =
      REGIONS.stream()
          .flatMap(region -> Stream.of("auth.", "api.").map(part -> part + region))
          .map(host -> host + ".commercetools.com")
          .toList();

  private Unreachable() {}

  static String why(URI address, Throwable failure) {
    String host = String.valueOf(address.getHost());
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return "the host "
            + host
            + " is not known"
            + (HOSTS.contains(host)
                ? ", although it is one of commercetools: look at the name service of this machine"
                : Suggestion.of(host, HOSTS));
      }
      if (t instanceof ConnectTimeoutException) {
        return host
            + " does not take the connection within "
            + RawHttp.CONNECT_TIMEOUT.toSeconds()
            + " s";
      }
      if (t instanceof SSLException) {
        return host + " cannot be talked to by TLS (" + t.getMessage() + ")";
      }
    }
    if (failure instanceof ConnectException) {
      return "nothing listens at " + address.getAuthority();
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
