package io.returnbridge.simulation;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commercetools.InProcess;
import io.returnbridge.decisions.Deciding;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.TestWork;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.intake.ScanReceipt;
import io.returnbridge.intake.ScanReceiver;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.Trouble;
import io.returnbridge.reload.MappingBook;
import io.returnbridge.reload.TestReplica;
import io.returnbridge.reveni.ReveniInspections;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.TestStoreKeys;
import io.returnbridge.steps.accept.AcceptReturn;
import io.returnbridge.steps.accept.TestAccepting;
import io.returnbridge.steps.credit.LinkCredit;
import io.returnbridge.steps.credit.TestCredits;
import io.returnbridge.steps.exchange.CreateExchangeOrder;
import io.returnbridge.steps.exchange.TestExchanges;
import io.returnbridge.steps.hold.HoldForInspection;
import io.returnbridge.steps.inspect.MoveInspectedStock;
import io.returnbridge.steps.inspect.ReveniReturnFinder;
import io.returnbridge.steps.inspect.TestInspections;
import io.returnbridge.steps.mirror.MirrorStatus;
import io.returnbridge.steps.mirror.TestMirror;
import io.returnbridge.steps.stock.ApplyStockMovements;
import io.returnbridge.steps.stock.TestStock;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.ThisReplica;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.MissingReturns;
import io.returnbridge.watchdogs.OtherTables;
import io.returnbridge.watchdogs.PickUps;
import io.returnbridge.watchdogs.Watchdogs;
import io.returnbridge.watchdogs.Watches;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One worker of one replica: the program's own beans, wired as the program wires them. */
final class Worker {

  /** The process has died. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
      super("the process has died", null, false, false);
    }
  }

  final int number;
  final int replica;

  /** By which it is seen to live. */
  final ThisReplica life = new ThisReplica();

  /** Its mapping tables. */
  final TestReplica tables;

  private final World world;
  private final Database database;
  private final WorkList work;
  private final Claims claims;
  private final Cases cases;
  private final NextAttempts attempts;
  private final ScanReceiver scans;
  private final Deciding people;
  private final Watchdogs watchdogs;
  private final Map<String, Function<Claim, List<OutboxRecord>>> steps = new HashMap<>();
  private final Map<String, StepRunner> runners = new HashMap<>();
  private final StepRunner noStep;
  private @Nullable Claim working;

  Worker(int number, int replica, World world) {
    this.number = number;
    this.replica = replica;
    this.world = world;
    tables = world.tables(this);
    MappingsInForce mappings = tables.mappings;
    database = world.tables.database(between -> world.moment(this, between));
    InProcess commercetools =
        new InProcess(
            world.commercetools,
            (method, uri, body, send) ->
                world.network.toCommercetools(this, method, uri, body, send),
            world::nanoTime,
            database);
    claims = new Claims(database, life, 32);
    work = TestWork.list(database, World.FINE, world.chance::pause);
    cases = new Cases(database, mappings);
    attempts =
        new NextAttempts(database, new Outbox(database), work, claims, cases, World.CIRCUITS);
    people = new Deciding(database);
    Watches watches = new Watches(database, cases, mappings);
    ReturnStates states = new ReturnStates(database, watches);
    MissingReturns missing = new MissingReturns(database, cases, work);
    Ledger ledger = new Ledger(database);
    Scans stored = new Scans(database);
    ScanReturns returns = new ScanReturns(states);
    ReveniReturns reveni =
        new ReveniReturns(
            TestStoreKeys.by(
                world::nanoTime,
                (method, url, key, body) -> {
                  database.letGo();
                  return world.network.toReveni(this, method, url, key, body);
                },
                World.SETTINGS),
            mappings);
    scans = new ScanReceiver(stored, returns, mappings, Topics.SCANS);
    StepRunner acceptor =
        TestAccepting.acceptor(
            reveni, commercetools.orders, mappings, database, claims, states, work, cases);
    StepRunner mirror =
        TestMirror.mirror(
            commercetools.orders, mappings, World.SETTINGS, database, claims, states, work, cases);
    StepRunner hold =
        Running.step(
            new HoldForInspection(ledger, stored, mappings, states),
            database,
            claims,
            states,
            work,
            cases);
    StepRunner credits =
        TestCredits.linker(
            commercetools.payments,
            commercetools.orders,
            mappings,
            database,
            claims,
            states,
            work,
            cases);
    StepRunner exchanges =
        TestExchanges.creator(
            commercetools.exchangeOrders,
            commercetools.orders,
            mappings,
            database,
            claims,
            states,
            work,
            cases);
    StepRunner inspections =
        TestInspections.mover(
            commercetools.orders,
            new ReveniInspections(reveni, happened -> {}),
            new ReveniReturnFinder(reveni, mappings),
            mappings,
            database,
            claims,
            states,
            work,
            cases);
    StepRunner movements =
        TestStock.applier(
            commercetools.inventory,
            mappings,
            database,
            claims,
            states,
            work,
            cases,
            world.legsAtOnce,
            world.legsAtOnce);
    watchdogs =
        new Watchdogs(
            database,
            mappings,
            cases,
            watches,
            new PickUps(database, mappings, commercetools.exchangeOrders, watches),
            new OtherTables(database, mappings, new MappingBook(database), work),
            World.SETTINGS);
    noStep = Running.noStep(database, claims, states, work, cases);
    runners.put(AcceptReturn.NAME, acceptor);
    runners.put(MirrorStatus.NAME, mirror);
    runners.put(HoldForInspection.NAME, hold);
    runners.put(LinkCredit.NAME, credits);
    runners.put(CreateExchangeOrder.NAME, exchanges);
    runners.put(MoveInspectedStock.NAME, inspections);
    runners.put(ApplyStockMovements.NAME, movements);
    Running.together(runners.values());
    runners.forEach((name, runner) -> steps.put(name, runner::run));
  }

