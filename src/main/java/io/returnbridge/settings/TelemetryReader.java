package io.returnbridge.settings;

import io.returnbridge.settings.Telemetry.Collector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how the program is watched. Of what OpenTelemetry names, some is read here. */
final class TelemetryReader {
  private static final String FORMAT = "LOG_FORMAT";
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
  private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
  private static final String SERVICE = "OTEL_SERVICE_NAME";
  private static final String SHARE = "OTEL_TRACES_SAMPLER_ARG";

  private static final String SPOKEN = "http/protobuf";
  private static final Pattern HEADER =
      Pattern.compile("\\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\\s*=\\s*([\\x20-\\x7E]+?)\\s*");

  private final SettingsReader variables;

  TelemetryReader(SettingsReader variables) {
    this.variables = variables;
  }

  Telemetry read() {
    String format = variables.optional(FORMAT).orElse("text");
    if (!format.equals("text") && !format.equals("json")) {
      variables.problem(FORMAT + " is \"" + format + "\": set it to text or json");
    }
    return new Telemetry(format.equals("json"), collector());
  }

  private Optional<Collector> collector() {
    String protocol = variables.optional(PROTOCOL).orElse(SPOKEN);
    if (!protocol.equals(SPOKEN)) {
      variables.problem(
          PROTOCOL
              + " is \""
              + protocol
              + "\": this program speaks "
              + SPOKEN
              + " only (port 4318 of most collectors); take the variable away");
    }
    Map<String, String> headers = headers();
    String service = variables.optional(SERVICE).orElse("returnbridge");
    double share = share();
    return variables
        .optional(ENDPOINT)
        .map(text -> new Collector(variables.url(ENDPOINT, text), headers, service, share));
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String one : variables.optional(HEADERS).map(h -> h.split(",")).orElse(new String[0])) {
      var header = HEADER.matcher(one);
      if (header.matches()) {
        headers.put(header.group(1), header.group(2));
      } else {
        variables.problem(
            HEADERS + " has a part that is no header: set it to name=value, separated by commas");
      }
    }
    return headers;
  }

  private double share() {
    String text = variables.optional(SHARE).orElse("1");
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of range.
    }
    variables.problem(
        SHARE + " is \"" + text + "\": set it to the share of traces to keep, from 0 to 1");
    return 1;
  }
}
