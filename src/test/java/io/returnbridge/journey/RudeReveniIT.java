package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.http.RudeServer;
import io.returnbridge.http.RudeServer.Manner;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A Reveni that answers in ways that no API should, in front of a program that is asked to log all
 * it can.
 */
class RudeReveniIT {

  private static final String ORDER = "ORD es/1 %20ü";
  private static final String EMAIL = "ana.secret@example.com";

  private static World world;
  private static RudeServer reveni;
  private static Program program;
  private static Actors actors;
  private static Shop shop;

  /** What comes next for requests whose first line contains the key; after that, good manners. */
  private static final Map<String, ConcurrentLinkedDeque<Manner>> manners =
      new ConcurrentHashMap<>();

  private static final Map<String, List<Instant>> times = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.shirts(shop, ORDER, "es", 100);
    world.shirts(shop, "ORD-uk", "uk", 100);
    world.setUp();
    URI sandbox = URI.create(world.reveni.url());
    Manner good = RudeServer.as(sandbox);
    reveni =
        new RudeServer(
            (request, out) -> {
              for (String part : manners.keySet()) {
                if (request.line().contains(part)) {
                  times.computeIfAbsent(part, p -> new ArrayList<>()).add(Instant.now());
                  Manner next = manners.get(part).poll();
                  if (next != null) {
                    next.answer(request, out);
                    return;
                  }
                }
              }
              good.answer(request, out);
            });
    Map<String, String> environment = world.environment();
    environment.put("REVENI_API_URL", reveni.url() + sandbox.getPath());
    environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
    program = Program.start("rude-reveni", environment);
    actors = world.actors(program);
  }

  @AfterAll
  static void stop() {
    program.close();
    reveni.close();
    world.close();
  }

  private static void then(String part, Manner... next) {
    manners.put(part, new ConcurrentLinkedDeque<>(List.of(next)));
  }

  private static String open(String store, String id) {
    Shopper shopper = actors.shopper(store);
    return shopper.create(
        ReturnBuilder.ofOrder(store.equals("es") ? ORDER : "ORD-uk")
            .id(id)
            .rmaNumber("RMA-" + id)
            .customer(EMAIL, "es-ES")
            .item(Life.SKU, 1, "too_small", "24.9500"));
  }

  private static boolean isKnown(String id) {
    return actors.program().get("/api/returns/" + id).status() == 200;
  }

  private static List<JsonNode> cases(String id) {
    List<JsonNode> cases = new ArrayList<>();
    actors.program().openCases().stream()
        .filter(c -> c.path("returnId").asText().equals(id))
        .forEach(cases::add);
    return cases;
  }

  private static long requests(String method, String part) {
    return reveni.requests().stream()
        .filter(line -> line.startsWith(method + " ") && line.contains(part))
        .count();
  }

  private static Manner taken(Manner answer) {
    Manner good = RudeServer.as(URI.create(world.reveni.url()));
    return (request, out) -> {
      good.answer(request, OutputStream.nullOutputStream());
      answer.answer(request, out);
    };
  }

  private static Manner status(int status, String headers) {
    return RudeServer.answer(status, headers + "Connection: close\r\n", "{}");
  }

  @Test
  void slow_large_and_early_answers_hold_nobody_up_and_are_said_as_what_they_are() {
    then("/returns/slow", reveni.trickle(5_000));
    then("/returns/bomb", RudeServer.bomb(100 << 20), RudeServer.bomb(100 << 20));
    then("/returns/endless", RudeServer.endless(200));
    then("/returns/early", status(404, ""), status(404, ""));
    then("/returns/moved", status(302, "Location: /elsewhere\r\n"));
    for (String id : List.of("slow", "bomb", "endless", "early", "moved", "plain")) {
      open("es", id);
    }

    Waiting.until("a return that is answered well", () -> isKnown("plain"));
    for (String id : List.of("slow", "early", "moved")) {
      Waiting.until(id + " to be read at last", () -> isKnown(id));
      assertThat(cases(id)).isEmpty();
    }
    for (String id : List.of("bomb", "endless")) {
      Waiting.until("the case of " + id, () -> !cases(id).isEmpty());
      assertThat(cases(id))
          .singleElement()
          .satisfies(
              c -> {
                assertThat(c.path("code").asText()).isEqualTo("EVENT_UNREADABLE");
                assertThat(c.path("cause").asText()).contains("its answer is larger than 2 MiB");
              });
    }
    assertThat(times.get("/returns/early"))
        .as("asked again after 5 s at most")
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(actors.program().returnOf("plain").path("orderNumber").asText()).isEqualTo(ORDER);
    assertThat(requests("GET", "/elsewhere")).isZero();
  }

  @Test
  void a_verdict_without_a_clear_answer_is_never_sent_again_before_it_is_certain() {
    then("v-taken503/partial_validate", taken(status(503, "")));
    then("v-taken429/partial_validate", taken(status(429, "Retry-After: 0\r\n")));
    then("v-takenreset/partial_validate", taken(RudeServer.hangUp()));
    then("v-lost503/partial_validate", status(503, ""));
    then("v-lost302/partial_validate", status(302, "Location: /elsewhere\r\n"));
    List<String> taken = List.of("v-taken503", "v-taken429", "v-takenreset");
    List<String> lost = List.of("v-lost503", "v-lost302");
    List<String> all = new ArrayList<>(taken);
    all.addAll(lost);
    for (String id : all) {
      open("es", id);
      actors.shopper("es").ship(id);
      actors.shopper("es").receive(id);
      Waiting.until(id, () -> isKnown(id));
      actors.program().scan("es", id, Life.SKU, 1, "a");
    }

    for (String id : all) {
      Waiting.until(
          "the verdict of " + id,
          () ->
              Rows.of(program)
                  .of("select return_id from verdict where confirmed_at is not null")
                  .contains(id));
      assertThat(cases(id)).isEmpty();
    }
    taken.forEach(id -> assertThat(requests("POST", id + "/partial_validate")).isEqualTo(1));
    for (String id : lost) {
      List<Instant> sent = times.get(id + "/partial_validate");
      assertThat(sent).hasSize(2);
      assertThat(Duration.between(sent.get(0), sent.get(1))).isGreaterThan(Duration.ofSeconds(10));
    }
    assertThat(requests("GET", "/elsewhere")).isZero();
  }

  @Test
  void a_store_that_wants_a_pause_of_a_day_holds_up_no_other() {
    then("/returns/uk-1", status(429, "Retry-After: 86400\r\n"));
    open("uk", "uk-1");
    Waiting.until("the wish", () -> times.containsKey("/returns/uk-1"));
    long before = requests("GET", "/store-uk/");
    open("uk", "uk-2");
    open("es", "es-beside");

    Waiting.until("the other store", () -> isKnown("es-beside"));
    assertThat(requests("GET", "/store-uk/")).isEqualTo(before);
    assertThat(
            Rows.of(program)
                .of(
                    """
                    select subject from work where step = 'accept-return' and subject like 'uk/%'
                      and attempt = 0 and due_at between now() + interval '2 minutes' and now() + interval '6 minutes'
                    """))
        .contains("uk/uk-1");
  }

  @Test
  void the_log_tells_no_key_and_no_person_whatever_its_level() {
    open("es", "logged");
    Waiting.until("the return", () -> isKnown("logged"));

    assertThat(program.output())
        .doesNotContain(
            "key-es",
            "key-uk",
            "Bearer ",
            EMAIL,
            world.commercetools.clientSecret(),
            World.PASSWORD,
            World.WAREHOUSE_KEY);
  }
}
