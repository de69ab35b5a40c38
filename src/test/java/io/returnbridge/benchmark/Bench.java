package io.returnbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.journey.Program;
import io.returnbridge.journey.World;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One program that is measured, with a commercetools and a Reveni of its own in this process. While
 * it is measured the program itself is asked nothing: what it has done is seen outside.
 */
final class Bench implements AutoCloseable {
  private static final String STORE = "es";
  private static final long CENTS = 2495;
  private static final String AMOUNT = "24.9500";
  private static final int TELLERS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** PostgreSQL's sessions tell their counts when they have been idle for ten seconds. */
  static final Duration COUNTED = Duration.ofSeconds(11);

  /** Goods of one order that come back, as one return. */
  record Returned(String order, String sku, String returnId) {}

  final World world;
  final Program program;
  private final Shop shop;
  private final Actors actors;
  private final Connection database;
  private final int skus;
  private int orders;

  private Bench(World world, Shop shop, Program program, int skus)
      throws SQLException, IOException {
    this.world = world;
    this.shop = shop;
    this.program = program;
    this.skus = skus;
    this.actors = world.actors(program);
    Path data = program.dataDirectory();
    this.database =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:"
                + Files.readString(data.resolve("postgres.port")).strip()
                + "/postgres",
            "returnbridge",
            Files.readString(data.resolve("postgres.password")).strip());
  }

  /**
   * Starts a program and lets it do some returns first.
   *
   * @param cap of calls to commercetools a second
   */
  static Bench open(Path packaged, BenchmarkOptions options, int cap) throws Exception {
    World world = new World();
    Shop shop = Shop.open(world.commercetools, world.mappings);
    Map<String, String> environment = world.environment();
    environment.put("CTP_MAX_REQUESTS_PER_SECOND", Integer.toString(cap));
    Program program = Program.toMeasure(packaged, "benchmark", environment);
    Program.Ended setUp = program.command(environment, "setup", "--apply");
    if (setUp.code() != 0) {
      throw new IllegalStateException("setup --apply ended with " + setUp);
    }
    program.start();
    Bench bench = new Bench(world, shop, program, options.skus());
    World.awaitSteps(bench.actors.program());
    bench.actors.program().settle();
    bench.tell(bench.received(options.warm()));
    return bench;
  }

  /** Orders with one return each, which nobody has told the program about. */
  List<Returned> announced(int number) {
    Shopper shopper = actors.shopper(STORE).quiet();
    List<Returned> made = new ArrayList<>();
    for (int n = 0; n < number; n++) {
      String sku = "SKU-" + orders % skus;
      String order = "BENCH-" + orders++;
      Seeds.Line line =
          new Seeds.Line(
              sku, "Shirt", "Camiseta", 2, CENTS, shop.saleable(STORE), shop.sellingChannel(STORE));
      world.commercetools.seeds().order(order, STORE, "EUR", List.of(line));
      String id = shopper.create(ReturnBuilder.ofOrder(order).item(sku, 1, "too_small", AMOUNT));
      made.add(new Returned(order, sku, id));
    }
    return made;
  }

  /** The same, whose goods are back and paid for. */
  List<Returned> received(int number) {
    List<Returned> made = announced(number);
    made.forEach(this::receive);
    return made;
  }

  /** The goods arrive and are paid for; nobody is told. */
  void receive(Returned one) {
    Shopper shopper = actors.shopper(STORE).quiet();
    shopper.ship(one.returnId());
    shopper.receive(one.returnId());
    shopper.completeRefund(one.returnId(), NewRefund.byMerchant("rf-1", AMOUNT));
  }

  /**
   * How fast returns were applied.
   *
   * @param perSecond between the first and the last tenth of them
   * @param all from the first webhook to the last write
   */
  record Pace(double perSecond, Duration all) {}

  /** Sends one webhook for each, as fast as some senders can, and waits until all is done. */
  Pace tell(List<Returned> returns) throws Exception {
    long began = System.nanoTime();
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try {
      Future<?> sent = sender.submit(() -> sendAll(returns));
      double perSecond = awaitApplied(returns);
      sent.get();
      return new Pace(perSecond, Duration.ofNanos(System.nanoTime() - began));
    } finally {
      sender.shutdownNow();
    }
  }

  private @Nullable Void sendAll(List<Returned> returns) throws Exception {
    send(returns);
    return null;
  }

  void send(List<Returned> returns) throws Exception {
    ExecutorService tellers = Executors.newFixedThreadPool(TELLERS);
    try {
      List<Future<?>> told = new ArrayList<>();
      returns.forEach(one -> told.add(tellers.submit(() -> tell(one))));
      for (Future<?> one : told) {
        one.get();
      }
    } finally {
      tellers.shutdownNow();
    }
  }

  private void tell(Returned one) {
    WebhookSender sender = actors.reveni().webhooks(STORE);
    int status =
        sender.sendUntilStored(
            sender.prepare(one.returnId(), WebhookSender.UPDATED, WebhookSender.Style.THIN));
    if (status != 202) {
      throw new IllegalStateException("a webhook was answered " + status);
    }
  }

  private double awaitApplied(List<Returned> returns) {
    List<Returned> left = new ArrayList<>(returns);
    int tenth = returns.size() / 10;
    long[] tenths = new long[2];
    int[] counts = new int[2];
    await(
        "all to be applied",
        () -> {
          left.removeIf(this::isApplied);
          int done = returns.size() - left.size();
          if (done >= tenth && counts[0] == 0) {
            counts[0] = done;
            tenths[0] = System.nanoTime();
          }
          if (done >= returns.size() - tenth && counts[1] == 0) {
            counts[1] = done;
            tenths[1] = System.nanoTime();
          }
          return left.isEmpty();
        });
    long received = receivedReturns();
    await("the stock of all returns", () -> returnedStock() == received);
    return (counts[1] - counts[0]) * 1e9 / (tenths[1] - tenths[0]);
  }

  void awaitAnnounced(List<Returned> returns) {
    for (Returned one : returns) {
      await(
          one + " to be announced",
          () -> !order(one).at("/custom/fields/reveniReturnIds").isEmpty());
    }
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(condition);
  }

  /** On the order: that it came back, that it is paid for, and the credit. */
  boolean isApplied(Returned one) {
    JsonNode order = order(one);
    JsonNode item = order.at("/returnInfo/0/items/0");
    return item.path("shipmentState").asText().equals("Returned")
        && item.path("paymentState").asText().equals("Refunded")
        && !order.at("/paymentInfo/payments").isEmpty();
  }

  private JsonNode order(Returned one) {
    return world.commercetools.order(one.order()).orElseThrow();
  }

  private long returnedStock() {
    long stock = 0;
    for (int n = 0; n < Math.min(skus, orders); n++) {
      stock += world.commercetools.onStock("SKU-" + n, shop.inspection(STORE));
    }
    return stock;
  }

  private long receivedReturns() {
    return world.reveni.returnIds(STORE).stream()
        .filter(
            id ->
                world
                    .reveni
                    .read(STORE, id)
                    .orElseThrow()
                    .path("status")
                    .asText()
                    .equals("received"))
        .count();
  }

  /** From now on commercetools answers with this latency. */
  Arrivals answerAfter(Duration latency) {
    Arrivals arrivals = new Arrivals(latency);
    world.commercetools.faults(arrivals);
    return arrivals;
  }

  void answerAtOnce() {
    world.commercetools.faults(FaultPlan.none());
  }

  /** CPU and calls as they are now; commits and syncs as far as PostgreSQL's sessions told them. */
  Cost cost() throws SQLException, IOException {
    long postmaster =
        Long.parseLong(
            Files.readAllLines(program.dataDirectory().resolve("postgres/postmaster.pid"))
                .get(0)
                .strip());
    try (Statement statement = database.createStatement();
        ResultSet counts =
            statement.executeQuery(
                "select (select sum(xact_commit) from pg_stat_database),"
                    + " (select wal_sync from pg_stat_wal)")) {
      counts.next();
      return new Cost(
          counts.getLong(1),
          counts.getLong(2),
          Processes.cpuMillis(program.pid()),
          Processes.cpuMillisWithChildren(postmaster),
          world.commercetools.calls().size(),
          world.reveni.calls().total());
    }
  }

  /** What returns cost, without what the program uses up when nothing is to be done. */
  Cost costOf(Work work) throws Exception {
    rest(COUNTED);
    Cost idle = cost();
    rest(COUNTED);
    Cost before = cost();
    work.run();
    rest(Duration.ofSeconds(1));
    Cost busy = cost();
    rest(COUNTED);
    Cost after = cost();
    Cost ofIdle = before.since(idle);
    Cost counted = after.since(before).since(ofIdle);
    return new Cost(
        counted.commits(),
        counted.walSyncs(),
        busy.since(before).jvmMillis(),
        busy.since(before).databaseMillis(),
        counted.commercetools(),
        counted.reveni());
  }

  /** Something to be measured. */
  interface Work {
    void run() throws Exception;
  }

  /** Which transactions the work takes, a return. */
  List<String> statementsOf(int returns, Work work) throws Exception {
    StatementLog log =
        StatementLog.begin(database, program.dataDirectory().resolve("postgres.log"));
    work.run();
    rest(Duration.ofSeconds(1));
    return log.end(database, returns);
  }

  /** Lets time pass. */
  static void rest(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  @Override
  public void close() throws SQLException {
    database.close();
    program.close();
    world.close();
  }
}
