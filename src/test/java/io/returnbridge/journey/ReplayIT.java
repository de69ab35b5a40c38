package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Day;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.Story;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.reveni.Faults;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Replays and dry runs, on the packaged program. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {

  private static final List<String> TOPICS =
      List.of(
          "reveni.webhooks.v1",
          "returns.events.v1",
          "warehouse.scans.v1",
          "reveni.webhooks.v1.accept-return.dlt",
          "returns.events.v1.mirror-status.dlt",
          "returns.events.v1.hold-for-inspection.dlt",
          "returns.events.v1.link-credit.dlt",
          "returns.events.v1.create-exchange-order.dlt",
          "warehouse.scans.v1.move-inspected-stock.dlt",
          "warehouse.scans.v1.apply-stock-movements.dlt");

  private final List<String> played = new ArrayList<>();
  private Predicate<ApiCall> blocked = call -> false;
  private World world;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() {
    world = new World();
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
    program = Program.start("replay", world.environment());
    actors = world.actors(program);
    Day day = new Day(actors);
    for (Story story :
        List.of(
            day.mixedRefundAndExchange(),
            day.twoReturnsOnOneOrder(),
            day.threeUnitsWithDifferentGrades(),
            day.unmappedReason())) {
      played.addAll(story.returnIds());
    }
    heal();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  @AfterEach
  void heal() {
    blocked = call -> false;
    world.commercetools.resetCalls();
    world.commercetools.faults(FaultPlan.none());
    world.reveni.faults(Faults.none());
    retry();
  }

  @Test
  void aReplayOfEveryTopicHasNoNewEffect() {
    Map<String, List<String>> before = everything();
    List<JsonNode> replays = new ArrayList<>();

    for (String topic : TOPICS) {
      replays.add(ended(ask("{\"topic\":\"%s\"}".formatted(topic))));
    }

    actors.program().settle();
    assertUnchangedSince(before);
    assertThat(replays).allSatisfy(r -> assertThat(r.at("/counts/effects").asLong()).isZero());
    assertThat(replays).allSatisfy(r -> assertThat(r.at("/counts/events").asLong()).isZero());
    assertThat(replays).allSatisfy(r -> assertThat(r.at("/counts/cases").asLong()).isZero());
    assertThat(replays.get(0).at("/counts/records").asLong())
        .isEqualTo(Topic.records(program.brokers(), TOPICS.get(0)).size());
    assertThat(replays.get(0).at("/counts/returns").asLong()).isGreaterThanOrEqualTo(played.size());
    assertThat(replays.get(3).at("/counts/records").asLong()).isZero();
  }

  @Test
  void aReplayOfAPeriodAndOfAReturnFromTheCommandLineHaveNoNewEffect() {
    Map<String, List<String>> before = everything();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String yesterday = today.minusDays(1).toString();

    Program.Ended period = command("replay", "--from", yesterday, "--to", today.toString());
    Program.Ended one = command("replay", "--return", played.get(0));
    Program.Ended ofOtherStore = command("replay", "--return", played.get(0), "--store", "uk");

    actors.program().settle();
    assertUnchangedSince(before);
    long returns = Long.parseLong(Rows.of(program).of("select count(*) from return_state").get(0));
    assertThat(period.output()).isEqualTo(returns + " returns were looked at: 0 new effects");
    assertThat(period.code()).isZero();
    assertThat(one.output()).isEqualTo("1 return was looked at: 0 new effects");
    assertThat(one.code()).isZero();
    assertThat(ofOtherStore.output())
        .isEqualTo("Neither this program nor Reveni knows a return " + played.get(0));
    assertThat(ofOtherStore.code()).isEqualTo(1);
  }

  @Test
  void aReturnThatChangedWithoutAWebhookIsFollowedThroughItsSteps() {
    Shopper quiet = actors.shopper("es").quiet();
    String id =
        quiet.create(
            ReturnBuilder.ofOrder(Shop.BELTS)
                .customer("ana@example.com", "es-ES")
                .item("BELT-BROWN-95", 1, "too_small", "29.5000"));
    actors.program().settle();

    JsonNode replay = ended(ask("{\"returnId\":\"%s\"}".formatted(id)));

    assertThat(replay.at("/counts/returns").asLong()).isEqualTo(1);
    assertThat(replay.at("/counts/events").asLong()).isEqualTo(1);
    assertThat(replay.at("/counts/effects").asLong()).isEqualTo(1);
    assertThat(OrderState.of(world.commercetools, Shop.BELTS).set("reveniReturnIds")).contains(id);
  }

  @Test
  void aDryRunShowsTheBlockedChangeAndChangesNothing() {
    block(call -> call.resource().equals("orders"));
    String id =
        actors
            .shopper("es")
            .create(
                ReturnBuilder.ofOrder(Shop.DRESS)
                    .customer("ana@example.com", "es-ES")
                    .item("DRESS-BLUE-S", 1, "changed_mind", "79.0000"));
    awaitRetry("mirror-status", id);
    Waiting.until(
        "only the blocked step to have work",
        () -> everything().get("work").stream().allMatch(r -> r.contains("mirror-status")));
    Map<String, List<String>> before = everything();

    Program.Ended run = command("replay", "--return", id, "--dry-run");

    assertUnchangedSince(before);
    assertThat(seen(id)).isEmpty();
    List<String> lines = run.output().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).isEqualTo("1 return was looked at: 1 change would be made");
    assertThat(run.code()).isZero();
    heal();
    assertThat(effects(id)).containsExactly(lines.get(0).substring(lines.get(0).indexOf(": ") + 2));
  }

  @Test
  void aDryRunFollowsAReturnThroughAllItsSteps() {
    block(ApiCall::writes);
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(Shop.SHIRT_AND_SCARF)
                .customer("ana@example.com", "es-ES")
                .item("TSHIRT-RED-M", 1, "too_small", "24.9500")
                .exchange("SCARF-WOOL", 1, "size_change", "35.0000", "JEANS-34"));
    ana.receive(id);
    ana.completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"));
    awaitRetry("mirror-status", id);
    awaitRetry("link-credit", id);
    awaitRetry("create-exchange-order", id);
    Waiting.until(
        "a stock leg",
        () -> !Rows.of(program).of("select id from stock_leg where return_id = ?", id).isEmpty());
    Map<String, List<String>> before = everything();

    JsonNode replay = ended(ask("{\"returnId\":\"%s\",\"dryRun\":true}".formatted(id)));

    assertUnchangedSince(before);
    assertThat(seen(id)).isEmpty();
    assertThat(replay.path("problems")).isEmpty();
    TreeSet<String> expected = new TreeSet<>();
    replay
        .path("changes")
        .forEach(c -> expected.add(c.path("resource").asText() + " " + c.path("key").asText()));
    heal();
    TreeSet<String> happened = new TreeSet<>();
    effects(id).forEach(e -> happened.add(e.substring(0, e.indexOf(": "))));
    assertThat(expected).isEqualTo(happened).hasSize(5);
  }

  @Test
  void aKilledReplayGoesOnWhereItWas() {
    Map<String, List<String>> before = everything();
    world.reveni.faults(Faults.always(Faults.Fault.UNAVAILABLE));
    String id = ask("{\"topic\":\"reveni.webhooks.v1\"}");
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                Rows.of(program)
                        .of(
                            "select subject from replay_part where replay_id = ? and state = 'woken'",
                            id)
                        .size()
                    >= played.size());

    program.kill9();
    program.start();

    assertThat(actors.program().get("/api/replay/" + id).body().path("state").asText())
        .isEqualTo("running");
    assertThat(pending()).isPositive();
    heal();
    JsonNode replay = ended(id);
    assertThat(replay.at("/counts/looked").asLong()).isGreaterThanOrEqualTo(played.size());
    assertThat(replay.at("/counts/effects").asLong()).isZero();
    assertUnchangedSince(before);
  }

  @Test
  void whatCannotBeReplayedIsSaid() {
    Program.Ended none = command("replay");
    Program.Ended both = command("replay", "--return", "r1", "--topic", "returns.events.v1");
    Program.Ended unknown = command("replay", "--topic", "stock.movements.v1");
    Program.Ended nonsense = command("replay", "--from", "yesterday", "--to", "today");
    Program.Ended elsewhere = program.command(Map.of("HTTP_PORT", "1"), "replay", "--return", "r1");
    Program.Ended stranger =
        program.command(Map.of("CONSOLE_ADMIN_PASSWORD", "wrong"), "replay", "--return", "r1");

    assertThat(none.code()).isEqualTo(2);
    assertThat(none.output()).startsWith("Of what? Name it with --return");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.output()).startsWith("Say one of");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.output()).contains("topic must be one of", "returns.events.v1,");
    assertThat(nonsense.code()).isEqualTo(2);
    assertThat(nonsense.output()).startsWith("from must be a date");
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.output()).startsWith("Nothing answers at http://127.0.0.1:1");
    assertThat(stranger.code()).isEqualTo(1);
    assertThat(stranger.output()).contains("refuses CONSOLE_ADMIN_PASSWORD");
    assertThat(actors.program().get("/api/replay/none").status()).isEqualTo(404);
    assertThat(actors.program().get("/api/replay").body().path("items")).isNotNull();
  }

  /** All that a replay must leave as it is. */
  private Map<String, List<String>> everything() {
    Rows rows = Rows.of(program);
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(
        "writes",
        world.commercetools.calls().stream()
            .filter(c -> c.writes() && !blocked.test(c))
            .map(ApiCall::path)
            .toList());
    all.put("effect", rows.of("select e::text from effect e order by id"));
    all.put(
        "outgoing",
        rows.of("select id || coalesce(published_at::text, '') from outgoing order by id"));
    all.put("exception_case", rows.of("select id from exception_case order by id"));
    all.put(
        "return_state",
        rows.of(
            "select return_id || ' ' || version || document from return_state order by return_id"));
    all.put("allocation", rows.of("select a::text from allocation a order by 1"));
    all.put(
        "stock_leg",
        rows.of(
            "select id || ' ' || state || ' ' || coalesce(batch, '') from stock_leg order by 1"));
    all.put("verdict", rows.of("select v::text from verdict v order by 1"));
    all.put("scan", rows.of("select s::text from scan s order by 1"));
    all.put(
        "work",
        rows.of(
            """
            select step || ' ' || subject from work
            where step <> 'replay' and coalesce(trigger, '') not like 'schedule:%' order by 1
            """));
    all.put("verdicts", world.reveni.verdicts().stream().map(String::valueOf).toList());
    return all;
  }

  /** Says only what differs. */
  private void assertUnchangedSince(Map<String, List<String>> before) {
    Map<String, List<String>> after = everything();
    List<String> changes = new ArrayList<>();
    before.forEach(
        (what, rows) -> {
          rows.stream()
              .filter(r -> !after.get(what).contains(r))
              .forEach(r -> changes.add("- " + what + " " + r));
          after.get(what).stream()
              .filter(r -> !rows.contains(r))
              .forEach(r -> changes.add("+ " + what + " " + r));
        });
    assertThat(changes).isEmpty();
    assertThat(after.get("writes")).hasSameSizeAs(before.get("writes"));
  }

  /** Writes of that kind are refused, whoever tries them. */
  private void block(Predicate<ApiCall> writes) {
    blocked = call -> call.writes() && writes.test(call);
    world.commercetools.faults(call -> blocked.test(call) ? Fault.refuse(503) : Fault.none());
  }

  private void awaitRetry(String step, String returnId) {
    Awaitility.await(step + " of " + returnId + " to be tried again")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                !Rows.of(program)
                    .of(
                        "select 1 from work where step = ? and subject = ? and attempt > 0",
                        step,
                        "es/" + returnId)
                    .isEmpty());
  }

  /** A breaker that has opened meanwhile asks at its longest after a minute. */
  private void retry() {
    assertThat(actors.program().post("/api/jobs/retries/run", null).status()).isEqualTo(202);
    actors.program().settle(Duration.ofMinutes(4));
  }

  /** As a dry run says them: of the return, its order's exchange orders and its stock. */
  private List<String> effects(String returnId) {
    return Rows.of(program)
        .of(
            """
            select resource || ' ' || resource_key || ': ' || what from effect e
            where subject = ? or subject in (select channel || '/' || sku from stock_leg where return_id = ?)
              and what like '%' || ? || '%'
            order by id
            """,
            "es/" + returnId, returnId, returnId);
  }

  private String ask(String body) {
    ProgramApi.Answer answer = actors.program().post("/api/replay", body);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
    return answer.body().path("replayId").asText();
  }

  private JsonNode ended(String id) {
    return Awaitility.await("the end of replay " + id)
        .atMost(Duration.ofMinutes(4))
        .until(
            () -> actors.program().get("/api/replay/" + id).body(),
            r -> r.path("state").asText().equals("done"));
  }

  private long pending() {
    return actors.program().get("/api/pipeline").body().path("pending").asLong();
  }

  private Program.Ended command(String... arguments) {
    return program.command(Map.of(), arguments);
  }

  /** Views of orders and entries that name the return. */
  private List<String> seen(String returnId) {
    return Rows.of(program)
        .of(
            """
            select view::text from last_seen_order where view::text like '%' || ? || '%'
            union all select view::text from last_seen_entry where view::text like '%' || ? || '%'
            """,
            returnId, returnId);
  }
}
