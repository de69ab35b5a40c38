package io.returnbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.journey.Backing;
import io.returnbridge.journey.Program;
import io.returnbridge.journey.World;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
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
  private static final long SHORTEST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long STANDSTILL = Duration.ofMinutes(3).toNanos();
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** PostgreSQL's sessions tell their counts when they have been idle for ten seconds. */
  static final Duration COUNTED = Duration.ofSeconds(11);

  static final String CAP = "CTP_MAX_REQUESTS_PER_SECOND";
  static final Duration LATENCY = Duration.ofMillis(80);

  /** The one of the store, which signs its webhooks. */
  static final String API_KEY = "key-" + STORE;

  /** Between two returns at light load. */
  private static final Duration LIGHT = Duration.ofMillis(250);

  /** In both systems and in the program's records, as a return that is applied. */
  private static final String COPIES =
      """
      insert into %1$s select r.* from %1$s t, generate_series(1, ?) n,
        jsonb_populate_record(null::%1$s, %2$s::jsonb) r
      where t.%3$s = ?""";

  /** Goods of an order that come back, as one return. */
  record Returned(String order, String sku, String returnId) {}

  final World world;
  final Program program;
  private final Shop shop;
  private final Actors actors;
  private final Path databaseDirectory;
  private final int skus;
  private final Map<String, Long> expectedStock = new ConcurrentHashMap<>();
  private Connection database;
  private double readySeconds;
  private double readyCpuSeconds;
  private int orders;

  private Bench(World world, Shop shop, Program program, Path databaseDirectory, int skus)
      throws Exception {
    this.world = world;
    this.shop = shop;
    this.program = program;
    this.databaseDirectory = databaseDirectory;
    this.skus = skus;
    this.actors = world.actors(program);
    this.database = start();
  }

  /**
   * Starts a program and lets it do some returns first.
   *
   * @param variables beside those that it needs
   */
  static Bench open(Path packaged, BenchmarkOptions options, Map<String, String> variables)
      throws Exception {
    return open(packaged, options, variables, Optional.empty());
  }

  /** The same with a Kafka and a PostgreSQL that are not its own. */
  static Bench open(Path packaged, BenchmarkOptions options, Backing backing) throws Exception {
    return open(packaged, options, backing.environment(), Optional.of(backing.databaseDirectory()));
  }

  private static Bench open(
      Path packaged,
      BenchmarkOptions options,
      Map<String, String> variables,
      Optional<Path> databaseDirectory)
      throws Exception {
    World world = new World();
    Shop shop = Shop.open(world.commercetools, world.mappings);
    Map<String, String> environment = world.environment();
    environment.put(CAP, "10000");
    Program.Ended setUp =
        Program.toMeasure(packaged, "benchmark", environment)
            .command(environment, "setup", "--apply");
    if (setUp.code() != 0) {
      throw new IllegalStateException("setup --apply ended with " + setUp);
    }
    environment.putAll(variables);
    Program program = Program.toMeasure(packaged, "benchmark", environment);
    Bench bench =
        new Bench(
            world,
            shop,
            program,
            databaseDirectory.orElse(program.dataDirectory()),
            options.skus());
    World.awaitSteps(bench.actors.program());
    bench.settle();
    bench.tell(bench.received(options.warm()));
    return bench;
  }

  private Connection start() throws Exception {
    long began = System.nanoTime();
    program.start();
    readySeconds = (System.nanoTime() - began) / 1e9;
    readyCpuSeconds = Processes.cpuMillis(program.pid()) / 1e3;
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + Files.readString(databaseDirectory.resolve("postgres.port")).strip()
            + "/postgres",
        "returnbridge",
        Files.readString(databaseDirectory.resolve("postgres.password")).strip());
  }

  /** Ends and starts again on the same data. */
  void restart() throws Exception {
    database.close();
    program.terminate();
    database = start();
  }

  /** From the process's start until it said that it is ready. */
  double readySeconds() {
    return readySeconds;
  }

  /** What the JVM needed of a core for that. */
  double readyCpuSeconds() {
    return readyCpuSeconds;
  }

  /** Waits until the program says that nothing is under way. */
  void settle() {
    actors.program().settle(PATIENCE);
  }

  WebhookSender webhooks() {
    return actors.reveni().webhooks(STORE);
  }

  URI webhookUrl() {
    return actors.webhookUrl(STORE);
  }

  /** Orders with one return each, which nobody has told the program about. */
  List<Returned> announced(int number) {
    List<Returned> made = new ArrayList<>();
    for (int n = 0; n < number; n++) {
      made.add(announced("SKU"));
    }
    return made;
  }

  private Returned announced(String goods) {
    String sku = goods + "-" + orders % skus;
    String order = "BENCH-" + orders++;
    order(order, sku, 2);
    return announced(order, sku);
  }

  /** One with a reason that no table approves. */
  Returned announcedFor(String reason) {
    String order = "BENCH-" + orders++;
    order(order, "SKU-0", 2);
    return announced(order, "SKU-0", reason);
  }

  private void order(String number, String sku, int quantity) {
    Seeds.Line line =
        new Seeds.Line(
            sku,
            "Shirt",
            "Camiseta",
            quantity,
            CENTS,
            shop.saleable(STORE),
            shop.sellingChannel(STORE));
    world.commercetools.seeds().order(number, STORE, "EUR", List.of(line));
  }

  private Returned announced(String order, String sku) {
    return announced(order, sku, "too_small");
  }

  private Returned announced(String order, String sku, String reason) {
    Shopper shopper = actors.shopper(STORE).quiet();
    ReturnBuilder draft = ReturnBuilder.ofOrder(order).item(sku, 1, reason, AMOUNT);
    return new Returned(order, sku, shopper.create(draft));
  }

  /** The same, whose goods are back and paid for. */
  List<Returned> received(int number) {
    List<Returned> made = announced(number);
    made.forEach(this::receive);
    return made;
  }

  /** Returns of one unit each of one order, back and paid for. */
  List<Returned> receivedOfOneOrder(int number) {
    String order = "HOT-" + orders++;
    order(order, "HOT", number);
    List<Returned> made = new ArrayList<>();
    for (int n = 0; n < number; n++) {
      made.add(announced(order, "HOT"));
    }
    made.forEach(this::receive);
    return made;
  }

  /**
   * So many returns like one that is applied: rows and resources are copied with other names, since
   * the program would take hours for them.
   */
  void copy(Returned one, int number) throws SQLException {
    JsonNode order = order(one);
    JsonNode payment =
        world.commercetools.payment("reveni-credit-" + one.returnId() + "-rf-1").orElseThrow();
    JsonNode stated = world.reveni.read(STORE, one.returnId()).orElseThrow();
    // Names that end with a number instead: ids are hexadecimal.
    List<String> names =
        List.of(
            one.returnId(),
            one.order(),
            stated.get("rma_number").asText(),
            order.get("id").asText(),
            payment.get("id").asText());
    String replaced = "to_jsonb(t)::text";
    for (String name : names) {
      replaced =
          "replace(%s, '%s', '%s' || lpad(n::text, 8, '0'))".formatted(replaced, name, stem(name));
    }
    for (String[] table :
        List.of(
            new String[] {"return_state", "return_id", one.returnId()},
            new String[] {"last_seen_order", "order_number", one.order()})) {
      try (PreparedStatement copies =
          database.prepareStatement(COPIES.formatted(table[0], replaced, table[1]))) {
        copies.setInt(1, number);
        copies.setString(2, table[2]);
        copies.executeUpdate();
      }
    }
    for (int n = 1; n <= number; n++) {
      world.commercetools.put("orders", copied(order, names, n));
      world.commercetools.put("payments", copied(payment, names, n));
      world.reveni.put(STORE, copied(stated, names, n));
    }
    try (Statement statement = database.createStatement()) {
      statement.execute("analyze");
    }
  }

  /** What the program has recorded of each return, copied until there are so many. */
  void copyRecords(int returns) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("select return_id from return_state")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    ManyReturns.copy(database, ids, returns / ids.size());
  }

  private static String stem(String name) {
    return name.length() > 30 ? name.substring(0, name.length() - 8) : name + "-";
  }

  private static ObjectNode copied(JsonNode node, List<String> names, int n) {
    String text = node.toString();
    for (String name : names) {
      text = text.replace(name, stem(name) + "%08d".formatted(n));
    }
    return (ObjectNode) Json.read(text, JsonNode.class);
  }

  /** Webhooks of so many new returns that are back and paid for. */
  List<byte[]> bodies(int number) {
    return received(number).stream()
        .map(
            one -> webhooks().body(one.returnId(), WebhookSender.UPDATED, WebhookSender.Style.THIN))
        .toList();
  }

  /** What the program's database says. */
  String ask(String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      return answer.next() ? String.valueOf(answer.getString(1)) : "";
    }
  }

  ProgramApi api() {
    return actors.program();
  }

  /** The goods arrive and are paid for; nobody is told. */
  void receive(Returned one) {
    Shopper shopper = actors.shopper(STORE).quiet();
    shopper.ship(one.returnId());
    shopper.receive(one.returnId());
    shopper.completeRefund(one.returnId(), NewRefund.byMerchant("rf-1", AMOUNT));
    expectedStock.merge(one.sku(), 1L, Long::sum);
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

  /** Waits until all are done; answers how many were in a second. */
  double awaitApplied(List<Returned> returns) {
    List<Returned> left = new ArrayList<>(returns);
    int tenth = returns.size() / 10;
    long[] tenths = new long[2];
    int[] counts = new int[2];
    AtomicLong lastChange = new AtomicLong(System.nanoTime());
    await(
        "all to be applied",
        () -> {
          if (left.removeIf(this::isApplied)) {
            lastChange.set(System.nanoTime());
          } else if (System.nanoTime() - lastChange.get() > STANDSTILL) {
            throw new IllegalStateException(left.size() + " are not applied: " + left.get(0));
          }
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
    Set<String> goods = returns.stream().map(Returned::sku).collect(Collectors.toSet());
    await("the stock of all returns", () -> goods.stream().allMatch(this::isOnStock));
    return (counts[1] - counts[0]) * 1e9 / (tenths[1] - tenths[0]);
  }

  void awaitAnnounced(List<Returned> returns) {
    for (Returned one : returns) {
      await(
          one + " to be announced",
          () -> !order(one).at("/custom/fields/reveniReturnIds").isEmpty());
    }
  }

  /** Looks again and again; looking takes a small part of the time at most. */
  static void await(String what, Callable<Boolean> condition) {
    AtomicLong lastLook = new AtomicLong();
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval((n, last) -> Duration.ofNanos(Math.max(SHORTEST_PAUSE, 20 * lastLook.get())))
        .until(
            () -> {
              long began = System.nanoTime();
              boolean there = condition.call();
              lastLook.set(System.nanoTime() - began);
              return there;
            });
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

  private boolean isOnStock(String sku) {
    return onStock(sku) >= expectedStock.get(sku);
  }

  private long onStock(String sku) {
    return world.commercetools.onStock(sku, shop.inspection(STORE));
  }

  /** At light load: how long each takes from its webhook until all is applied. */
  Latencies paced(String goods, int number) throws Exception {
    return paced(goods, LIGHT, n -> n < number);
  }

  /**
   * The same.
   *
   * @param goods of which nothing else comes back meanwhile
   * @param gap between two of them
   * @param goesOn whether there is one more after so many
   */
  Latencies paced(String goods, Duration gap, IntPredicate goesOn) throws Exception {
    record Told(Returned one, long at, long stock) {}
    List<Told> underWay = new ArrayList<>();
    List<Long> took = new ArrayList<>();
    ExecutorService tellers = Executors.newFixedThreadPool(TELLERS);
    try {
      long due = System.nanoTime();
      int number = 0;
      while (goesOn.test(number) || !underWay.isEmpty()) {
        if (goesOn.test(number) && System.nanoTime() >= due) {
          Returned one = announced(goods);
          receive(one);
          underWay.add(new Told(one, System.nanoTime(), expectedStock.get(one.sku())));
          tellers.execute(() -> tell(one));
          number++;
          due += gap.toNanos();
        }
        underWay.removeIf(
            told -> {
              boolean done = onStock(told.one().sku()) >= told.stock() && isApplied(told.one());
              if (done) {
                took.add(System.nanoTime() - told.at());
              }
              return done;
            });
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } finally {
      tellers.shutdownNow();
    }
    return Latencies.of(took);
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
          Processes.cpuMillisWithChildren(postmaster()),
          world.commercetools.calls().size(),
          world.reveni.calls().total());
    }
  }

  /** The memory of the database's processes. */
  double databaseMegabytes() throws IOException {
    return Processes.sharedMegabytesWithChildren(postmaster());
  }

  private long postmaster() throws IOException {
    Path file = databaseDirectory.resolve("postgres/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
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
    StatementLog log = StatementLog.begin(database, databaseDirectory.resolve("postgres.log"));
    work.run();
    rest(Duration.ofSeconds(1));
    return log.end(database, returns);
  }

  /** Lets time pass. */
  static void rest(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** What was measured counts for nothing if anything became a case. */
  void assertThatAllWentWell() {
    List<JsonNode> cases = actors.program().openCases();
    if (!cases.isEmpty()) {
      throw new IllegalStateException(cases.size() + " cases, such as " + cases.get(0));
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
    program.close();
    world.close();
  }
}
