package io.returnbridge.main;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the process small on a large machine. {@code java -jar} takes a quarter of the memory as
 * its heap's limit, and the collector lets the heap grow long before it collects. So a collection
 * is asked for when the program has little to do, and gives back what it has freed. Only then: with
 * as little room all the time, the collector would be at work all the time.
 */
final class Memory {
  /** HotSpot lets a running program set them. */
  private static final String LEAST_FREE = "MinHeapFreeRatio";

  private static final String MOST_FREE = "MaxHeapFreeRatio";

  private static final int LOOK_SECONDS = 5;

  /** A heap that is not larger than this is left alone; what lives takes about half of it. */
  private static final long SMALL_HEAP = 128L << 20;

  /** A collection is worth its price when the heap has grown by so much since the one before. */
  private static final long GROWN = 32L << 20;

  /** Or after so long, since what lived then may have died without a growth. */
  private static final long LONG_AGO = TimeUnit.MINUTES.toNanos(5);

  /** Of all cores: a program that uses more has something to do, and would be held up. */
  private static final double BUSY = 0.12;

  private Memory() {}

  static void giveBack() {
    Thread watcher = new Thread(Memory::collectWhenQuiet, "memory");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * @param little whether a collection leaves the heap hardly larger than what lives in it; else as
   *     much as HotSpot leaves by itself
   */
  static void leaveRoom(boolean little) {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotSpot == null || !knows(hotSpot, LEAST_FREE) || !knows(hotSpot, MOST_FREE)) {
      return;
    }
    // An upper bound below the lower one is refused.
    if (little) {
      hotSpot.setVMOption(LEAST_FREE, "5");
      hotSpot.setVMOption(MOST_FREE, "10");
    } else {
      hotSpot.setVMOption(MOST_FREE, "70");
      hotSpot.setVMOption(LEAST_FREE, "40");
    }
  }

  private static boolean knows(HotSpotDiagnosticMXBean hotSpot, String flag) {
    try {
      return hotSpot.getVMOption(flag).isWriteable();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void collectWhenQuiet() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    // The load that this bean tells is the container's, with PostgreSQL and whoever else is in it.
    long used = system.getProcessCpuTime();
    long at = System.nanoTime();
    long collected = at;
    long left = 0;
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        long usedNow = system.getProcessCpuTime();
        long now = System.nanoTime();
        double load =
            (double) (usedNow - used) / (now - at) / Runtime.getRuntime().availableProcessors();
        used = usedNow;
        at = now;
        long heap = Runtime.getRuntime().totalMemory();
        boolean worthIt = heap > left + GROWN || now - collected > LONG_AGO;
        leaveRoom(load < BUSY);
        if (load < BUSY && heap > SMALL_HEAP && worthIt) {
          System.gc();
          collected = now;
          left = Runtime.getRuntime().totalMemory();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
