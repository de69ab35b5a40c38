package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

  /** Runs out of memory in a process of its own. */
  static final class Hungry {
    private static final List<byte[]> EATEN = new ArrayList<>();

    private Hungry() {}

    public static void main(String[] args) throws InterruptedException {
      OutOfMemory.endsTheProcess();
      Runnable meal =
          switch (args[0]) {
            case "uncaught", "crowded" -> Hungry::eat;
            case "logged" -> () -> caught(true);
            case "swallowed" -> () -> caught(false);
            default -> () -> {};
          };
      if (args[0].equals("crowded")) {
        // Each of them has the heap collected before it learns that there is nothing for it.
        for (int i = 0; i < 40; i++) {
          Thread other = new Thread(() -> caught(false), "other-" + i);
          other.setDaemon(true);
          other.start();
        }
      }
      Thread eater = new Thread(meal, "eater");
      eater.start();
      eater.join();
      System.exit(0);
    }

    private static void eat() {
      while (true) {
        byte[] bite = new byte[100_000];
        synchronized (EATEN) {
          EATEN.add(bite);
        }
      }
    }

    private static void caught(boolean logged) {
      while (true) {
        try {
          eat();
        } catch (Throwable whatever) {
          if (logged) {
            Logger.getLogger("x")
                .log(Level.SEVERE, "It failed", new IllegalStateException(whatever));
          }
        }
      }
    }
  }

  @TempDir Path folder;

  private int run(String how) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                Hungry.class.getName(),
                how)
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private Path output() {
    return folder.resolve("output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncaught", "logged", "swallowed", "crowded"})
  void a_process_without_memory_ends_with_a_code_of_its_own(String how) throws Exception {
    int code = run(how);

    assertThat(code).as(Files.readString(output())).isEqualTo(OutOfMemory.EXIT_CODE);
    assertThat(Files.readString(output())).containsOnlyOnce("Out of memory: the process ends");
  }

  @ParameterizedTest
  @ValueSource(strings = "enough")
  void a_process_with_enough_memory_goes_on(String how) throws Exception {
    assertThat(run(how)).isZero();
  }
}
