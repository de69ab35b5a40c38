package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** commercetools is away, wants fewer requests, or has one order that takes long. */
@Tag("slow")
class OutageIT {

  private static final int CAP = 60;
  private static final int RETURNS = 75;
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(3);

  /** Threads that may be in the middle of a request: two of each step, and those of due work. */
  private static final int UNDER_WAY = 25;

  private static final Duration ASKED = Duration.ofSeconds(4);

  @TempDir Path folder;

  private World world;
  private Actors actors;
  private Program program;

  @Test
  void anOutageUsesUpNoAttemptsMakesOneCaseAndDrainsByItselfWithinTheRate() throws Exception {
    try (World outside = new World()) {
      world = outside;
      Map<String, String> environment = world.environment();
      environment.put("CTP_MAX_REQUESTS_PER_SECOND", Integer.toString(CAP));
      environment.put("BREAKER_COMMERCETOOLS_FIRST_DELAY", "1s");
      environment.put("BREAKER_COMMERCETOOLS_LONGEST_DELAY", LONGEST_DELAY.toSeconds() + "s");
      environment.put("MAPPINGS_DIR", withCasesAfter("PT3S").toString());
      open(environment, "outage", RETURNS);
      try (Program started = program) {
        world.commercetools.faults(call -> Fault.refuse(503));
        List<String> ids = webhooksDuringTheOutage();
        assertThatItIsKnownAndLeftAlone();

        world.commercetools.resetCalls();
        world.commercetools.faults(FaultPlan.none());
        drained();
        assertThatAllIsDone(ids);
        assertThat(world.commercetools.highestCallsPerSecond()).isBetween(CAP / 10, CAP);

        slowedByA429(ids);
        assertThat(world.commercetools.highestCallsPerSecond()).isLessThanOrEqualTo(CAP);
      }
    }
  }

