package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkComes;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.steps.inspect.Storage;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.ThisReplica;
import io.returnbridge.store.WakeUp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the database is asked for work: by the clock, or at once. */
class DueWorkTest {

  private static final int WORKERS = 2;

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Standstill standstill = new Standstill(Duration.ofMillis(200));
  private Database database;
  private WorkList work;
  private Claims claims;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    camel.start();
    claims = TestDatabase.claims(database);
  }

  private DueWork dueWork() {
    return dueWork(database);
  }

  private DueWork dueWork(Database database) {
    return dueWork(database, Mappings.load(Path.of("mappings")));
  }

  private DueWork dueWork(Database database, Mappings mappings) {
    WorkList work = TestDatabase.work(database);
    Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
    Circuits circuits = TestSteps.circuits();
    Claims claims = new Claims(database, new ThisReplica(), WORKERS);
    return new DueWork(
        database,
        mappings,
        Running.noStep(database, claims, new ReturnStates(database), work, cases),
        work,
        claims,
        new NextAttempts(database, new Outbox(database), work, claims, cases, circuits),
        circuits,
        standstill,
        RecordAgainTest.records(cases, (topic, partition, offset) -> Optional.empty()),
        new Patience(camel),
        camel.createProducerTemplate(),
        new WorkComes(),
        TestSteps.meters());
  }

  private Exchange begun(DueWork due, Claim claimed) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(claimed);
    assertThat(due.begin(exchange)).isEqualTo(claimed);
    return exchange;
  }

  private static List<String> subjects(List<Claim> claimed) {
    return claimed.stream().map(c -> c.wakeUp().subject()).toList();
  }

  @Test
  void a_piece_of_work_sees_one_version_of_the_tables_from_its_beginning_to_its_end() {
    // Given
    MappingTables old = Mappings.load(Path.of("mappings"));
    MappingTables next =
        MappingTables.of(
            MappingFiles.of(
                "new",
                old.files().texts().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue() + "\n#\n"))));
    MappingsInForce mappings = new MappingsInForce(old);
    DueWork due = dueWork(database, mappings);
    Effects effects = new Effects(database, mappings);
    work.wake("link-credit", "es/r1", "event");
    work.wake("mirror-status", "es/r1", "event");

    // When
    Exchange exchange = begun(due, due.claim().get(0));
    mappings.put(next);
    effects.record("order", "O-1", 1L, 2L, new Cause("link-credit", "es/r1", "event"), "x");
    due.done(exchange);
    due.begin(exchange);
    effects.record("order", "O-1", 2L, 3L, new Cause("mirror-status", "es/r1", "event"), "x");
    due.done(exchange);
    due.free(exchange);

    // Then
    assertThat(database.query("select tables from effect order by id", r -> r.text(1)))
        .containsExactly(old.version(), next.version());
    assertThat(mappings.version()).isEqualTo(next.version()).isNotEqualTo(old.version());
  }

  @Test
  void a_worker_goes_on_with_what_has_the_same_key_and_is_free_at_its_end() {
    // Given
    DueWork due = dueWork();
    work.wake("link-credit", "es/r1", "event");
    work.wake("mirror-status", "es/r1", "event");
    Exchange exchange = begun(due, due.claim().get(0));
    assertThat(due.claim()).isEmpty();

    // When
    due.done(exchange);

    // Then
    Claim next = exchange.getMessage().getBody(Claim.class);
    assertThat(next.wakeUp()).isEqualTo(new WakeUp("mirror-status", "es/r1", "event"));
    assertThat(due.begin(exchange)).isEqualTo(next);
    due.done(exchange);
    assertThat(exchange.getMessage().getBody()).isNull();
    due.free(exchange);
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
  }

  @Test
  void where_there_was_more_than_free_workers_who_has_ended_goes_on_with_the_rest() {
    DueWork due = dueWork();
    for (String subject : List.of("es/r1", "uk/r2", "es/r3")) {
      work.wake("link-credit", subject, "event");
    }
    List<Claim> first = due.claim();
    assertThat(first).hasSize(1);
    assertThat(due.claim()).hasSize(1);
    assertThat(due.claim()).as("all workers have work").isEmpty();
    Exchange exchange = begun(due, first.get(0));

    due.done(exchange);

    assertThat(exchange.getMessage().getBody(Claim.class).wakeUp().subject()).isEqualTo("es/r3");
    assertThat(due.claim()).as("all workers have work").isEmpty();
    due.free(exchange);
  }

  @Test
  void a_store_has_never_all_workers() {
    DueWork due = dueWork();
    for (int n = 1; n <= 3; n++) {
      work.wake("link-credit", "es/r" + n, "event");
    }
    assertThat(subjects(due.claim())).containsExactly("es/r1");
    assertThat(due.claim()).as("its share of two").isEmpty();

    work.wake("link-credit", "uk/r1", "event");
    assertThat(subjects(due.claim())).containsExactly("uk/r1");
  }

  @Test
  void the_database_is_asked_at_once_when_work_was_found_has_come_or_has_ended() {
    DueWork due = dueWork();
    assertThat(due.claim()).isEmpty();
    assertThat(isAskedToLook()).as("the clock says when").isFalse();

    due.comes();
    due.comes();
    assertThat(isAskedToLook()).isTrue();

    work.wake("link-credit", "es/r1", "event");
    Exchange exchange = begun(due, due.claim().get(0));
    assertThat(isAskedToLook()).as("more may be due").isTrue();
    due.done(exchange);
    due.free(exchange);
    assertThat(isAskedToLook()).isTrue();
  }

  @Test
  void work_that_is_recorded_here_is_asked_for_when_it_is_committed() {
    WorkComes comes = new WorkComes();
    AtomicInteger asked = new AtomicInteger();
    comes.tell(asked::incrementAndGet);
    WorkList telling = new WorkList(database, FineSettings.read(), comes);

    database.inTransaction(
        () -> {
          telling.wake("link-credit", "es/r1", "event");
          assertThat(asked).as("nobody would find it yet").hasValue(0);
        });
    assertThat(asked).hasValue(1);

    telling.wakeAll(List.of(new WakeUp("mirror-status", "es/r1", "event")));
    assertThat(asked).hasValue(2);
    telling.wakeAt("mirror-status", "es/r2", "batch:x", Instant.now().plusSeconds(60));
    assertThat(asked).as("it is not due").hasValue(2);
    assertThat(telling.retryNow()).isZero();
    assertThat(asked).hasValue(3);
  }

  /** What it was asked, once however often that was. */
  private boolean isAskedToLook() {
    SedaEndpoint looks =
        camel.getEndpoint("seda:claim-due-work?size=1&discardWhenFull=true", SedaEndpoint.class);
    boolean asked = !looks.getExchanges().isEmpty();
    assertThat(looks.getExchanges()).hasSizeLessThan(2);
    looks.purgeQueue();
    return asked;
  }

  /** Nobody comes again for a case whose row is gone. */
  @Test
  void wherever_the_process_dies_at_the_end_of_a_retry_its_case_is_open_again_at_last() {
    WakeUp retry = new WakeUp("link-credit", "es/r1", "case:1");
    try (Storage.Process process = Storage.onTestDatabase()) {
      boolean died = true;
      for (int moment = 1; died; moment++) {
        clean();
        Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
        cases.open(Origin.of(retry), Trouble.of("CREDIT_MISMATCH", Map.of("refundId", "rf")));
        database.update("update exception_case set status = 'retrying'");
        work.wake(retry.step(), retry.subject(), retry.trigger());
        Claim claimed = claims.claim(1).get(0);
        process.dieAfter(moment);

        died =
            diesAt(
                () -> {
                  DueWork dying = dueWork(new Database(process.source()));
                  dying.done(begun(dying, claimed));
                });
        process.live();
        claims.freeAll();
        claims
            .claim(1)
            .forEach(
                again -> {
                  DueWork living = dueWork();
                  living.done(begun(living, again));
                });

        assertThat(database.query("select status from exception_case", r -> r.text(1)))
            .as("died at %d", moment)
            .containsExactly("open");
        assertThat(claims.claim(1)).isEmpty();
      }
    }
  }

  private static boolean diesAt(Runnable work) {
    try {
      work.run();
      return false;
    } catch (Storage.Died died) {
      return true;
    }
  }

  @Test
  void work_of_a_step_that_is_gone_is_a_case_and_its_row_goes() throws Exception {
    // Given
    Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
    Circuits circuits = TestSteps.circuits();
    camel.getPropertiesComponent().addInitialProperty("due-work.every", "3600000");
    camel.getPropertiesComponent().addInitialProperty("workers", "1");
    camel.getRegistry().bind("dueWork", dueWork());
    camel.getRegistry().bind("polledWakeUps", new PolledWakeUps(null, null, null, null, null));
    camel.getRegistry().bind("offsets", new Offsets(null, null));
    camel
        .getRegistry()
        .bind(
            "failures",
            new Failures(
                new NextAttempts(
                    database,
                    new Outbox(database),
                    work,
                    TestDatabase.claims(database),
                    cases,
                    circuits),
                cases,
                new KeptWebhooks(database),
                new Patience(camel),
                TestSteps.meters()));
    Path route = Path.of("routes", "93-due-work.camel.yaml");
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            ResourceHelper.fromString(
                route.getFileName().toString(),
                Files.readString(route)
                    .replace("\"direct:${exchangeProperty.step}\"", "direct:gone?block=false")));
    camel.start();
    work.wake("of-old", "es/r1", "event:e");

    // When
    camel.createProducerTemplate().sendBody("seda:due-work", claims.claim(1).get(0));

    // Then
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(database.query("select step from work", r -> r.text(1))).isEmpty());
    assertThat(database.query("select step from exception_case", r -> r.text(1)))
        .containsExactly("of-old");
    camel.stop();
  }

  @Test
  void a_worker_that_does_not_come_back_and_a_clock_that_does_not_tick_stand_still() {
    DueWork due = dueWork();
    work.wake("link-credit", "es/r1", "event");
    Exchange exchange = begun(due, due.claim().get(0));

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(standstill.steps()).containsExactly("claim-due-work", "link-credit"));

    due.free(exchange);
    assertThat(standstill.steps()).containsExactly("claim-due-work");
  }
}
