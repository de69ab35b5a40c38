package io.returnbridge.camel;

import io.returnbridge.edge.ClientAddresses;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.HttpProblem;
import io.returnbridge.intake.ScanGate;
import io.returnbridge.intake.Webhook;
import io.returnbridge.intake.WebhookGate;
import io.returnbridge.intake.WebhookRequest;
import io.returnbridge.json.Json;
import io.returnbridge.json.Problem;
import io.returnbridge.kafka.KafkaState;
import io.returnbridge.metrics.Meters;
import io.returnbridge.store.Happened;
import io.returnbridge.store.Journal;
import io.returnbridge.tracing.Traced;
import io.returnbridge.tracing.Traces;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jboss.logging.Logger;

/** Between HTTP and the gates: requests in, answers and problem details (RFC 9457) out. */
@Named("intakeHttp")
@ApplicationScoped
public class IntakeHttp {
  private static final Logger LOG = Logger.getLogger(IntakeHttp.class);
  private static final String WEBHOOK = "webhook";
  private static final String SPOOLED = "spooled";

  /** Where a webhook was sent to, whether or not there is such a store. */
  private static final String STORE = "webhookStore";

  private static final int RETRY_AFTER_SECONDS = 5;

  private final WebhookGate webhooks;
  private final ScanGate scans;
  private final KafkaState kafka;
  private final ClientAddresses clients;
  private final Journal journal;
  private final Meters meters;

  public IntakeHttp(
      WebhookGate webhooks,
      ScanGate scans,
      KafkaState kafka,
      ClientAddresses clients,
      Journal journal,
      Meters meters) {
    this.webhooks = webhooks;
    this.scans = scans;
    this.kafka = kafka;
    this.clients = clients;
    this.journal = journal;
    this.meters = meters;
  }

  /**
   * The body becomes the bytes of an admitted webhook, with the headers of its Kafka record and no
   * others.
   */
  public void admitWebhook(Exchange exchange) {
    Message message = exchange.getMessage();
    HttpServerRequest request = request(message);
    exchange.setProperty(STORE, store(request));
    Webhook webhook =
        webhooks.admit(
            new WebhookRequest(
                store(request),
                request.getHeader(HttpHeaders.CONTENT_TYPE),
                request.getHeader("X-REVENI-SIGNATURE"),
                clients.of(request),
                bytes(message)));
    requireNoQuery(request);
    TracedWork.received("receive-webhook", exchange)
        .say("store", webhook.store())
        .say("event", webhook.eventId());
    exchange.setProperty(WEBHOOK, webhook);
    exchange.setProperty("kafkaAway", kafka.away());
    message.removeHeaders("*");
    message.setHeader(KafkaConstants.KEY, webhook.key());
    message.setHeader("store", webhook.store());
    message.setHeader("eventId", webhook.eventId());
    message.setHeader("receivedAt", webhook.receivedAt().toString());
    String trace = Traces.current();
    if (trace != null) {
      message.setHeader(Traces.HEADER, trace);
    }
    message.setBody(webhook.body());
  }

  private static String store(HttpServerRequest request) {
    return request.path().substring(request.path().lastIndexOf('/') + 1);
  }

  /** The admitted webhook, for the spool. */
  public Webhook webhook(Exchange exchange) {
    exchange.setProperty(SPOOLED, true);
    return admitted(exchange);
  }

  private static Webhook admitted(Exchange exchange) {
    return exchange.getProperty(WEBHOOK, Webhook.class);
  }

  /** It is durable, and so is what is told of it. */
  public void webhookAccepted(Exchange exchange) {
    Webhook webhook = admitted(exchange);
    boolean spooled = exchange.getProperty(SPOOLED, false, Boolean.class);
    journal.happened(
        Happened.accepted(
            webhook.store(), webhook.key(), webhook.eventId(), spooled ? "database" : "kafka"));
    meters.webhook(webhook.store(), spooled ? Meters.Webhook.SPOOLED : Meters.Webhook.ACCEPTED);
    TracedWork.of(exchange).say("outcome", spooled ? "spooled" : "accepted").end();
    answer(exchange, 202, "application/json", Map.of("eventId", webhook.eventId()));
  }

  public void receiveScan(Exchange exchange) {
    Message message = exchange.getMessage();
    HttpServerRequest request = request(message);
    String source = scans.source(request.getHeader(HttpHeaders.AUTHORIZATION), clients.of(request));
    requireNoQuery(request);
    Traced traced = TracedWork.received("receive-scan", exchange).say("source", source);
    String scanId =
        scans.admit(source, request.getHeader(HttpHeaders.CONTENT_TYPE), bytes(message));
    traced.say("outcome", "accepted").end();
    answer(exchange, 202, "application/json", Map.of("scanId", scanId));
  }

  /** What went wrong, as problem details. Of a defect nothing is told but that there is one. */
  public void problem(Exchange exchange) {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    String store = exchange.getProperty(STORE, String.class);
    TracedWork.of(exchange).failed(cause.getClass().getSimpleName()).end();
    if (store != null) {
      meters.webhook(store, outcome(cause));
    }
    if (cause instanceof HttpProblem problem) {
      answer(exchange, problem.status(), problem.title(), String.valueOf(problem.getMessage()));
    } else if (cause instanceof Unavailable) {
      LOG.warnf("Nothing durable, answered 503: %s", cause.getMessage());
      answer(exchange, 503, "Nothing was stored", "Kafka and database are away: send it again");
      exchange.getMessage().setHeader("Retry-After", RETRY_AFTER_SECONDS);
    } else {
      LOG.error("Intake failed", cause);
      answer(exchange, 500, "Internal error", "Nothing was stored; the log says why");
    }
  }

  private static Meters.Webhook outcome(Throwable cause) {
    if (cause instanceof HttpProblem problem) {
      return switch (problem.status()) {
        case 401 -> Meters.Webhook.UNSIGNED;
        case 404 -> Meters.Webhook.UNKNOWN_STORE;
        case 413 -> Meters.Webhook.TOO_LARGE;
        case 415 -> Meters.Webhook.NOT_JSON;
        default -> Meters.Webhook.MALFORMED;
      };
    }
    return cause instanceof Unavailable ? Meters.Webhook.NOTHING_DURABLE : Meters.Webhook.FAILED;
  }

  /**
   * As it was sent: among a message's headers stand the parameters of the query as well, which
   * anybody who makes somebody else open an address can choose.
   */
  private static HttpServerRequest request(Message message) {
    return ((HttpMessage) message).getRequest();
  }

  private static void requireNoQuery(HttpServerRequest request) {
    if (request.query() != null) {
      throw new HttpProblem(
          400, "Unknown query parameter", "This path has no query parameters: send none");
    }
  }

  private static byte[] bytes(Message message) {
    byte[] body = message.getBody(byte[].class);
    return body == null ? new byte[0] : body;
  }

  private static void answer(Exchange exchange, int status, String title, String detail) {
    answer(exchange, status, Problem.MEDIA_TYPE, Problem.titled(status, title, detail));
    if (status == 401) {
      exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
    }
  }

  private static void answer(Exchange exchange, int status, String contentType, Object body) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, contentType);
    message.setBody(Json.write(body));
  }
}
