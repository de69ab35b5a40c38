package io.returnbridge.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many histories, each by its seed; two at a time, each played by one thread. */
class SimulationTest {

  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long HISTORIES = Long.getLong("simulation.histories", 500);
  private static final int THREADS = Integer.getInteger("simulation.threads", 2);

  private final AtomicLong next = new AtomicLong(FIRST);
  private final AtomicLong end = new AtomicLong(FIRST + HISTORIES);

  private record Told(long seed, World world, @Nullable Throwable broken) {}

  @Test
  void whatever_happens_everything_is_applied_once_or_a_case() throws Exception {
    long began = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<AssertionError>> running = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        int number = n;
        running.add(threads.submit(() -> tellAll(number)));
      }
      AssertionError first = null;
      for (Future<AssertionError> one : running) {
        AssertionError failed = one.get();
        first = failed == null ? first : failed;
      }
      if (first != null) {
        throw first;
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    System.out.printf(
        "%d histories in %d ms%n", HISTORIES, (System.nanoTime() - began) / 1_000_000);
  }

  /** Until one fails, or all are told; what comes after one that failed is not begun. */
  private @Nullable AssertionError tellAll(int number) {
    try (Tables tables = new Tables(number)) {
      for (long seed = next.getAndIncrement(); seed < end.get(); seed = next.getAndIncrement()) {
        Told told = tell(tables, seed, Set.of());
        if (told.broken() != null) {
          end.accumulateAndGet(seed, Math::min);
          System.out.printf("History %d: %s%n", seed, told.broken());
          return failed(tables, told);
        }
      }
      return null;
    }
  }

  private static Told tell(Tables tables, long seed, Set<Integer> spared) {
    World world = new World(tables, new Chance(seed, spared));
    try {
      new History(world).play();
      return new Told(seed, world, null);
    } catch (RuntimeException | AssertionError broken) {
      return new Told(seed, world, broken);
    } finally {
      world.close();
    }
  }

  /** Without every misfortune that it does not need. */
  private static AssertionError failed(Tables tables, Told first) {
    Told shortest = first;
    Set<Integer> spared = new TreeSet<>();
    for (int many = first.world().chance.happened().size(); many > 0; many /= 2) {
      for (int from = 0; from < shortest.world().chance.happened().size(); ) {
        Set<Integer> without = new TreeSet<>(spared);
        shortest.world().chance.happened().stream()
            .sorted()
            .skip(from)
            .limit(many)
            .forEach(without::add);
        Told told = tell(tables, first.seed(), without);
        if (told.broken() != null) {
          spared = without;
          shortest = told;
        } else {
          from += many;
        }
      }
    }
    AssertionError error =
        new AssertionError(
            "History %d, with %d misfortunes; once more: -Dsimulation.first=%d -Dsimulation.histories=1%n%s%n%n%s"
                .formatted(
                    first.seed(),
                    shortest.world().chance.happened().size(),
                    first.seed(),
                    shortest.broken(),
                    String.join("\n", shortest.world().story.lines())));
    error.initCause(shortest.broken());
    return error;
  }
}
