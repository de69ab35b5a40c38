package io.returnbridge.settings;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How the program is watched.
 *
 * @param jsonLog one object of JSON a line, instead of text
 * @param collector absent: no traces are made
 */
public record Telemetry(boolean jsonLog, Optional<Collector> collector) {

  /**
   * Where traces go.
   *
   * @param endpoint without {@code /v1/traces}
   * @param headers of each request; they may have its key
   * @param service what the program is called there
   * @param share of the traces that are kept, from 0 to 1
   */
  public record Collector(URI endpoint, Map<String, String> headers, String service, double share) {

    /** Without the headers. */
    @Override
    public String toString() {
      return "Collector[endpoint=" + endpoint + ", service=" + service + "]";
    }
  }
}
