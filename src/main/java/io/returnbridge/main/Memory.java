package io.returnbridge.main;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the process small on a large machine. {@code java -jar} takes a quarter of the memory as
 * its heap's limit, and the collector lets the heap grow long before it collects; these flags,
 * which HotSpot lets a running program set, make it give back what a collection has freed, and a
 * collection is asked for when the program has little to do.
 */
final class Memory {
  private static final Map<String, String> FLAGS =
      Map.of("MinHeapFreeRatio", "5", "MaxHeapFreeRatio", "10");

  private static final int LOOK_SECONDS = 5;

  /** A heap that is not larger than this is left alone; what lives takes about half of it. */
  private static final long SMALL_HEAP = 128L << 20;

  /** Of all cores: a program that uses more is busy, and a full collection would hold it up. */
  private static final double BUSY = 0.25;

  private Memory() {}

  static void giveBack() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotSpot == null) {
      return;
    }
    FLAGS.forEach(
        (flag, value) -> {
          try {
            hotSpot.setVMOption(flag, value);
          } catch (IllegalArgumentException e) {
            // Another virtual machine or collector: it has its own ways.
          }
        });
    Thread watcher = new Thread(Memory::collectWhenQuiet, "memory");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void collectWhenQuiet() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        boolean quiet = system.getProcessCpuLoad() < BUSY;
        if (quiet && Runtime.getRuntime().totalMemory() > SMALL_HEAP) {
          System.gc();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
