package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.engine.Claims;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.store.OutboxRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** One history by its seed: a storm, a calm, a comparison with the model, and repeats. */
final class History {

  /** So long after the last work nothing may be due. */
  private static final Duration QUIET = Duration.ofMinutes(40);

  private record Announcement(String store, String returnId) {}

  private final World world;
  private final Chance chance;
  private final List<SimulatedReturn> returns = new ArrayList<>();
  private final List<Announcement> late = new ArrayList<>();

  /** That are not in commercetools yet. */
  private final Deque<Runnable> orders = new ArrayDeque<>();

  private final Found found;
  private final Guarantee guarantee;
  private int announced;

  History(World world) {
    this.world = world;
    this.chance = world.chance;
    int count = 1 + chance.below(2);
    for (int n = 0; n < count; n++) {
      String store = chance.in(0.7) ? "es" : "uk";
      String number = "O-" + n;
      int lives = 1 + chance.below(3);
      List<Integer> lines = chance.in(0.5) ? List.of(2 * lives) : Collections.nCopies(lives, 2);
      orders.add(() -> order(number, store, lines));
      if (chance.in(0.85)) {
        orders.remove().run();
      }
      for (int r = 0; r < lives; r++) {
        String id = "r" + n + r;
        returns.add(new SimulatedReturn(id, store, number, world, () -> announce(store, id)));
      }
    }
    found = new Found(world, returns);
    guarantee = new Guarantee(world, returns, found);
    world.obstacle(Obstacle.drawn(world, returns));
    world.meanwhile = this::somethingElse;
    world.announce = this::announce;
    world.checked = (w, record) -> guarantee.isTrue(record);
  }

  /**
   * @param lines how many shirts each line has: for all returns of the order there are just enough
   */
  private void order(String number, String store, List<Integer> lines) {
    world.story.tell("order %s with lines of %s", number, lines);
    Seeds seeds = world.commercetools.seeds();
    seeds.order(
        number,
        store,
        store.equals("es") ? "EUR" : "GBP",
        lines.stream()
            .map(
                quantity ->
                    new Seeds.Line(
                        SimulatedReturn.SKU,
                        "Shirt",
                        "Camiseta",
                        quantity,
                        SimulatedReturn.CENTS,
                        world.shop.saleable(store),
                        world.shop.sellingChannel(store)))
            .toList());
  }

  void play() {
    storm();
    chance.calm();
    calm();
    guarantee.compare();
    if (chance.in(0.4)) {
      repeat();
    }
  }

  private void storm() {
    int ticks = 40 + chance.below(90);
    for (int t = 0; t < ticks; t++) {
      tick();
    }
  }

  private void somethingElse() {
    world.story.tell("meanwhile");
    tick();
  }

  private void tick() {
    int draw = chance.below(104);
    if (draw >= 102) {
      byWorker(Worker::watch);
    } else if (draw >= 100) {
      if (chance.misfortune(0.1)) {
        byWorker(world::reloadTables);
      } else if (chance.misfortune(0.4)) {
        byWorker(Worker::flush);
      }
    } else if (draw < 20) {
      List<SimulatedReturn> going = returns.stream().filter(r -> !r.isOver()).toList();
      if (!going.isEmpty()) {
        chance.of(going).next();
      }
    } else if (draw < 40) {
      consume();
    } else if (draw < 75) {
      byWorker(Worker::workOnWhatIsDue);
    } else if (draw < 85) {
      List<SimulatedReturn> scanned = returns.stream().filter(r -> !r.scans.isEmpty()).toList();
      if (!scanned.isEmpty()) {
        SimulatedReturn of = chance.of(scanned);
        scan(of);
      }
    } else if (draw < 86) {
      if (!orders.isEmpty()) {
        orders.remove().run();
      }
    } else if (draw < 87) {
      byWorker(Worker::retryAllCases);
    } else if (draw < 88) {
      classify();
    } else if (draw < 91) {
      Duration ahead = Duration.ofSeconds(1 + chance.below(chance.in(0.2) ? 2400 : 120));
      world.story.tell("%s later", ahead);
      world.later(ahead);
    } else if (draw < 95) {
      if (!late.isEmpty()) {
        Announcement one = late.remove(chance.below(late.size()));
        deliver(one);
      }
    } else {
      List<Topics.Due> all = world.topics.all();
      if (!all.isEmpty()) {
        Topics.Due again = chance.of(all);
        world.story.tell("%s comes again", again);
        world.topics.again(again);
      }
    }
  }

  private void classify() {
    returns.stream()
        .filter(r -> r.kind == SimulatedReturn.Kind.UNMAPPED && !r.classified)
        .findFirst()
        .ifPresent(
            r -> {
              byWorker(worker -> worker.classify(r.id));
              r.classified = isClassified(r.id);
            });
  }

  /** Whoever gets no answer to a decision looks whether it was taken. */
  private boolean isClassified(String returnId) {
    return world
        .database
        .find(
            """
            select 1 from case_history h join exception_case c on c.id = h.case_id
            where h.what = 'classified' and c.return_id = ?
            """,
            r -> 1,
            returnId)
        .isPresent();
  }

  private void byWorker(java.util.function.Consumer<Worker> what) {
    Worker worker = world.free();
    if (worker != null) {
      try {
        world.play(worker, () -> what.accept(worker));
      } catch (Worker.Died died) {
        world.story.tell("%s has died", worker);
      }
    }
  }

