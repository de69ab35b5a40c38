package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that Reveni refuses is one fault of the set-up, however many returns it stops. */
class StoreCasesTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final Map<String, Integer> answers = new HashMap<>();
  private @Nullable Duration retryAfter;
  private final List<String> asked = new ArrayList<>();
  private Database database;
  private CaseBook book;
  private WorkList work;
  private NextAttempts attempts;
  private StoreKeys keys;
  private StoreCases watcher;

  @BeforeEach
  void clean(@TempDir Path folder) throws IOException {
    database = TestDatabase.clean();
    book = new CaseBook(database);
    work = TestDatabase.work(database);
    attempts =
        new NextAttempts(
            database,
            new Outbox(database),
            work,
            TestDatabase.claims(database),
            new Cases(database, MAPPINGS),
            TestSteps.circuits());
    start(atOnce(folder));
  }

  /** The shipped tables, but for how long a key is refused before it is a case. */
  private static Mappings atOnce(Path folder) throws IOException {
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            folder.resolve(file.getFileName()),
            Files.readString(file)
                .replace("critical,integration,PT30S,PT2H", "critical,integration,PT0S,PT2H")
                .replace(
                    "REVENI_UNAVAILABLE,integration,critical,other-system,PT5M",
                    "REVENI_UNAVAILABLE,integration,critical,other-system,PT0S"));
      }
    }
    return Mappings.load(folder);
  }

  private void start(Mappings mappings) {
    keys =
        new StoreKeys(
            (method, url, bearer, body) -> {
              asked.add(method + " " + bearer);
              return new ReveniHttp.Answer(answers.getOrDefault(bearer, 404), retryAfter, "{}");
            },
            settings());
    watcher =
        new StoreCases(
            keys, database, new Cases(database, mappings), work, mappings, TestSteps.ALL);
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("REVENI_API_URL", "https://reveni.test/stores");
    for (String store : List.of("ES", "UK")) {
      variables.put("REVENI_" + store + "_STORE_ID", "store-" + store);
      variables.put("REVENI_" + store + "_API_KEY", "key-" + store);
    }
    variables.put("REVENI_UK_API_KEY_PREVIOUS", "old-UK");
    return Settings.read(variables);
  }

  private void read(String store, String id) {
    new ReveniReturns(keys, MAPPINGS).read(new ReturnId(store, id));
  }

  private void acceptReturn(String store, String id) {
    try {
      read(store, id);
    } catch (Unavailable why) {
      attempts.after(Claim.none(new WakeUp("accept-return", store + "/" + id, "webhook:1")), why);
    }
  }

  private List<ExceptionCase> cases() {
    return book.list(CaseBook.Filter.NONE, null, 100);
  }

  private List<String> due(String condition) {
    return database.query("select subject from work where " + condition, r -> r.text(1));
  }

  @Test
  void manyReturnsWaitBehindOneCaseAndGoOnWhenTheKeyIsTaken() {
    answers.put("key-ES", 401);
    for (int n = 0; n < 60; n++) {
      acceptReturn("es", "r" + n % 5);
    }
    assertThat(asked).as("one look, and no key is worn out").containsExactly("GET key-ES");
    assertThat(due("attempt > 0")).isEmpty();
    assertThat(due("due_at > now() + interval '1 minute'")).hasSize(5);

    watcher.look();
    watcher.look();
    assertThat(cases())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.code()).isEqualTo("REVENI_KEY_REFUSED");
              assertThat(c.store()).isEqualTo("es");
              assertThat(c.returnId()).isNull();
              assertThat(c.owner()).isEqualTo("integration");
              assertThat(c.verdict()).isEqualTo("integration");
              assertThat(c.status()).isEqualTo("open");
              assertThat(c.count()).isEqualTo(1);
              assertThat(c.cause()).contains("(401): check REVENI_ES_API_KEY and _STORE_ID");
            });

    answers.remove("key-ES");
    watcher.look();
    assertThat(cases())
        .singleElement()
        .satisfies(c -> assertThat(c.status()).isEqualTo("resolved"));
    assertThat(due("due_at <= now()")).hasSize(5);
    read("es", "r1");
  }

  @Test
  void anotherStoreGoesOn() {
    answers.put("key-ES", 403);
    acceptReturn("es", "r1");
    read("uk", "r1");
    watcher.look();

    assertThat(asked).containsExactly("GET key-ES", "GET key-UK", "GET key-ES");
    assertThat(cases()).singleElement().satisfies(c -> assertThat(c.store()).isEqualTo("es"));
  }

  @Test
  void aStartWithTheRightKeyEndsTheCase() {
    answers.put("key-ES", 401);
    acceptReturn("es", "r1");
    watcher.look();
    assertThat(cases()).hasSize(1);

    start(MAPPINGS);
    watcher.look();
    assertThat(cases()).as("it is refused still").allMatch(c -> c.status().equals("open"));
    assertThatThrownBy(() -> read("es", "r1")).isInstanceOf(NotTried.class);

    start(MAPPINGS);
    answers.put("key-ES", 503);
    watcher.look();
    assertThat(cases()).as("no answer").allMatch(c -> c.status().equals("open"));
    answers.remove("key-ES");
    watcher.look();
    assertThat(cases()).allMatch(c -> c.status().equals("resolved"));
    assertThat(due("due_at <= now()")).containsExactly("es/r1");
  }

  @Test
  void thePreviousKeyIsAskedWithAsWellAndARefusalOfAMomentIsNoCase() {
    answers.put("key-UK", 401);
    read("uk", "r1");
    assertThat(keys.refusal("uk")).isEmpty();

    start(MAPPINGS);
    answers.put("old-UK", 401);
    acceptReturn("uk", "r1");
    watcher.look();
    assertThat(cases()).isEmpty();
    answers.clear();
    watcher.look();
    assertThat(cases()).isEmpty();
    assertThat(keys.refusal("uk")).isEmpty();
    assertThat(due("due_at <= now()")).containsExactly("uk/r1");
  }

  @Test
  void aStoreThatWantsAPauseGetsItAndOthersGoOn() {
    answers.put("key-ES", 429);
    retryAfter = Duration.ofMinutes(5);
    for (int n = 0; n < 20; n++) {
      acceptReturn("es", "r" + n % 5);
    }
    retryAfter = null;
    read("uk", "r1");

    assertThat(asked).containsExactly("GET key-ES", "GET key-UK");
    assertThat(due("attempt > 0")).as("no attempt is used up").isEmpty();
    assertThat(due("due_at between now() + interval '4 minutes' and now() + interval '6 minutes'"))
        .hasSize(5);
    watcher.look();
    watcher.look();
    assertThat(cases())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.code()).isEqualTo("REVENI_UNAVAILABLE");
              assertThat(c.store()).isEqualTo("es");
              assertThat(c.cause()).contains("\"es\" only that it gets too many requests (429)");
            });
    assertThat(asked).as("it is left alone").hasSize(2);
  }

  private void fails(String step, String subject, String system) {
    attempts.after(
        Claim.none(new WakeUp(step, subject, "webhook:1")),
        new Unavailable(system, "away", Duration.ofMinutes(9), null));
  }

  @Test
  void aWishOfAMomentEndsNobodysPause() {
    answers.put("key-ES", 429);
    retryAfter = Duration.ZERO;
    acceptReturn("es", "r1");
    fails("move-inspected-stock", "es/r2", "commercetools");
    fails("move-inspected-stock", "uk/r3", "commercetools");
    answers.remove("key-ES");
    watcher.look();

    assertThat(keys.busySince("es")).isEmpty();
    assertThat(cases()).isEmpty();
    assertThat(due("due_at > now() + interval '1 minute'"))
        .containsExactlyInAnyOrder("es/r2", "uk/r3");
  }

  @Test
  void aKeyThatIsTakenEndsThePausesOfItsStoreOnly() {
    answers.put("key-ES", 401);
    acceptReturn("es", "r1");
    fails("accept-return", "uk/r2", "reveni");
    fails("move-inspected-stock", "uk/r3", "commercetools");
    answers.remove("key-ES");
    watcher.look();

    assertThat(due("due_at <= now()")).containsExactly("es/r1");
  }

  @Test
  void aWishThatLastsIsACaseUntilItIsAnsweredBeItAfterARestart() {
    answers.put("key-ES", 429);
    retryAfter = Duration.ZERO;
    acceptReturn("es", "r1");
    watcher.look();
    assertThat(cases()).singleElement().satisfies(c -> assertThat(c.status()).isEqualTo("open"));

    start(MAPPINGS);
    watcher.look();
    assertThat(cases()).singleElement().satisfies(c -> assertThat(c.status()).isEqualTo("open"));
    answers.put("key-ES", 503);
    watcher.look();
    assertThat(cases()).as("no answer").allMatch(c -> c.status().equals("open"));
    answers.remove("key-ES");
    watcher.look();
    assertThat(cases()).allMatch(c -> c.status().equals("resolved"));
    assertThat(due("due_at <= now()")).containsExactly("es/r1");
  }

  @Test
  void aWriteThatIsAnsweredWithAWishIsToldSoAndNotPutOff() {
    answers.put("key-ES", 429);
    retryAfter = Duration.ofMinutes(5);
    assertThat(keys.call("POST", "es", "https://reveni.test/stores/store-ES/x", "{}").status())
        .isEqualTo(429);
    assertThatThrownBy(() -> read("es", "r1")).isInstanceOf(NotTried.class);
  }

  @Test
  void aKeyThatMayOnlyReadStopsNoReads() {
    answers.put("key-ES", 403);
    assertThat(keys.call("POST", "es", "https://reveni.test/stores/store-ES/x", "{}").status())
        .isEqualTo(403);
    assertThat(keys.refusal("es")).isEmpty();
  }
}