  /** The shipped table, but for how long an outage may last before it is a case. */
  private Path withCasesAfter(String duration) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            folder.resolve(file.getFileName()),
            Files.readString(file)
                .replace("other-system,PT5M,PT2H", "other-system," + duration + ",PT2H"));
      }
    }
    return folder;
  }

  private void open(Map<String, String> environment, String name, int orders) {
    Shop shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    for (int n = 0; n < orders; n++) {
      world.shirts(shop, "O-" + n, "es", 2);
    }
    world.shirts(shop, "HOT", "es", 200);
    program = Program.start(name, environment);
    actors = world.actors(program);
    World.awaitSteps(actors.program());
    actors.program().settle();
    world.commercetools.resetCalls();
  }

  /** Four webhooks a return; each is answered 202. */
  private List<String> webhooksDuringTheOutage() {
    Shopper shopper = actors.shopper("es").quiet();
    List<String> ids = new ArrayList<>();
    for (int n = 0; n < RETURNS; n++) {
      String id = create(shopper, "O-" + n);
      ids.add(id);
      tell(id);
      shopper.ship(id);
      tell(id);
      shopper.receive(id);
      tell(id);
      shopper.completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"));
      tell(id);
    }
    return ids;
  }

  private static String create(Shopper shopper, String order) {
    return shopper.create(
        ReturnBuilder.ofOrder(order).currency("EUR").item(Life.SKU, 1, "too_small", "24.9500"));
  }

  private void tell(String id) {
    World.tell(actors, "es", id);
  }

  private void assertThatItIsKnownAndLeftAlone() throws Exception {
    Waiting.until("one case of the outage", () -> actors.program().openCases().size() == 1);
    JsonNode outage = actors.program().openCases().get(0);
    assertThat(outage.path("code").asText()).isEqualTo("COMMERCETOOLS_UNAVAILABLE");
    assertThat(outage.path("returnId").isNull()).isTrue();

    // Longer than any growing delay: from here on there are only questions.
    world.commercetools.resetCalls();
    long began = System.nanoTime();
    long attempts = number("select coalesce(sum(attempt), 0) from work");
    Waiting.lasts(Duration.ofSeconds(6));
    assertThat(actors.program().openCases()).hasSize(1);
    int questions = 5 + (int) Duration.ofNanos(System.nanoTime() - began).dividedBy(LONGEST_DELAY);
    assertThat(world.commercetools.calls()).hasSizeLessThanOrEqualTo(questions);
    assertThat(world.commercetools.calls()).allMatch(call -> call.path().equals("orders"));
    assertThat(number("select coalesce(sum(attempt), 0) from work")).isEqualTo(attempts);
    assertThat(attempts).as("those that opened the breaker").isLessThanOrEqualTo(5);
    assertThat(number("select count(*) from work where step = 'accept-return'"))
        .as("four webhooks of a return are one row")
        .isLessThanOrEqualTo(RETURNS);

    Waiting.untilAsserted("pipeline, health and metrics to say so", this::assertThatItIsSaid);
  }

  private void assertThatItIsSaid() throws Exception {
    JsonNode pipeline = actors.program().get("/api/pipeline").body();
    assertThat(pipeline.path("pending").asInt()).isGreaterThanOrEqualTo(RETURNS);
    assertThat(state(pipeline, "accept-return")).isEqualTo("paused");
    assertThat(state(pipeline, "mirror-status")).isEqualTo("paused");
    assertThat(state(pipeline, "hold-for-inspection")).isEqualTo("ok");

    assertThat(actors.program().get("/q/health/ready").status()).isEqualTo(200);
    assertThat(actors.program().get("/q/health/live").status()).isEqualTo(200);
    assertThat(health("commercetools").path("status").asText()).isEqualTo("DOWN");
    assertThat(health("commercetools").at("/data/state").asText()).isIn("open", "half-open");
    assertThat(health("commercetools").at("/data/since").asText()).startsWith("20");
    assertThat(health("reveni").at("/data/state").asText()).isEqualTo("closed");
    assertThat(metrics())
        .contains("returnbridge_breaker_state{system=\"commercetools\"} 2.0")
        .contains("returnbridge_call_seconds_count{outcome=\"failed\",system=\"commercetools\"}");
  }

  private JsonNode health(String name) {
    for (JsonNode check : actors.program().get("/q/health").body().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    throw new IllegalStateException("no check " + name);
  }

  private static String state(JsonNode pipeline, String step) {
    for (JsonNode one : pipeline.path("steps")) {
      if (one.path("step").asText().equals(step)) {
        return one.path("state").asText();
      }
    }
    return "";
  }

  private String metrics() throws Exception {
    URI address = program.address().resolve("/q/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private long number(String sql) throws Exception {
    Path data = program.dataDirectory();
    String url =
        "jdbc:postgresql://127.0.0.1:"
            + Files.readString(data.resolve("postgres.port")).strip()
            + "/postgres";
    String password = Files.readString(data.resolve("postgres.password")).strip();
    try (Connection connection = DriverManager.getConnection(url, "returnbridge", password);
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      if (!result.next()) {
        throw new SQLException("no row: " + sql);
      }
      return result.getLong(1);
    }
  }

  private void drained() throws Exception {
    actors.program().settle(Duration.ofMinutes(5));
    Waiting.until(
        "the case to be resolved by itself", () -> actors.program().openCases().isEmpty());
    assertThat(health("commercetools").at("/data/state").asText()).isEqualTo("closed");
    Waiting.until(
        "no work, but for a tick of the clock now and then",
        () -> number("select count(*) from work") == 0);
  }

  private void assertThatAllIsDone(List<String> ids) {
    for (int n = 0; n < ids.size(); n++) {
      OrderState order = OrderState.of(world.commercetools, "O-" + n);
      assertThat(order.returnStates()).as("order " + n).containsExactly("Returned Refunded");
      assertThat(order.set("reveniReturnIds")).containsExactly(ids.get(n));
      assertThat(order.credits()).hasSize(1);
    }
    assertThat(world.commercetools.onStock(Life.SKU, shelf())).isEqualTo(ids.size());
  }

  private String shelf() {
    return world.mappings.channels().all().stream()
        .filter(row -> row.channel().equals("web-es"))
        .filter(row -> row.location().equals("awaiting-inspection"))
        .findFirst()
        .orElseThrow()
        .stockChannel();
  }

  /** All wait for as long as one was asked to; what was under way at that moment has arrived. */
  private void slowedByA429(List<String> ids) throws Exception {
    world.commercetools.resetCalls();
    AtomicBoolean asked = new AtomicBoolean();
    ConcurrentLinkedQueue<Long> later = new ConcurrentLinkedQueue<>();
    world.commercetools.faults(
        call -> {
          if (asked.compareAndSet(false, true)) {
            return new Fault.Refuse(429, (int) ASKED.toSeconds());
          }
          later.add(System.nanoTime());
          return Fault.none();
        });
    long began = System.nanoTime();
    Shopper shopper = actors.shopper("es").quiet();
    for (String id : ids) {
      shopper.acceptItem(id, "item-1");
      tell(id);
    }
    actors.program().settle(Duration.ofMinutes(5));
    assertThat(later).isNotEmpty();
    long early = later.stream().filter(at -> at - began < ASKED.toNanos()).count();
    assertThat(early).as("requests that were under way").isLessThanOrEqualTo(UNDER_WAY);
    assertThat(health("commercetools").at("/data/state").asText()).isEqualTo("closed");
    assertThat(actors.program().openCases()).isEmpty();
  }

  @Test
  void oneHotOrderDoesNotHoldUpTheOthers() throws Exception {
    int others = 50;
    int hot = 100;
    try (World outside = new World()) {
      world = outside;
      open(world.environment(), "hot", others);
      try (Program started = program) {
        world.commercetools.faults(
            call -> isHot(call) ? new Fault.Delay(Duration.ofSeconds(1)) : Fault.none());
        Shopper shopper = actors.shopper("es").quiet();
        List<String> hotIds = new ArrayList<>();
        List<Future<?>> told = new ArrayList<>();
        ExecutorService crowd = Executors.newFixedThreadPool(4);
        try {
          for (int n = 0; n < hot; n++) {
            String id = create(shopper, "HOT");
            hotIds.add(id);
            told.add(crowd.submit(() -> tell(id)));
            if (n % 2 == 0) {
              String other = create(shopper, "O-" + n / 2);
              told.add(crowd.submit(() -> tell(other)));
            }
          }
          for (Future<?> one : told) {
            one.get(3, TimeUnit.MINUTES);
          }
        } finally {
          crowd.shutdownNow();
        }
        long began = System.nanoTime();
        Awaitility.await("the others to be done")
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> shown(others) == others);
        int shownOfHot = OrderState.of(world.commercetools, "HOT").set("reveniReturnIds").size();
        System.out.printf(
            "Hot order: %d others done after %d ms, %d of %d hot ones shown%n",
            others, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), shownOfHot, hot);
        assertThat(shownOfHot).as("the hot ones still work").isLessThan(hot);

        world.commercetools.faults(FaultPlan.none());
        long healed = System.nanoTime();
        actors.program().settle(Duration.ofMinutes(5));
        System.out.printf(
            "Hot order: the rest done %d ms after it is fast again%n",
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed));
        assertThat(OrderState.of(world.commercetools, "HOT").set("reveniReturnIds"))
            .containsExactlyInAnyOrderElementsOf(hotIds);
        assertThat(actors.program().openCases()).isEmpty();
      }
    }
  }

  private boolean isHot(ApiCall call) {
    String id =
        world.commercetools.order("HOT").map(order -> order.path("id").asText()).orElse("none");
    return call.path().contains("HOT") || call.path().contains(id);
  }

  private long shown(int orders) {
    long shown = 0;
    for (int n = 0; n < orders; n++) {
      OrderState order = OrderState.of(world.commercetools, "O-" + n);
      shown += order.set("reveniReturnIds").isEmpty() ? 0 : 1;
    }
    return shown;
  }
}