  private void consume() {
    List<String> behind =
        world.topics.behind().stream().filter(step -> !beingConsumed.contains(step)).toList();
    if (behind.isEmpty()) {
      return;
    }
    String step = chance.of(behind);
    List<Topics.Due> records = world.topics.poll(step, chance.isCalm() ? 1 : 1 + chance.below(3));
    beingConsumed.add(step);
    try {
      byWorker(
          worker -> {
            worker.consume(records.stream().map(Topics.Due::wakeUp).toList());
            world.topics.committed(records);
          });
    } finally {
      beingConsumed.remove(step);
    }
  }

  /** Steps for whose group a worker reads. */
  private final Set<String> beingConsumed = new TreeSet<>();

  private void scan(SimulatedReturn of) {
    byte[] body = of.scans.peek();
    byWorker(
        worker -> {
          if (worker.scan(body)) {
            of.scans.remove(body);
          }
        });
  }

  /** Most webhooks come at once; some late, some twice, some never. */
  private void announce(String store, String returnId) {
    Announcement one = new Announcement(store, returnId);
    int draw = chance.isCalm() ? 5 : chance.below(10);
    if (draw < 2) {
      late.add(one);
    } else if (draw > 2) {
      deliver(one);
      if (draw == 9) {
        deliver(one);
      }
    }
  }

  private void deliver(Announcement one) {
    world.story.tell("webhook of %s", one.returnId());
    world.topics.publish(
        new OutboxRecord(
            one.store() + ":e" + ++announced + ":0",
            Topics.WEBHOOKS,
            one.returnId(),
            Json.write(Map.of("subject", one.store() + "/" + one.returnId()))));
  }

  /** Everything goes to its end, and nothing goes wrong any more. */
  private void calm() {
    world.story.tell("CALM");
    while (!orders.isEmpty()) {
      orders.remove().run();
    }
    while (returns.stream().anyMatch(r -> !r.isOver())) {
      returns.stream().filter(r -> !r.isOver()).forEach(SimulatedReturn::next);
    }
    returns.forEach(r -> deliver(new Announcement(r.store, r.id)));
    late.clear();
    drain();
    if (world.areTablesChanged() || chance.in(0.2)) {
      // What was met by the tables before, or waits for a batch of theirs, goes on by itself.
      byWorker(world::realTimeForAll);
      returns.forEach(r -> r.classified = true);
      byWorker(Worker::watch);
      drain();
    }
    // Whom commercetools had refused, a person asks for once more.
    decide();
    guarantee.compare();
    if (world.obstacle().stands()) {
      world.obstacle().mend();
    }
    for (JsonNode order : found.unwanted()) {
      world.story.tell("a person cancels %s", order.path("orderNumber").asText());
      world.commercetools.update(
          "orders",
          order.path("id").asText(),
          "[{\"action\":\"changeOrderState\",\"orderState\":\"Cancelled\"}]");
    }
    decide();
  }

  private void decide() {
    byWorker(Worker::retryAllCases);
    drain();
    byWorker(Worker::watch);
    drain();
  }

  /** Until nothing more is due within a good while. */
  private void drain() {
    Instant until = world.tables.now().plus(QUIET);
    for (int round = 0; round < 3000; round++) {
      if (isWorkDone()) {
        until = world.tables.now().plus(QUIET);
      } else {
        Instant next = nextDue();
        if (next.isAfter(until)) {
          Guarantee.none("pending", pending());
          return;
        }
        world.later(Duration.between(world.tables.now(), next).plusMillis(1));
      }
    }
    throw new Broken("it comes to no end: " + pending());
  }

  private boolean isWorkDone() {
    for (SimulatedReturn r : returns) {
      if (!r.scans.isEmpty()) {
        scan(r);
        return true;
      }
    }
    boolean[] found = new boolean[1];
    byWorker(w -> found[0] = w.workOnWhatIsDue());
    if (!found[0] && !world.topics.isEmpty()) {
      consume();
      return true;
    }
    if (!found[0]) {
      byWorker(w -> found[0] = w.drainScans());
    }
    return found[0];
  }

  private Instant nextDue() {
    return world
        .database
        .find(
            """
            select min(at) from (
              select due_at as at from work where token is null
              union all select greatest(now(), seen_at + ? * interval '1 second') from replica
                where id in (select claimed_by from work)) x
            where at >= now()
            """,
            r -> Objects.requireNonNullElse(r.timeOrNull(1), Instant.MAX),
            Claims.DEAD_AFTER.toSeconds() + 1)
        .orElseThrow();
  }

  private List<String> pending() {
    return world.database.query(
        """
        select step || ' ' || subject || ' due ' || due_at || coalesce(' claimed ' || claimed_at, '') || ' ' || trigger || ' ' || coalesce(last_error, '') from work where not waiting or token is not null
        union all select 'untold ' || id from outgoing where published_at is null
        union all select 'movement ' || id || ' ' || state from stock_leg where state <> 'applied' and not ?
        union all select 'scan ' || scan_id from scan where published_at is null
        """,
        r -> r.text(1),
        world.obstacle().isOfStock());
  }

  /** The first time round what is still to be noted is noted; the second costs nothing. */
  private void repeat() {
    for (int time = 1; time <= 2; time++) {
      world.story.tell("ALL OF IT AGAIN");
      world.commercetools.resetCalls();
      world.reveni.calls().reset();
      Set<String> told = new TreeSet<>(world.told.keySet());
      world.topics.once().forEach(world.topics::again);
      drain();
      if (!told.equals(world.told.keySet())) {
        Set<String> fresh = new TreeSet<>(world.told.keySet());
        fresh.removeAll(told);
        throw new Broken("a repeat tells what is new: " + fresh);
      }
    }
    if (!world.commercetools.callCounts().isEmpty() || world.reveni.calls().total() > 0) {
      throw new Broken(
          "a repeat costs " + world.commercetools.callCounts() + world.reveni.calls().total());
    }
    guarantee.compare();
  }
}
