package io.returnbridge.commercetools;

import io.returnbridge.outage.Circuit;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.settings.Commercetools;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The ports of one process onto a sandbox without HTTP, over the tables of a database. */
public final class InProcess {

  /** What can become of a request on its way. */
  @FunctionalInterface
  public interface Way {

    /** Sends the request by {@code send}, or not, or loses what it answers. */
    CommercetoolsSandbox.Reply go(String method, URI uri, Sending send) throws NoAnswer;
  }

  @FunctionalInterface
  public interface Sending {
    CommercetoolsSandbox.Reply now();
  }

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

  public InProcess(CommercetoolsSandbox sandbox, Way way, Database database) {
    CommercetoolsClient client = client(sandbox, way);
    ProjectCatalogue catalogue = new ProjectCatalogue(client);
    StoredLastSeen lastSeen = new StoredLastSeen(database);
    Effects effects = new Effects(database);
    orders = new CommercetoolsOrders(client, catalogue, lastSeen, effects);
    payments = new CommercetoolsPayments(client, effects);
    inventory = new CommercetoolsInventory(client, catalogue, lastSeen, effects);
    exchangeOrders = new CommercetoolsExchangeOrders(client, effects);
  }

  /** As the command {@code setup --apply} does. */
  public static void setUp(CommercetoolsSandbox sandbox, Wanted wanted) {
    CommercetoolsClient client = client(sandbox, (method, uri, send) -> send.now());
    new ProjectSetup(client).plan(wanted).changes().forEach(change -> change.apply().run());
  }

  private static CommercetoolsClient client(CommercetoolsSandbox sandbox, Way way) {
    Commercetools project =
        new Commercetools(
            sandbox.projectKey(),
            sandbox.clientId(),
            sandbox.clientSecret(),
            URI.create(sandbox.authUrl()),
            URI.create(sandbox.url()),
            String.join(" ", sandbox.scopes()),
            100_000);
    return new CommercetoolsClient(project, wire(sandbox, way), Circuit.neverOpen("commercetools"));
  }

  private static Wire wire(CommercetoolsSandbox sandbox, Way way) {
    return (method, uri, headers, body) -> {
      Sending send =
          () ->
              sandbox.call(
                  method, uri, headers.get("Authorization"), headers.get("Content-Type"), body);
      try {
        CommercetoolsSandbox.Reply reply =
            uri.getPath().equals("/oauth/token") ? send.now() : way.go(method, uri, send);
        return new RawHttp.Answer(
            reply.status(),
            "application/json",
            null,
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
