package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

  /** A process that has needed much for a while. */
  static final class Grown {

    public static void main(String[] nothing) {
      List<byte[]> much = new ArrayList<>();
      for (int n = 0; n < 400; n++) {
        much.add(new byte[1 << 20]);
      }
      much.subList(40, 400).clear();
      String before = most();
      Memory.leaveRoom(true);
      // The serial collector shrinks in steps.
      for (int n = 0; n < 4; n++) {
        System.gc();
      }
      Memory.leaveRoom(false);
      long left = Runtime.getRuntime().totalMemory() >> 20;
      System.out.println(
          much.size() < left && left < 100 && most().equals(before)
              ? "shrunk"
              : left + " MiB, " + before + ", " + most());
    }

    private static String most() {
      return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .getVMOption("MaxHeapFreeRatio")
          .getValue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseSerialGC"})
  void the_heap_shrinks_to_what_lives_in_it_and_may_grow_again(String collector) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms16m",
                "-Xmx1g",
                collector,
                "-cp",
                System.getProperty("java.class.path"),
                Grown.class.getName())
            .redirectErrorStream(true)
            .start();

    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(said).endsWith("shrunk");
  }
}
