package io.returnbridge.steps.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.CaseTexts;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Writer;
import io.returnbridge.steps.inspect.Storage;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every leg is applied exactly once, whatever happens between any two lines. */
class ApplyStockMovementsTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final ReturnId RETURN = new ReturnId("es", "r1");
  private static final StockEntry INSPECTION = new StockEntry("wh-es-inspection", "TSHIRT");
  private static final StockEntry SALEABLE = new StockEntry("wh-es", "TSHIRT");

  private static Storage storage;

  @BeforeAll
  static void start(@TempDir Path directory) {
    storage = new Storage(directory);
  }

  @AfterAll
  static void stop() {
    storage.close();
  }

  @BeforeEach
  void empty() {
    try (Storage.Process process = storage.process()) {
      TestDatabase.truncate(
          new Database(process.source()), "stock_leg, outgoing, work, exception_case cascade");
    }
  }

  private static StepRunner worker(Database database, StrictInventory inventory) {
    return worker(database, inventory, new ReturnStates(database));
  }

  private static StepRunner worker(
      Database database, StrictInventory inventory, ReturnStates states) {
    return TestStock.applier(
        inventory,
        MAPPINGS,
        database,
        TestDatabase.claims(database),
        states,
        TestDatabase.work(database),
        new Cases(database, MAPPINGS));
  }

  private static StockMovement leg(
      String id, StockEntry entry, int delta, StockMovement.Kind kind, StockMovement after) {
    return leg(id, entry, delta, kind, after, Writer.MIDDLEWARE);
  }

  private static StockMovement leg(
      String id,
      StockEntry entry,
      int delta,
      StockMovement.Kind kind,
      StockMovement after,
      Writer writer) {
    return new StockMovement(
        id,
        entry,
        delta,
        StockMovement.State.PLANNED,
        writer,
        after == null ? null : after.id(),
        RETURN,
        "item-1",
        1,
        "saleable",
        kind);
  }

  private static WakeUp wake(StockEntry entry) {
    return new WakeUp(ApplyStockMovements.NAME, entry.subject(), "test");
  }

  @Test
  void a_move_takes_out_before_it_puts_in_and_wakes_what_follows() {
    // Given
    try (Storage.Process process = storage.process()) {
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      StockMovement hold = leg("u-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null);
      StockMovement out = leg("u-out", INSPECTION, -1, StockMovement.Kind.OUT, hold);
      StockMovement in = leg("u-in", SALEABLE, 1, StockMovement.Kind.IN, out);
      new Ledger(database).plan(List.of(hold, out, in));

      // When
      worker.run(Claim.none(wake(SALEABLE)));

      // Then
      assertThat(inventory.quantity(SALEABLE)).isZero();

      // When
      assertThat(worker.run(Claim.none(wake(INSPECTION))))
          .extracting(r -> r.id())
          .containsExactlyInAnyOrder("u-hold", "u-out");

      // Then
      assertThat(works(database)).contains("apply-stock-movements " + SALEABLE);

      // When
      worker.run(Claim.none(wake(SALEABLE)));

      // Then
      assertThat(inventory.quantity(SALEABLE)).isOne();
      assertThat(inventory.quantity(INSPECTION)).isZero();
      assertThat(inventory.applied).containsOnlyKeys("u-hold", "u-out", "u-in");
      assertThat(works(database)).contains("move-inspected-stock es/r1");
    }
  }

  @Test
  void a_new_entry_is_looked_for_once_and_no_return_is_read_for_its_number() {
    try (Storage.Process process = storage.process()) {
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      int[] moments = {0};
      inventory.moment = () -> moments[0]++;
      new Ledger(database)
          .plan(
              List.of(
                  leg("u1-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null),
                  leg("u2-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null)));
      ReturnStates none =
          new ReturnStates(database) {
            @Override
            public Optional<ReturnState> find(ReturnId id) {
              throw new IllegalStateException("a whole document for one number");
            }
          };

      assertThat(worker(database, inventory, none).run(Claim.none(wake(INSPECTION)))).hasSize(2);

      // One look and one creation, each with a moment before and after it.
      assertThat(moments[0]).isEqualTo(4);
    }
  }

  @Test
  void an_entry_with_very_many_legs_lets_others_have_their_turn() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      int turn = EntryKnown.BATCHES * Batch.MOST;
      List<StockMovement> many = holds("u", 2 * turn + 1);
      new Ledger(database).plan(many);
      String again = ApplyStockMovements.NAME + " " + INSPECTION;

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.quantity(INSPECTION)).isEqualTo(turn);
      assertThat(works(database)).containsOnlyOnce(again);

      // When
      worker.run(Claim.none(wake(INSPECTION)));
      database.update("delete from work where step = ?", ApplyStockMovements.NAME);
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.quantity(INSPECTION)).isEqualTo(many.size());
      assertThat(inventory.applied.values()).hasSize(many.size()).containsOnly(1);
      assertThat(works(database)).doesNotContain(again);
    }
  }

  private static List<String> works(Database database) {
    return database.query("select step || ' ' || subject from work", r -> r.text(1));
  }

  @Test
  void a_warehouse_that_writes_its_own_quantity_is_only_recorded() {
    try (Storage.Process process = storage.process()) {
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StockMovement hold = leg("u-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null, Writer.WMS);
      new Ledger(database).plan(List.of(hold));

      assertThat(worker(database, inventory).run(Claim.none(wake(INSPECTION)))).hasSize(1);

      assertThat(inventory.applied).isEmpty();
      assertThat(new Ledger(database).ofReturn(RETURN)).allMatch(StockMovement::isApplied);
    }
  }

  @Test
  void inspection_stock_that_somebody_took_away_is_a_case_and_never_negative() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      StockMovement hold = leg("u-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null);
      new Ledger(database).plan(List.of(hold));
      worker.run(Claim.none(wake(INSPECTION)));
      inventory.other(INSPECTION, -1);
      new Ledger(database)
          .plan(List.of(leg("u-out", INSPECTION, -1, StockMovement.Kind.OUT, hold)));

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.conflicts).isOne();
      assertThat(inventory.quantity(INSPECTION)).isZero();
      assertThat(inventory.least).isZero();
      assertThat(cases(database)).containsExactly("NOT_IN_INSPECTION open");
      assertThat(new CaseBook(database).list(CaseBook.Filter.NONE, null, 10))
          .singleElement()
          .extracting(CaseTexts::of)
          .asString()
          .contains("commercetools shows 0 there, 1 are to leave");

      // When
      inventory.other(INSPECTION, 1);
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.quantity(INSPECTION)).isZero();
      assertThat(inventory.applied).containsEntry("u-out", 1);
      assertThat(cases(database)).containsExactly("NOT_IN_INSPECTION resolved");
    }
  }

  @Test
  void a_request_that_may_still_arrive_keeps_its_legs_together() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      Ledger ledger = new Ledger(database);
      ledger.plan(List.of(leg("u-in", SALEABLE, 1, StockMovement.Kind.IN, null)));
      worker.run(Claim.none(wake(SALEABLE)));
      ledger.plan(List.of(leg("v-in", SALEABLE, 1, StockMovement.Kind.IN, null)));
      inventory.losesNext = true;
      int[] moment = {0};
      inventory.moment =
          () -> {
            moment[0]++;
            if (moment[0] == 2) {
              ledger.plan(List.of(leg("w-in", SALEABLE, 1, StockMovement.Kind.IN, null)));
            } else if (moment[0] == 4) {
              inventory.deliverLate();
            }
          };

      // When
      worker.run(Claim.none(wake(SALEABLE)));

      // Then
      assertThat(inventory.quantity(SALEABLE)).isEqualTo(3);
      assertThat(inventory.applied).containsOnlyKeys("u-in", "v-in", "w-in").containsValues(1);
    }
  }

  @Test
  void a_leg_that_the_entry_shows_is_not_applied_again_after_the_database_was_restored() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      new Ledger(database)
          .plan(List.of(leg("u-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null)));
      worker.run(Claim.none(wake(INSPECTION)));
      database.update("update stock_leg set state = 'planned', batch = null");
      new Ledger(database)
          .plan(List.of(leg("v-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null)));

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.quantity(INSPECTION)).isEqualTo(2);
      assertThat(inventory.applied).containsEntry("u-hold", 1).containsEntry("v-hold", 1);
      assertThat(new Ledger(database).ofReturn(RETURN)).allMatch(StockMovement::isApplied);
    }
  }

  @Test
  void a_leg_that_kafka_was_told_is_not_applied_again_however_long_ago_the_entry_has_shown_it() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      Ledger ledger = new Ledger(database);
      StockMovement hold = leg("u-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null);
      ledger.plan(List.of(hold));
      worker.run(Claim.none(wake(INSPECTION)));
      ledger.plan(holds("later", Batch.KEPT));
      worker.run(Claim.none(wake(INSPECTION)));
      database.update("update stock_leg set state = 'planned', batch = null where id = 'u-hold'");
      StockMovement out = leg("u-out", SALEABLE, -1, StockMovement.Kind.OUT, hold);
      ledger.plan(List.of(out));

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.applied).containsEntry("u-hold", 1);
      assertThat(inventory.quantity(INSPECTION)).isEqualTo(1 + Batch.KEPT);
      assertThat(ledger.ofReturn(RETURN).stream().filter(l -> l.id().equals("u-hold")))
          .allMatch(StockMovement::isApplied);
      assertThat(works(database)).contains("apply-stock-movements " + SALEABLE);
    }
  }

  @Test
  void legs_that_were_not_applied_before_the_database_was_restored_are_applied_then() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      Ledger ledger = new Ledger(database);
      ledger.plan(List.of(leg("t-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null)));
      worker.run(Claim.none(wake(INSPECTION)));
      Runnable restore = inventory.restoring();
      ledger.plan(List.of(leg("u-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null)));
      worker.run(Claim.none(wake(INSPECTION)));
      restore.run();
      database.update("update stock_leg set state = 'planned', batch = null where id = 'u-hold'");
      ledger.plan(List.of(leg("v-hold", INSPECTION, 1, StockMovement.Kind.HOLD, null)));

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.conflicts).isOne();
      assertThat(inventory.quantity(INSPECTION)).isEqualTo(3);
      assertThat(inventory.applied)
          .hasSize(3)
          .containsEntry("u-hold", 1)
          .containsEntry("v-hold", 1);
      assertThat(ledger.ofReturn(RETURN)).allMatch(StockMovement::isApplied);
    }
  }

  @Test
  void an_update_without_an_answer_is_looked_for_before_others_push_its_ids_out() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      Ledger ledger = new Ledger(database);
      ledger.plan(holds("a", Batch.KEPT));
      worker.run(Claim.none(wake(INSPECTION)));
      ledger.plan(List.of(leg("u-out", INSPECTION, -1, StockMovement.Kind.OUT, null)));
      inventory.requests = 0;
      inventory.answersNext =
          new WriteOutcomeUnknown("503 after it was applied", Duration.ofSeconds(7), null);

      // When
      // Those of before are not published yet.
      assertThat(worker.run(Claim.none(wake(INSPECTION)))).hasSize(Batch.KEPT);

      // Then
      assertThat(inventory.requests).isOne();
      assertThat(
              database.query(
                  "select extract(epoch from due_at - now())::int from work where step = ?",
                  r -> r.integer(1),
                  ApplyStockMovements.NAME))
          .singleElement()
          .satisfies(seconds -> assertThat(seconds).isBetween(5, 7));

      // When
      ledger.plan(holds("b", 2 * Batch.KEPT));
      worker.run(Claim.none(wake(INSPECTION)));
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.quantity(INSPECTION)).isEqualTo(3 * Batch.KEPT - 1);
      assertThat(inventory.applied.values()).hasSize(3 * Batch.KEPT + 1).containsOnly(1);
    }
  }

  @Test
  void a_case_stays_until_all_that_is_due_was_looked_at() {
    try (Storage.Process process = storage.process()) {
      // Given
      Database database = new Database(process.source());
      StrictInventory inventory = new StrictInventory(new Random(1), 0);
      StepRunner worker = worker(database, inventory);
      Ledger ledger = new Ledger(database);
      ledger.plan(List.of(leg("u-out", INSPECTION, -1, StockMovement.Kind.OUT, null)));
      worker.run(Claim.none(wake(INSPECTION)));
      assertThat(cases(database)).containsExactly("NOT_IN_INSPECTION open");
      ledger.plan(holds("a", EntryKnown.BATCHES * Batch.MOST));

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(cases(database)).containsExactly("NOT_IN_INSPECTION open");

      // When
      worker.run(Claim.none(wake(INSPECTION)));

      // Then
      assertThat(inventory.applied).containsEntry("u-out", 1);
      assertThat(cases(database)).containsExactly("NOT_IN_INSPECTION resolved");
    }
  }

  private static List<StockMovement> holds(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                leg(
                    "%s%04d-hold".formatted(prefix, n),
                    INSPECTION,
                    1,
                    StockMovement.Kind.HOLD,
                    null))
        .toList();
  }

  private static List<String> cases(Database database) {
    return database.query("select code || ' ' || status from exception_case", r -> r.text(1));
  }

  /**
   * Others write, answers are lost, requests arrive after their sender gave up, the process dies
   * between any two statements or requests, and a second worker comes in when the claim has ended.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 32})
  void every_leg_is_applied_exactly_once(long seed) {
    Random random = new Random(seed);
    StrictInventory inventory = new StrictInventory(random, 0.15);
    List<StockMovement> planned = new ArrayList<>();
    try (Storage.Process process = storage.process();
        Storage.Process second = storage.process()) {
      plan(new Database(process.source()), random, planned);
      boolean[] inside = {false};
      inventory.moment =
          () -> {
            process.step();
            if (!inside[0] && random.nextDouble() < 0.1) {
              inside[0] = true;
              intrude(second, inventory, planned.get(random.nextInt(planned.size())).entry());
              inside[0] = false;
            }
          };

      int runs = 0;
      while (open(new Database(second.source())) > 0) {
        assertThat(runs++).as("runs").isLessThan(3000);
        if (random.nextDouble() < 0.6) {
          process.dieAfter(1 + random.nextInt(40));
        } else {
          process.live();
        }
        inside[0] = false;
        attempt(process, inventory, planned.get(random.nextInt(planned.size())).entry());
        if (random.nextDouble() < 0.3) {
          inventory.deliverLate();
        }
        if (random.nextDouble() < 0.1) {
          inventory.other(planned.get(random.nextInt(planned.size())).entry(), 1);
        }
      }
      inventory.deliverLate();
    }

    Map<StockEntry, Long> model = new HashMap<>(inventory.others);
    planned.forEach(l -> model.merge(l.entry(), (long) l.delta(), Long::sum));
    Map<StockEntry, Long> actual = new HashMap<>();
    model.keySet().forEach(e -> actual.put(e, inventory.quantity(e)));
    assertThat(inventory.applied.values()).as("times applied").containsOnly(1);
    assertThat(inventory.applied).hasSameSizeAs(planned);
    assertThat(actual).isEqualTo(model);
    assertThat(inventory.least).as("goods that are not there").isNotNegative();
  }

  private static void plan(Database database, Random random, List<StockMovement> planned) {
    for (int unit = 0; unit < 40; unit++) {
      String sku = "SKU" + random.nextInt(2);
      String id = "u" + unit;
      StockEntry inspection = new StockEntry("wh-es-inspection", sku);
      StockMovement hold = leg(id + "-hold", inspection, 1, StockMovement.Kind.HOLD, null);
      StockMovement out = leg(id + "-out", inspection, -1, StockMovement.Kind.OUT, hold);
      StockMovement in =
          leg(id + "-in", new StockEntry("wh-es", sku), 1, StockMovement.Kind.IN, out);
      planned.addAll(List.of(hold, out, in));
    }
    new Ledger(database).plan(planned);
  }

  private static long open(Database database) {
    return database
        .find("select count(*) from stock_leg where state <> 'applied'", r -> r.number(1))
        .orElseThrow();
  }

  private static void attempt(
      Storage.Process process, StrictInventory inventory, StockEntry entry) {
    Database database = new Database(process.source());
    try {
      worker(database, inventory).run(Claim.none(wake(entry)));
    } catch (Storage.Died | Unavailable | Conflict again) {
      // The next attempt begins by looking.
    }
    process.live();
  }

  private static void intrude(Storage.Process second, StrictInventory inventory, StockEntry entry) {
    Database database = new Database(second.source());
    try {
      worker(database, inventory).run(Claim.none(wake(entry)));
    } catch (Unavailable | Storage.Died again) {
      // Its own next attempt would look.
    }
  }
}
