package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which handler of the packaged routes takes a failure, whatever has caused it. */
class KindsOfFailureTest {

  private static final Path HANDLERS = Path.of("routes", "00-error-handling.camel.yaml");

  /** Notes which of its methods was asked. */
  public static final class Noted {
    private String kind = "";

    public void classify(Exchange exchange) {
      exchange.setProperty(
          "failure",
          Failures.kind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    public void retry(Exchange exchange) {
      kind = "unavailable";
    }

    public void park(Exchange exchange) {
      kind = "needs-decision";
    }

    public void reject(Exchange exchange) {
      kind = "rejected";
    }

    public void commit(Exchange exchange) {}
  }

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Noted noted = new Noted();
  private Exception failure = new IllegalStateException("none");

  @BeforeEach
  void start() throws Exception {
    camel.getRegistry().bind("failures", noted);
    camel.getRegistry().bind("offsets", noted);
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            ResourceHelper.fromString(
                HANDLERS.getFileName().toString(), withoutIntake(Files.readString(HANDLERS))));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:dead-letter").log("dead letter");
            from("direct:step")
                .routeConfigurationId("business-step")
                .process(
                    exchange -> {
                      throw failure;
                    });
          }
        });
    camel.start();
  }

  /** The other handlers need beans that are not of interest here. */
  private static String withoutIntake(String yaml) {
    return yaml.substring(0, yaml.indexOf("- routeConfiguration:\n    id: intake"));
  }

  @AfterEach
  void stop() throws IOException {
    camel.close();
  }

  static Stream<Arguments> causes() {
    return Stream.of(
            null,
            new IOException("HTTP/1.1 header parser received no bytes"),
            new TimeoutException(),
            new java.util.concurrent.CompletionException(new java.net.SocketException("reset")),
            new IllegalStateException("odd"),
            new OutOfMemoryError("odd"))
        .flatMap(
            cause ->
                Stream.of(
                    Arguments.of("unavailable", new WriteOutcomeUnknown("no answer", null, cause)),
                    Arguments.of("unavailable", new Unavailable("x", "away", null, cause)),
                    Arguments.of(
                        "unavailable", new NotTried("x", "away", Duration.ofSeconds(1), cause)),
                    Arguments.of("unavailable", new Conflict("another was first")),
                    Arguments.of("rejected", new Rejected("a defect", cause)),
                    Arguments.of("rejected", new IllegalStateException("a defect", cause))));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void theKindIsThatOfWhatWasThrown(String kind, Exception thrown) {
    failure = thrown;
    send();
    assertThat(noted.kind).isEqualTo(kind);
    noted.kind = "";

    failure = new CamelExecutionException("in a split", new DefaultExchange(camel), thrown);
    send();
    assertThat(noted.kind).isEqualTo(kind);
  }

  @Test
  void kafkaIsAwayHoweverItSaysSo() {
    List.of(
            new org.apache.kafka.common.errors.TimeoutException("no metadata after 5000 ms"),
            new NotLeaderOrFollowerException("another"),
            new KafkaException("closed"))
        .forEach(
            away -> {
              failure = new ExecutionException(away);
              send();
              assertThat(noted.kind).as("%s", away).isEqualTo("unavailable");
              noted.kind = "";
            });
    List.of(
            new RecordTooLargeException("too large"),
            new TopicAuthorizationException("finance.credits.v1"),
            new InvalidTopicException("finance credits"))
        .forEach(
            never -> {
              failure = new ExecutionException(never);
              send();
              assertThat(noted.kind).as("%s", never).isEqualTo("rejected");
              noted.kind = "";
            });
  }

  @Test
  void aPersonDecidesWhatOnlyAPersonCan() {
    failure = new NeedsDecision(Trouble.of("OVER_REFUND", Map.of()));
    send();
    assertThat(noted.kind).isEqualTo("needs-decision");
  }

  private void send() {
    camel
        .createProducerTemplate()
        .send("direct:step", exchange -> exchange.getMessage().setBody("a wake-up"));
  }
}
