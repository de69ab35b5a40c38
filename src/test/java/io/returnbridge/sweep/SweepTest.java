package io.returnbridge.sweep;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.outage.Progress;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private Database database;
  private ReturnStates states;
  private WorkList work;
  private Claims claims;
  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> pages = new HashMap<>();
  private @Nullable String everyPage;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
  }

  private Sweep sweep(@Nullable String listPath) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "CTP_PROJECT_KEY", "p",
                "CTP_CLIENT_ID", "c",
                "CTP_CLIENT_SECRET", "s",
                "CTP_AUTH_URL", "http://127.0.0.1:1",
                "CTP_API_URL", "http://127.0.0.1:1",
                "CTP_SCOPES", "manage_orders",
                "REVENI_API_URL", "https://reveni.test/stores",
                "REVENI_ES_STORE_ID", "store-es",
                "REVENI_ES_API_KEY", "key-es"));
    if (listPath != null) {
      variables.put("REVENI_LIST_PATH", listPath);
    }
    Settings settings = Settings.read(variables);
    ReveniHttp http =
        (method, url, bearer, body) -> {
          asked.add(url);
          assertThat(bearer).isEqualTo("key-es");
          String path = url.replace("https://reveni.test/stores/store-es/", "");
          String page = everyPage == null ? pages.get(path) : everyPage;
          return page == null
              ? new ReveniHttp.Answer(503, null, "")
              : new ReveniHttp.Answer(page.isEmpty() ? 404 : 200, null, page);
        };
    DueReturns due = new DueReturns(database, 10);
    ReveniLists lists =
        new ReveniLists(
            new ReveniReturns(new StoreKeys(http, settings), MAPPINGS), settings, MAPPINGS);
    return new Sweep(
        database,
        work,
        due,
        lists,
        new ListedReturns(database, work, lists, due, new Cases(database, MAPPINGS)),
        MAPPINGS);
  }

  private void run(String subject, String trigger) {
    sweep(null).sweep(Claim.none(new WakeUp("sweep", subject, trigger)));
  }

  /** Ids of the returns that are due to be read, in their order. */
  private List<String> due() {
    return database.query(
        "select subject from work where step = 'accept-return' order by due_at, subject",
        r -> r.text(1).replace("es/", ""));
  }

  private void save(String id, String status, boolean terminal, @Nullable RefundStatus refund) {
    ReturnSnapshot s =
        Returns.snapshot(
            status,
            1,
            List.of(Returns.item("i1", "TSHIRT", 1, "too_small")),
            refund == null ? List.of() : List.of(Returns.refund("rf-1", "10.00", refund)));
    ReturnId returnId = new ReturnId("es", id);
    states.save(
        new ReturnState(
            returnId,
            "RMA-" + id,
            "O-1",
            true,
            Returns.with(s, returnId, false, terminal),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
    database.update(
        "update return_state set seen_at = now() - interval '1 hour' where return_id = ?", id);
  }

  private void ended(String id, int days) {
    database.update(
        "update return_state set terminal_since = now() - ? * interval '1 day' where return_id = ?",
        days,
        id);
  }

  @Test
  void what_is_open_is_read_again_and_what_is_over_is_not() {
    save("open", "shipped", false, null);
    save("over", "accepted", true, null);
    ended("over", 31);
    save("just-over", "accepted", true, null);
    ended("just-over", 29);
    save("refund-due", "accepted", true, RefundStatus.APPROVED);
    ended("refund-due", 90);
    save("credit-due", "accepted", true, RefundStatus.COMPLETED);
    ended("credit-due", 90);
    run("all", "api:admin");

    assertThat(due()).containsExactlyInAnyOrder("open", "just-over", "refund-due", "credit-due");
    assertThat(database.query("select trigger from work limit 1", r -> r.text(1)).get(0))
        .startsWith("sweep:");
  }

  @Test
  void what_left_the_sweep_before_it_was_over_comes_back() throws IOException {
    save("open", "shipped", false, null);
    save("over", "accepted", true, null);
    ended("over", 31);
    save("just-over", "accepted", true, null);
    ended("just-over", 29);
    save("credit-due", "accepted", true, RefundStatus.COMPLETED);
    ended("credit-due", 90);
    database.update("update return_state set in_sweep = false");

    database.update(
        Files.readString(Path.of("src/main/resources/db/migration/V34__back_in_the_sweep.sql")));

    run("all", "api:admin");
    assertThat(due()).containsExactlyInAnyOrder("open", "just-over", "credit-due");
  }

  @Test
  void the_longest_not_seen_come_first_and_so_many_in_a_second() {
    for (int i = 0; i < 4; i++) {
      save("r" + i, "shipped", false, null);
      database.update(
          "update return_state set seen_at = now() - ? * interval '1 day' where return_id = ?",
          i + 1,
          "r" + i);
    }

    run("all", "api:admin");

    assertThat(due()).containsExactly("r3", "r2", "r1", "r0");
    List<Instant> times = database.query("select due_at from work order by due_at", r -> r.time(1));
    assertThat(Duration.between(times.get(0), times.get(3))).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void many_are_taken_page_by_page() {
    save("r", "shipped", false, null);
    database.update(
        """
        insert into return_state (store, return_id, rma_number, status, terminal, reveni_at, document, version, seen_at)
        select store, 'r' || n, rma_number, status, terminal, reveni_at, document, version,
          now() - n % 7 * interval '1 minute' - interval '1 minute'
        from return_state, generate_series(1, 2500) n
        """);
    AtomicInteger signs = new AtomicInteger();
    Progress.toldTo(signs::incrementAndGet);

    run("all", "api:admin");

    Progress.toldTo(null);
    assertThat(due()).hasSize(2501);
    assertThat(signs).as("signs of life").hasValue(3);
  }

  @Test
  void what_is_tried_again_or_being_read_is_left_alone_and_what_waits_is_not() {
    for (String id : List.of("failed", "claimed", "awaits-order")) {
      save(id, "shipped", false, null);
    }
    var unused =
        work.retry(
            Claim.none(new WakeUp("accept-return", "es/failed", "event:e")),
            new Unavailable("reveni", "away", Duration.ofHours(1), null),
            true);
    work.wake("accept-return", "es/claimed", "event:e");
    assertThat(claims.claim(1)).hasSize(1);
    work.wakeAt(
        "accept-return", "es/awaits-order", "order-awaited", Instant.now().plusSeconds(600));

    run("all", "api:admin");

    assertThat(
            database.query(
                "select subject from work where due_at <= now() + interval '1 second' and not waiting",
                r -> r.text(1)))
        .containsExactly("es/awaits-order");
  }

  @Test
  void the_clock_begins_no_sweep_while_one_is_under_way_and_a_person_does() {
    save("r1", "shipped", false, null);
    database.update(
        "insert into work (step, subject, trigger, due_at) values ('accept-return', 'es/x', 'sweep:1', now() + interval '1 hour')");

    run("all", "schedule:2026-11-02T10:17:00Z");
    assertThat(due()).containsExactly("x");

    run("all", "api:admin");
    assertThat(due()).containsExactly("r1", "x");
  }

  @Test
  void a_sweep_reads_the_list_of_each_store_where_there_is_one() {
    run("all", "api:admin");
    assertThat(lists()).isEmpty();

    sweep("returns?since={since}").sweep(Claim.none(new WakeUp("sweep", "all", "api:admin")));
    assertThat(lists()).containsExactly("list/es", "list/uk");
  }

  private List<String> lists() {
    return database.query(
        "select subject from work where step = 'sweep' order by 1", r -> r.text(1));
  }

  private static String page(String next, String... idsAndTimes) {
    StringBuilder results = new StringBuilder();
    for (int i = 0; i < idsAndTimes.length; i += 2) {
      results
          .append(i == 0 ? "" : ",")
          .append("{\"id\":\"")
          .append(idsAndTimes[i])
          .append("\",\"updated_at\":\"")
          .append(idsAndTimes[i + 1])
          .append("\"}");
    }
    return "{\"results\":[" + results + "],\"next\":" + next + "}";
  }

  private void list(String path) {
    sweep(path).sweep(Claim.none(new WakeUp("sweep", "list/es", "sweep:1")));
  }

  @Test
  void a_list_is_read_to_its_end_and_only_news_of_it() {
    save("known", "shipped", false, null);
    save("changed", "shipped", false, null);
    String known = Returns.T0.plusSeconds(86400).toString();
    pages.put("returns", page("\"?page=2\"", "new-1", known, "known", known));
    pages.put(
        "returns?page=2",
        page("null", "changed", Returns.T0.plusSeconds(86401).toString(), "not an id", known));

    list("returns");

    assertThat(due()).containsExactly("new-1", "changed");
    assertThat(asked).hasSize(2);
  }

  @Test
  void a_page_may_have_hundreds_of_whole_returns() {
    String items = "{\"sku\":\"TSHIRT\",\"quantity\":1,\"amount\":\"10.00\"},".repeat(400);
    String whole =
        "{\"return_items\":["
            + items
            + "{}],\"updated_at\":\"2026-11-02T00:00:00Z\",\"id\":\"%s\"}";
    String returns =
        IntStream.range(0, 200).mapToObj(n -> whole.formatted("r" + n)).collect(joining(","));
    pages.put("returns", "{\"results\":[" + returns + "],\"next\":null}");
    assertThat(returns.length()).isGreaterThan(2 << 20);

    list("returns");

    assertThat(due()).hasSize(200);
  }

  @Test
  void a_page_has_its_bound_too() {
    pages.put("returns", page("null").replace("[]", " ".repeat(16 << 20) + "[]"));

    assertThatThrownBy(() -> list("returns"))
        .isInstanceOfSatisfying(
            NeedsDecision.class,
            e -> assertThat(e.trouble().values().get("detail")).contains("larger than 16 MiB"));
  }

  @Test
  void a_list_that_breaks_off_goes_on_where_it_was() {
    pages.put("returns", page("\"/stores/store-es/returns?page=2\"", "a", "2026-11-02T00:00:00Z"));

    assertThatThrownBy(() -> list("returns")).isInstanceOf(Unavailable.class);
    assertThat(due()).containsExactly("a");
    asked.clear();
    pages.put("returns?page=2", page("null", "b", "2026-11-02T00:00:00Z"));
    list("returns");

    assertThat(asked).containsExactly("https://reveni.test/stores/store-es/returns?page=2");
    assertThat(due()).containsExactly("a", "b");
  }

  @Test
  void the_next_list_begins_where_the_last_began() {
    everyPage = page("null");

    list("returns?since={since}");
    list("returns?since={since}");

    List<Instant> since =
        asked.stream()
            .map(url -> url.substring(url.indexOf("since=") + 6).replace("%3A", ":"))
            .map(Instant::parse)
            .toList();
    assertThat(since.get(0)).isBefore(Instant.now().minus(Duration.ofDays(29)));
    assertThat(since.get(1))
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(61)),
            Instant.now().minus(Duration.ofMinutes(59)));
  }

  @Test
  void a_token_stands_where_the_path_has_a_place_for_it() {
    pages.put("returns?cursor=", page("\"a/b\"", "a", "2026-11-02T00:00:00Z"));
    pages.put("returns?cursor=a%2Fb", page("null"));

    list("returns?cursor={cursor}");

    assertThat(asked).hasSize(2);
  }

  @Test
  void the_key_is_never_sent_to_another_server() {
    pages.put("returns", page("\"https://evil.test/returns\"", "a", "2026-11-02T00:00:00Z"));

    assertThatThrownBy(() -> list("returns"))
        .isInstanceOfSatisfying(
            NeedsDecision.class,
            e -> assertThat(e.trouble().values().get("detail")).contains("another server"));
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_path_that_is_none_is_for_a_person() {
    pages.put("returns", "");

    assertThatThrownBy(() -> list("returns"))
        .isInstanceOf(NeedsDecision.class)
        .hasMessageContaining("EVENT_UNREADABLE");
  }
}
