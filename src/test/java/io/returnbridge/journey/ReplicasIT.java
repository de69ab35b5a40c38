package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.Webhook;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two and four replicas of the packaged program on one Kafka and one PostgreSQL, behind a load
 * balancer. Whatever becomes of one of them, commercetools is what the accepted webhooks and scans
 * make it.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

  private static final int RETURNS = 24;

  /** Returns under way when a replica is lost: enough that it has some of them. */
  private static final int UNDER_WAY = 16;

  /** A time of each ten seconds, so that three runs come soon. */
  private static final String EACH_TEN_SECONDS = "0/10 * * * * ?";

  private static final Pattern SWEPT =
      Pattern.compile("(\\d\\d:\\d\\d:\\d)\\d\\S* .*open returns are read again");

  private World world;
  private Shop shop;
  private Backing backing;
  private Balancer balancer;
  private final List<Program> replicas = new ArrayList<>();
  private Actors actors;

  @BeforeAll
  void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    backing = new Backing("replicas-backing");
    balancer = new Balancer();
    another();
    another();
    actors = world.actorsAt(balancer.address());
    world.mappings.stores().all().forEach(row -> actors.connect(row.store()));
  }

  @AfterAll
  void end() {
    balancer.close();
    replicas.forEach(Program::close);
    backing.close();
    world.close();
  }

  private void another() {
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(backing.environment());
    Program replica = Program.start("replica-" + (replicas.size() + 1), environment);
    replicas.add(replica);
    World.awaitSteps(world.actorsOf(replica).program());
    balancer.add(replica);
  }

  private Population population(String prefix, int returns) {
    return new Population(prefix, world, shop, returns * 2 / 3, returns, prefix.hashCode());
  }

  private void isAsTheModel(Population population) throws Exception {
    Population.awaitNothingPending(actors.program());
    SoftAssertions softly = new SoftAssertions();
    population.compare(actors, softly);
    population.compareEvents(backing.brokers(), softly);
    softly.assertAll();
  }

  /** Effects that each has written since then. */
  private List<Long> effects() {
    return replicas.stream()
        .map(r -> r.output().lines().filter(l -> l.contains(" effect ")).count())
        .toList();
  }

  @Test
  @Order(1)
  void theWorkSpreads() throws Exception {
    List<Long> before = effects();
    Population population = population("SPREAD", RETURNS);
    population.begin(actors);
    population.end();
    isAsTheModel(population);

    List<Long> after = effects();
    System.out.printf("Effects of two replicas: %s, then %s%n", before, after);
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.get(i) - before.get(i)).as("effects of replica " + (i + 1)).isPositive();
    }
  }

  @Test
  @Order(2)
  void aKilledReplicaIsMadeUpFor() throws Exception {
    Population population = population("KILLED", RETURNS);
    population.begin(actors);
    population.awaitOver(4);
    List<String> underWay = shipped("KILLED");

    replicas.get(1).kill9();
    madeUpFor("killed", underWay);

    replicas.get(1).start();
    population.end();
    isAsTheModel(population);
  }

  @Test
  @Order(3)
  void aFrozenReplicaIsMadeUpForAndHarmsNothingWhenItWakes() throws Exception {
    Population population = population("FROZEN", RETURNS);
    population.begin(actors);
    population.awaitOver(4);
    List<String> underWay = shipped("FROZEN");

    replicas.get(0).freeze();
    try {
      madeUpFor("frozen", underWay);
    } finally {
      replicas.get(0).thaw();
    }

    population.end();
    isAsTheModel(population);
    assertThat(replicas.get(0).isAlive()).isTrue();
  }

  /** Returns that are on their way, of which the program has just been told: no goods move yet. */
  private List<String> shipped(String prefix) {
    List<String> orders = new ArrayList<>();
    for (int n = 0; n < UNDER_WAY; n++) {
      String order = prefix + "-UNDER-WAY-" + n;
      world.shirts(shop, order, "es", 1);
      Shopper ana = actors.shopper("es").quiet();
      String id =
          ana.create(
              ReturnBuilder.ofOrder(order)
                  .rmaNumber("RMA-" + order)
                  .item(Life.SKU, 1, "too_small", "24.9500"));
      ana.ship(id);
      World.tell(actors, "es", id);
      orders.add(order);
    }
    return orders;
  }

  private void madeUpFor(String what, List<String> underWay) {
    long lost = System.nanoTime();
    Waiting.until(
        "what the " + what + " replica had begun",
        () ->
            underWay.stream()
                .allMatch(
                    o -> OrderState.of(world.commercetools, o).set("reveniReturnIds").size() == 1));
    System.out.printf(
        "A replica was %s; %d returns under way were written after %.1f s%n",
        what, underWay.size(), (System.nanoTime() - lost) / 1e9);
  }

  @Test
  @Order(4)
  void fourAreStartedAgainOneAfterTheOtherUnderLoad() throws Exception {
    another();
    another();
    Population population = population("ROLLING", 2 * RETURNS);
    List<Long> before = effects();
    try (Load quiet = new Load()) {
      Waiting.lasts(Duration.ofSeconds(15));
      quiet.end("at rest");
    }
    population.begin(actors);
    try (Load load = new Load()) {
      for (Program replica : replicas) {
        balancer.drain(replica);
        // What Kubernetes does meanwhile: preStop waits until nobody sends there any more.
        Waiting.lasts(Duration.ofSeconds(5));
        assertThat(replica.terminate()).isEqualTo(143);
        replica.start();
        balancer.undrain(replica);
      }
      load.end("while four replicas start again");
    }
    population.end();
    isAsTheModel(population);
    System.out.printf("Effects of four replicas: %s, then %s%n", before, effects());
  }

  /** Ten webhooks a second of one return, whether answered or not. */
  private final class Load implements AutoCloseable {

    private static final int MILLIS = 100;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService posts = Executors.newFixedThreadPool(16);
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final Map<Integer, Integer> statuses = Collections.synchronizedMap(new TreeMap<>());

    Load() {
      String order = "LOAD-" + System.nanoTime();
      world.shirts(shop, order, "es", 1);
      String id =
          actors
              .shopper("es")
              .quiet()
              .create(
                  ReturnBuilder.ofOrder(order)
                      .rmaNumber("RMA-" + order)
                      .item(Life.SKU, 1, "too_small", "24.9500"));
      clock.scheduleAtFixedRate(
          () -> posts.execute(() -> send(id)), 0, MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send(String id) {
      WebhookSender webhooks = actors.reveni().webhooks("es");
      long due = System.nanoTime();
      Webhook webhook = webhooks.prepare(id, WebhookSender.UPDATED, WebhookSender.Style.THIN);
      int status = webhooks.post(actors.webhookUrl("es"), webhook.body(), webhook.signature());
      statuses.merge(status, 1, Integer::sum);
      nanos.add(System.nanoTime() - due);
    }

    /** None was lost: what is not accepted is refused, and nothing of it is stored (503). */
    void end(String when) throws Exception {
      clock.shutdownNow();
      assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      posts.shutdown();
      assertThat(posts.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      List<Long> sorted = nanos.stream().sorted().toList();
      System.out.printf(
          "%d webhooks %s: %s, p50 %.0f ms, p99 %.0f ms%n",
          sorted.size(),
          when,
          statuses,
          sorted.get(sorted.size() / 2) / 1e6,
          sorted.get(sorted.size() * 99 / 100) / 1e6);
      assertThat(statuses.keySet()).isSubsetOf(202, 503);
      assertThat(statuses.getOrDefault(503, 0)).isLessThan(sorted.size() / 20);
    }

    @Override
    public void close() {
      clock.shutdownNow();
      posts.shutdownNow();
    }
  }

  @Test
  @Order(5)
  void whatIsScheduledRunsOnce() {
    for (Program replica : replicas) {
      replica.set("SCHEDULE_SWEEP", EACH_TEN_SECONDS);
      balancer.drain(replica);
      replica.terminate();
      replica.start();
      balancer.undrain(replica);
    }

    Map<String, Integer> runs = new TreeMap<>();
    Waiting.until(
        "four times ten seconds",
        () -> {
          runs.clear();
          for (Program replica : replicas) {
            Matcher swept = SWEPT.matcher(replica.output());
            while (swept.find()) {
              runs.merge(swept.group(1), 1, Integer::sum);
            }
          }
          return runs.size() >= 4;
        });
    System.out.printf("Sweeps by ten seconds in four replicas: %s%n", runs);
    // One that is late is counted with the next; each replica on its own would make four times as
    // many.
    assertThat(runs.values().stream().mapToInt(n -> n).sum())
        .as("%s", runs)
        .isLessThanOrEqualTo(runs.size() + 1);
  }
}
