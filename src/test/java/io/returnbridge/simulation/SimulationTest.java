package io.returnbridge.simulation;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many histories, each by its seed. */
class SimulationTest {

  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long HISTORIES = Long.getLong("simulation.histories", 150);

  @Test
  void whatever_happens_everything_is_applied_once_or_a_case() {
    long began = System.nanoTime();
    try (Tables tables = new Tables()) {
      for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
        Told told = tell(tables, seed, Set.of());
        if (told.broken() != null) {
          throw failed(tables, seed, told);
        }
      }
    }
    System.out.printf(
        "%d histories in %d ms%n", HISTORIES, (System.nanoTime() - began) / 1_000_000);
  }

  record Told(World world, @Nullable Throwable broken) {}

  private static Told tell(Tables tables, long seed, Set<Integer> spared) {
    World world = new World(tables, new Chance(seed, spared));
    try {
      new History(world).play();
      return new Told(world, null);
    } catch (RuntimeException | AssertionError broken) {
      return new Told(world, broken);
    } finally {
      world.close();
    }
  }

  /** Without every misfortune that it does not need. */
  private static AssertionError failed(Tables tables, long seed, Told first) {
    Set<Integer> spared = new TreeSet<>();
    Told shortest = first;
    boolean shorter = true;
    while (shorter) {
      shorter = false;
      for (int misfortune : new TreeSet<>(shortest.world().chance.happened())) {
        Set<Integer> without = new TreeSet<>(spared);
        without.add(misfortune);
        Told told = tell(tables, seed, without);
        if (told.broken() != null) {
          spared = without;
          shortest = told;
          shorter = true;
          break;
        }
      }
    }
    AssertionError error =
        new AssertionError(
            "History %d, with %d misfortunes; once more: -Dsimulation.first=%d -Dsimulation.histories=1%n%s%n%n%s"
                .formatted(
                    seed,
                    shortest.world().chance.happened().size(),
                    seed,
                    shortest.broken(),
                    String.join("\n", shortest.world().story.lines())));
    error.initCause(shortest.broken());
    return error;
  }
}
