package io.returnbridge.embedded;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * The one login of the embedded Kafka. Whoever else works on this machine finds its port, but not
 * the password, which only this user can read. It is proved without being told (SCRAM), so that
 * another program which listens on a port that the broker left never learns it.
 */
record BrokerLogin(String password) {

  static final String USER = "returnbridge";
  static final String MECHANISM = "SCRAM-SHA-256";
  static final String PROTOCOL = "SASL_PLAINTEXT";

  /** The one of the last start; a new one where there is none: no data depends on it. */
  static BrokerLogin of(DataDirectory data) throws IOException {
    return new BrokerLogin(data.secret("kafka.password"));
  }

  /** What a client needs, by Kafka's names. */
  Map<String, String> client() {
    return Map.of(
        "security.protocol", PROTOCOL,
        "sasl.mechanism", MECHANISM,
        "sasl.jaas.config", jaas());
  }

  /** What the broker needs on both of its listeners, to be logged in to and to log in to itself. */
  Map<String, String> broker() {
    String scram = "." + MECHANISM.toLowerCase(Locale.ROOT) + ".";
    String check = "sasl.server.callback.handler.class";
    return Map.of(
        "sasl.enabled.mechanisms",
        MECHANISM,
        "sasl.mechanism.inter.broker.protocol",
        MECHANISM,
        "sasl.mechanism.controller.protocol",
        MECHANISM,
        "listener.name.clients" + scram + "sasl.jaas.config",
        jaas(),
        "listener.name.clients" + scram + check,
        OneScramLogin.class.getName(),
        "listener.name.controller" + scram + "sasl.jaas.config",
        jaas(),
        "listener.name.controller" + scram + check,
        OneScramLogin.class.getName());
  }

  private String jaas() {
    return "%s required username=\"%s\" password=\"%s\";"
        .formatted(ScramLoginModule.class.getName(), USER, password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerLogin[" + USER + "]";
  }
}