  /** Takes the longest overdue piece of work, if there is one. */
  boolean workOnWhatIsDue() {
    List<Claim> claimed = claims.claim(1);
    boolean found = !claimed.isEmpty();
    database.beginWork();
    try {
      while (!claimed.isEmpty()) {
        claimed = workOn(claimed.get(0));
      }
      return found;
    } finally {
      database.rest();
    }
  }

  /** Whether the claim of what it works on stands. */
  boolean isClaimHeld() {
    return world
        .database
        .find("select 1 from work where token = ?", r -> 1, Objects.requireNonNull(working).token())
        .isPresent();
  }

  /**
   * Records of one poll, of one step, become due work; their offsets are committed when this
   * returns.
   */
  void consume(List<WakeUp> polled) {
    world.story.tell("%s reads %s", this, polled);
    world.mayDie(this, 0.04);
    runners.getOrDefault(polled.get(0).step(), noStep).wake(polled);
    world.moment(this, true);
  }

  /** A scan comes by HTTP; whether it was answered 202. */
  boolean scan(byte[] body) {
    try {
      ScanReceipt receipt = scans.receive("warehouse", body);
      if (receipt instanceof ScanReceipt.Accepted accepted) {
        world.topics.publish(accepted.record());
        world.moment(this, true);
        scans.published(accepted.record());
        return true;
      }
      throw new AssertionError("A scan was answered " + receipt);
    } catch (Unavailable e) {
      return false;
    }
  }

  /** Scans that were stored and never published are published by the schedule. */
  boolean drainScans() {
    List<OutboxRecord> records = scans.unpublished();
    records.forEach(
        record -> {
          world.topics.publish(record);
          scans.published(record);
        });
    return !records.isEmpty();
  }

  /** The job that looks for what is missing. */
  void watch() {
    tables.look();
    world.story.tell("%s: the watchdogs look", this);
    var nothing =
        watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "installation", "schedule")));
  }

  /** The time of the batches has come. */
  void flush() {
    world.story.tell("%s: %s that waited for a batch are due", this, work.flushBatches());
  }

  /** A person asks for everything that waits for one once more. */
  void retryAllCases() {
    List<String> open =
        database.query(
            "select id from exception_case where status = 'open' and code not like 'REASON_%' order by code, step, work_subject, subject",
            r -> r.text(1));
    if (!open.isEmpty()) {
      world.story.tell("%s: a person retries %s", this, open.size());
      var unused = people.cases().retry(open, Deciding.ANA, null);
    }
  }

  /** A person says what was meant. */
  void classify(String returnId) {
    List<String> open =
        database.query(
            "select id from exception_case where status = 'open' and code = 'REASON_UNMAPPED' and return_id = ?",
            r -> r.text(1),
            returnId);
    if (!open.isEmpty()) {
      world.story.tell("%s: a person classifies %s", this, returnId);
      var decided =
          people
              .reasons()
              .classify(
                  open,
                  Deciding.ANA,
                  World.MAPPINGS.reasons().byCode("too-small").orElseThrow(),
                  false,
                  null);
    }
  }

  /** As the route of the step does, and the routes of failures. */
  private List<Claim> workOn(Claim claimed) {
    List<Claim> next = List.of();
    working = claimed;
    tables.mappings.beginWork();
    WakeUp wakeUp = claimed.wakeUp();
    world.story.tell(
        "%s works on %s of %s (%s)", this, wakeUp.step(), wakeUp.subject(), wakeUp.trigger());
    try {
      List<OutboxRecord> told = Objects.requireNonNull(steps.get(wakeUp.step())).apply(claimed);
      for (OutboxRecord record : told) {
        if (world.chance.misfortune(0.03)) {
          world.story.tell("%s: Kafka does not confirm", this);
          throw new Unavailable("kafka", "Kafka did not confirm", null, null);
        }
        world.told(record);
        world.topics.publish(record);
        world.moment(this, true);
      }
      next = attempts.done(claimed, told);
    } catch (NeedsDecision e) {
      decided(claimed, e.trouble());
    } catch (Refused | Rejected e) {
      decided(
          claimed,
          Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", String.valueOf(e.getMessage()))));
    } catch (Unavailable e) {
      world.story.tell("%s: tried again: %s", this, e.getMessage());
      attempts.after(claimed, e);
    } catch (Conflict e) {
      world.story.tell("%s: conflict", this);
      attempts.after(claimed, new Unavailable("conflict", String.valueOf(e.getMessage()), null, e));
    }
    claims.forget(claimed);
    tables.mappings.rest();
    if (next.isEmpty() || next.get(0).key().equals(claimed.key()) || world.chance.in(0.3)) {
      return next;
    }
    claims.giveBack(next.get(0));
    return List.of();
  }

  private void decided(Claim claimed, Trouble trouble) {
    world.story.tell("%s: a person decides: %s", this, trouble.code());
    cases.add(Origin.of(claimed.wakeUp()), trouble);
    attempts.decided(claimed);
  }

  @Override
  public String toString() {
    return "worker " + number;
  }
}
