package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * commercetools answers 503 to everything while 2,000 webhooks come. With {@code -Doutage.minutes}
 * for so long and with what is shipped; else for {@link #SHORT}, and what is measured in minutes is
 * measured in seconds.
 */
@Tag("slow")
class OutageDigestIT {

  private static final Duration SHORT = Duration.ofSeconds(75);

  /**
   * So much longer the outage lasts at most, where the machine cannot send the webhooks in time.
   */
  private static final Duration BUSY = Duration.ofMinutes(10);

  private static final int KNOWN = 100;
  private static final int RETURNS = 525;
  private static final int EVENTS = 2000;

  /** Work that may be under way when the outage begins. */
  private static final int WORKERS = 32;

  private static final String INTEGRATION = "ida@example.com";

  @TempDir Path folder;

  /**
   * @param longestDelay between two questions whether commercetools is back
   * @param afterwards so that whatever were still to be told would have been
   */
  private record Scale(
      Duration outage,
      int cap,
      Duration longestDelay,
      Duration afterwards,
      Map<String, String> environment) {}

  private World world;
  private Actors actors;
  private Program program;
  private String[] ids;

  private Scale scale() throws IOException {
    Integer minutes = Integer.getInteger("outage.minutes");
    if (minutes != null) {
      return new Scale(
          Duration.ofMinutes(minutes),
          50,
          Duration.ofSeconds(60),
          Duration.ofMinutes(4),
          Map.of("CTP_MAX_REQUESTS_PER_SECOND", "", "SCHEDULE_ALERTS", ""));
    }
    return new Scale(
        SHORT,
        100,
        Duration.ofSeconds(6),
        Duration.ofSeconds(30),
        Map.of(
            "CTP_MAX_REQUESTS_PER_SECOND", "100",
            "BREAKER_COMMERCETOOLS_FIRST_DELAY", "1s",
            "BREAKER_COMMERCETOOLS_LONGEST_DELAY", "6s",
            "ALERTS_BATCH", "PT12S",
            "ALERTS_AT_MOST_EVERY", "PT15S",
            "ALERTS_CRITICAL", "PT6S",
            "MAPPINGS_DIR", withCasesAfter("PT30S").toString()));
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

  @Test
  void twoThousandEventsDuringAnOutageMakeOneDigestAndLeaveNoCaseForAPerson() throws Exception {
    Scale scale = scale();
    try (World outside = new World();
        AlertDesk desk = new AlertDesk()) {
      world = outside;
      try (Program started = start(desk, scale)) {
        program = started;
        for (int n = 0; n < KNOWN; n++) {
          tell(create(n));
        }
        actors.program().settle();

        world.commercetools.resetCalls();
        world.commercetools.faults(call -> Fault.refuse(503));
        long began = System.nanoTime();
        webhooks(scale.outage());
        Duration left = scale.outage().minusNanos(System.nanoTime() - began);
        Waiting.lasts(left.isNegative() ? Duration.ZERO : left);
        Duration lasted = Duration.ofNanos(System.nanoTime() - began);
        Waiting.untilAsserted("one case and one digest", () -> assertThatItIsOneOutage(desk));
        int asked = assertThatItWasLeftAlone(began, scale.longestDelay());

        world.commercetools.resetCalls();
        world.commercetools.faults(FaultPlan.none());
        began = System.nanoTime();
        awaitAnswer();
        long noticed = System.nanoTime() - began;
        actors.program().settle(Duration.ofMinutes(10));
        long drained = System.nanoTime() - began;
        Waiting.until(
            "the case to be resolved by itself", () -> actors.program().openCases().isEmpty());
        int calls = world.commercetools.calls().size();
        int fastest = world.commercetools.highestCallsPerSecond();
        Waiting.lasts(scale.afterwards());

        System.out.printf(
            "Outage of %d s, %d webhooks: %d calls meanwhile; noticed after %d s, drained after %d s by %d calls,"
                + " %d in a second at most of %d; cases %s, mails %d, webhook calls %d%n",
            lasted.toSeconds(),
            EVENTS,
            asked,
            TimeUnit.NANOSECONDS.toSeconds(noticed),
            TimeUnit.NANOSECONDS.toSeconds(drained),
            calls,
            fastest,
            scale.cap(),
            Rows.of(program).of("select code || ' ' || status from exception_case"),
            desk.mails().size(),
            desk.calls().size());
        assertThatAllIsDone();
        assertThat(fastest).isBetween(scale.cap() / 10, scale.cap());
        assertThat(Rows.of(program).of("select code || ' ' || status from exception_case"))
            .as("all cases there ever were")
            .containsExactly("COMMERCETOOLS_UNAVAILABLE resolved");
        assertThat(actors.program().openCases()).isEmpty();
        actors.program().settle();
        assertThat(desk.mails()).as("not even one that it is over").hasSize(1);
        assertThat(desk.calls()).hasSize(1);
      }
    }
  }

  private Program start(AlertDesk desk, Scale scale) {
    Shop shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    for (int n = 0; n < RETURNS; n++) {
      world.shirts(shop, "O-" + n, "es", 2);
    }
    ids = new String[RETURNS];
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(desk.environment());
    environment.put("ALERTS_EMAIL_INTEGRATION", INTEGRATION);
    environment.put("ALERTS_EMAIL_WAREHOUSE", "wim@example.com");
    environment.putAll(scale.environment());
    environment.values().removeIf(String::isEmpty);
    Program started = Program.start("outage-digest", environment);
    actors = world.actors(started);
    World.awaitSteps(actors.program());
    actors.program().settle();
    return started;
  }

  private Shopper shopper() {
    return actors.shopper("es").quiet();
  }

  private String create(int n) {
    ids[n] =
        shopper()
            .create(
                ReturnBuilder.ofOrder("O-" + n)
                    .currency("EUR")
                    .item(Life.SKU, 1, "too_small", "24.9500"));
    return ids[n];
  }

  private void tell(String id) {
    World.tell(actors, "es", id);
  }

  /** Evenly over most of the outage; each is answered 202 in the end. */
  private void webhooks(Duration outage) throws Exception {
    List<Runnable> events = new ArrayList<>();
    for (int n = KNOWN; n < RETURNS; n++) {
      int order = n;
      events.add(() -> tell(create(order)));
    }
    for (int n = 0; n < RETURNS; n++) {
      int order = n;
      events.add(() -> told(order, id -> shopper().ship(id)));
    }
    for (int n = 0; n < RETURNS; n++) {
      int order = n;
      events.add(() -> told(order, id -> shopper().receive(id)));
    }
    for (int n = 0; n < RETURNS; n++) {
      int order = n;
      events.add(
          () ->
              told(
                  order,
                  id -> shopper().completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"))));
    }
    assertThat(events).hasSize(EVENTS);
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    try {
      long apart = outage.toNanos() * 9 / 10 / EVENTS;
      var iterator = events.iterator();
      var ticks =
          clock.scheduleAtFixedRate(
              () -> {
                if (!iterator.hasNext()) {
                  clock.shutdown();
                  return;
                }
                iterator.next().run();
              },
              0,
              apart,
              TimeUnit.NANOSECONDS);
      assertThatThrownBy(() -> ticks.get(outage.plus(BUSY).toMillis(), TimeUnit.MILLISECONDS))
          .as("the end of the clock, and no failure")
          .isInstanceOf(CancellationException.class);
      assertThat(iterator.hasNext()).isFalse();
    } finally {
      clock.shutdownNow();
    }
  }

  private void told(int n, Consumer<String> what) {
    what.accept(ids[n]);
    tell(ids[n]);
  }

  private void assertThatItIsOneOutage(AlertDesk desk) {
    assertThat(actors.program().openCases())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.path("code").asText()).isEqualTo("COMMERCETOOLS_UNAVAILABLE");
              assertThat(c.path("returnId").isNull()).isTrue();
              assertThat(c.path("owner").asText()).isEqualTo("integration");
            });
    assertThat(desk.mails()).hasSize(1);
    assertThat(desk.mailsTo(INTEGRATION)).hasSize(1);
    assertThat(AlertDesk.subject(desk.mailsTo(INTEGRATION).get(0)))
        .isEqualTo("Returnbridge: 1 new case for integration (1 critical)");
    assertThat(AlertDesk.part(desk.mailsTo(INTEGRATION).get(0), 0))
        .contains("1 × COMMERCETOOLS_UNAVAILABLE");
    assertThat(desk.calls())
        .singleElement()
        .satisfies(call -> assertThat(call.text()).contains("1 × COMMERCETOOLS_UNAVAILABLE"));
  }

  /**
   * Those that opened the breaker and were under way, then a question now and then.
   *
   * @return the calls
   */
  private int assertThatItWasLeftAlone(long began, Duration longestDelay) {
    int calls = world.commercetools.calls().size();
    Duration lasted = Duration.ofNanos(System.nanoTime() - began);
    int questions = 8 + (int) lasted.dividedBy(longestDelay);
    assertThat(calls).isLessThanOrEqualTo(WORKERS + questions);
    List<String> attempts =
        Rows.of(program).of("select step || ' ' || attempt from work where attempt > 4");
    assertThat(attempts).as("attempts besides those that opened the breaker").isEmpty();
    Waiting.untilAsserted(
        "the pipeline to say what waits",
        () ->
            assertThat(actors.program().get("/api/pipeline").body().path("pending").asInt())
                .as("webhooks of one return are one piece of work")
                .isBetween(RETURNS - WORKERS, RETURNS + WORKERS));
    return calls;
  }

  private void awaitAnswer() {
    Awaitility.await("the breaker to be closed")
        .atMost(Duration.ofMinutes(4))
        .until(
            () ->
                Rows.of(program)
                    .of("select 1 from replica where commercetools_away is not null")
                    .isEmpty());
  }

  private void assertThatAllIsDone() {
    for (int n = 0; n < RETURNS; n++) {
      OrderState order = OrderState.of(world.commercetools, "O-" + n);
      assertThat(order.returnStates()).as("order " + n).containsExactly("Returned Refunded");
      assertThat(order.set("reveniReturnIds")).containsExactly(ids[n]);
      assertThat(order.credits()).hasSize(1);
    }
    assertThat(
            world.commercetools.payments().stream()
                .filter(p -> p.path("key").asText().startsWith("reveni-credit-")))
        .hasSize(RETURNS);
    String shelf =
        world.mappings.channels().all().stream()
            .filter(row -> row.channel().equals("web-es"))
            .filter(row -> row.location().equals("awaiting-inspection"))
            .findFirst()
            .orElseThrow()
            .stockChannel();
    assertThat(world.commercetools.onStock(Life.SKU, shelf)).isEqualTo(RETURNS);
  }
}
