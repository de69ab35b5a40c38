package io.returnbridge.commercetools;

import io.returnbridge.outage.Circuit;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.settings.Commercetools;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The ports of one process onto a sandbox without HTTP, over the tables of a database. */
public final class InProcess {

  /** What can become of a request on its way. */
  @FunctionalInterface
  public interface Way {

    /** Sends the request by {@code send}, or not, or loses what it answers. */
    Returned go(String method, URI uri, String body, Sending send) throws NoAnswer;
  }

  @FunctionalInterface
  public interface Sending {
    default Returned now() {
      return with(null);
    }

    /**
     * @param body instead of its own; null for that
     */
    Returned with(@Nullable String body);
  }

  /**
   * What came back.
   *
   * @param retryAfter the header of that name
   */
  public record Returned(int status, String body, @Nullable String retryAfter) {}

  /** Nothing came back. */
  public static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean sent;

    public NoAnswer(boolean sent) {
      super(sent ? "the answer was lost" : "it could not be sent");
      this.sent = sent;
    }
  }

  public final CommercetoolsOrders orders;
  public final CommercetoolsPayments payments;
  public final CommercetoolsInventory inventory;
  public final CommercetoolsExchangeOrders exchangeOrders;
  public final CommercetoolsHoldings holdings;
  public final CommercetoolsSoldOrders soldOrders;

  public InProcess(
      CommercetoolsSandbox sandbox, Way way, LongSupplier nanoTime, Database database) {
    CommercetoolsClient client = client(sandbox, way, nanoTime, database::letGo);
    ProjectCatalogue catalogue = new ProjectCatalogue(client);
    StoredLastSeen lastSeen = new StoredLastSeen(database);
    Effects effects = new Effects(database);
    orders = new CommercetoolsOrders(client, catalogue, lastSeen, effects);
    payments = new CommercetoolsPayments(client, effects);
    inventory = new CommercetoolsInventory(client, catalogue, lastSeen, effects);
    exchangeOrders = new CommercetoolsExchangeOrders(client, effects);
    holdings = new CommercetoolsHoldings(client, catalogue, lastSeen);
    soldOrders = new CommercetoolsSoldOrders(client, catalogue);
  }

  /** As the command {@code setup --apply} does. */
  public static void setUp(CommercetoolsSandbox sandbox, Wanted wanted) {
    CommercetoolsClient client =
        client(sandbox, (method, uri, body, send) -> send.now(), System::nanoTime, () -> {});
    new ProjectSetup(client).plan(wanted).changes().forEach(change -> change.apply().run());
  }

  private static CommercetoolsClient client(
      CommercetoolsSandbox sandbox, Way way, LongSupplier nanoTime, Runnable beforeWaiting) {
    Commercetools project =
        new Commercetools(
            sandbox.projectKey(),
            sandbox.clientId(),
            sandbox.clientSecret(),
            URI.create(sandbox.authUrl()),
            URI.create(sandbox.url()),
            String.join(" ", sandbox.scopes()),
            Integer.MAX_VALUE);
    return new CommercetoolsClient(
        project,
        new Transport(
            project,
            wire(sandbox, way),
            Circuit.neverOpen("commercetools"),
            Clock.systemUTC(),
            new RequestRate(Integer.MAX_VALUE, nanoTime, Duration.ZERO)),
        beforeWaiting);
  }

  private static Wire wire(CommercetoolsSandbox sandbox, Way way) {
    return (method, uri, headers, body) -> {
      Sending send =
          other -> {
            CommercetoolsSandbox.Reply reply =
                sandbox.call(
                    method,
                    uri,
                    headers.get("Authorization"),
                    headers.get("Content-Type"),
                    other == null ? body : other.getBytes(StandardCharsets.UTF_8));
            return new Returned(reply.status(), reply.body(), null);
          };
      try {
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        Returned reply =
            uri.getPath().equals("/oauth/token") ? send.now() : way.go(method, uri, text, send);
        return new RawHttp.Answer(
            reply.status(),
            "application/json",
            reply.retryAfter(),
            reply.body().getBytes(StandardCharsets.UTF_8));
      } catch (NoAnswer e) {
        if (e.sent) {
          throw new RawHttp.AnswerLost(String.valueOf(e.getMessage()), e);
        }
        throw new RawHttp.NotSent(String.valueOf(e.getMessage()), e);
      }
    };
  }
}
