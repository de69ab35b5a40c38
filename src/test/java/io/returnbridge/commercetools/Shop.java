package io.returnbridge.commercetools;

import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.outage.Circuit;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.settings.Commercetools;
import io.returnbridge.store.Effects;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set-up project in the sandbox, and the ports onto it. */
public final class Shop implements AutoCloseable {

  static final Cause CAUSE = new Cause("mirror-status", "es/r1", "event:e1");
  static final Wanted WANTED =
      new Wanted(
          Map.of("too-small", "Too small", "faulty", "Faulty"),
          Set.of("wh-es", "wh-es-inspection"),
          Set.of("wh-es-inspection"),
          Set.of("web-es"),
          Set.of(),
          Set.of());

  public final CommercetoolsSandbox sandbox;
  final CommercetoolsClient client;
  final ProjectCatalogue catalogue;
  final ProjectSetup setup;
  public final CommercetoolsOrders orders;
  public final CommercetoolsPayments payments;
  public final CommercetoolsHoldings holdings;
  final CommercetoolsInventory inventory;
  public final CommercetoolsExchangeOrders exchangeOrders;
  final List<String> effects = new ArrayList<>();
  final InMemoryLastSeen lastSeen = new InMemoryLastSeen();

  private Shop(SandboxOptions options, Duration timeout, int requestsPerSecond, Circuit circuit) {
    this(CommercetoolsSandbox.start(options), timeout, requestsPerSecond, circuit);
  }

  private Shop(
      CommercetoolsSandbox started, Duration timeout, int requestsPerSecond, Circuit circuit) {
    sandbox = started;
    client = new CommercetoolsClient(settings(sandbox, requestsPerSecond), timeout, circuit);
    catalogue = new ProjectCatalogue(client);
    setup = new ProjectSetup(client);
    Effects recorded =
        new Effects(null) {
          @Override
          public void record(
              String resource,
              String key,
              @Nullable Long before,
              @Nullable Long after,
              Cause cause,
              String what,
              Map<String, Object> values) {
            effects.add(resource + " " + key + " " + before + "→" + after + ": " + what);
          }
        };
    orders = new CommercetoolsOrders(client, catalogue, lastSeen, recorded);
    payments = new CommercetoolsPayments(client, recorded);
    holdings = new CommercetoolsHoldings(client, catalogue, lastSeen);
    inventory = new CommercetoolsInventory(client, catalogue, lastSeen, recorded);
    exchangeOrders = new CommercetoolsExchangeOrders(client, recorded);
  }

  /** Nothing in it yet. */
  static Shop empty() {
    return empty(SandboxOptions.of(0, "shop"), 1_000);
  }

  /** Behind a breaker. */
  static Shop behind(Circuit circuit) {
    return new Shop(SandboxOptions.of(0, "shop"), Duration.ofSeconds(30), 1_000, circuit);
  }

  static Shop empty(SandboxOptions options, int requestsPerSecond) {
    return new Shop(
        options, Duration.ofSeconds(30), requestsPerSecond, Circuit.neverOpen("commercetools"));
  }

  /** With our Types, the stock channels and the selling channel. */
  public static Shop ready() {
    Shop shop = empty();
    shop.sandbox.seeds().channel("web-es", "ProductDistribution");
    shop.apply();
    shop.sandbox.resetCalls();
    return shop;
  }

  /** The same project, as a program that starts now finds it. */
  Shop again() {
    return new Shop(sandbox, Duration.ofSeconds(30), 1_000, Circuit.neverOpen("commercetools"));
  }

  public void apply() {
    setup.plan(WANTED).changes().forEach(change -> change.apply().run());
  }

  static Commercetools settings(CommercetoolsSandbox sandbox, int requestsPerSecond) {
    return new Commercetools(
        sandbox.projectKey(),
        sandbox.clientId(),
        sandbox.clientSecret(),
        URI.create(sandbox.authUrl()),
        URI.create(sandbox.url()),
        String.join(" ", sandbox.scopes()),
        requestsPerSecond);
  }

  public OrderView order(String orderNumber, Seeds.Line... lines) {
    sandbox.seeds().order(orderNumber, null, "EUR", List.of(lines));
    return orders.read(orderNumber).orElseThrow();
  }

  public static Seeds.Line line(String sku, long quantity) {
    return new Seeds.Line(sku, sku, sku, quantity, 2495, "wh-es", "web-es");
  }

  @Override
  public void close() {
    sandbox.close();
  }

  /** Without a database; every view goes through JSON, as it does there. */
  static final class InMemoryLastSeen implements LastSeen {
    private final Map<String, String> orders = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();

    @Override
    public Optional<OrderView> order(String orderNumber) {
      return Optional.ofNullable(orders.get(orderNumber))
          .map(json -> io.returnbridge.json.Json.read(json, OrderView.class));
    }

    @Override
    public void saw(OrderView order) {
      orders.put(order.orderNumber(), io.returnbridge.json.Json.write(order));
    }

    @Override
    public void forgetOrder(String orderNumber) {
      orders.remove(orderNumber);
    }

    @Override
    public Optional<SeenEntry> entry(String sku, String channel) {
      return Optional.ofNullable(entries.get(channel + "/" + sku))
          .map(json -> io.returnbridge.json.Json.read(json, SeenEntry.class));
    }

    @Override
    public void saw(SeenEntry entry) {
      entries.put(
          entry.view().channel() + "/" + entry.view().sku(),
          io.returnbridge.json.Json.write(entry));
    }

    @Override
    public void forgetEntry(String sku, String channel) {
      entries.remove(channel + "/" + sku);
    }
  }
}
