package io.returnbridge.main;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the process small on a large machine. {@code java -jar} takes a quarter of the memory as
 * its heap's limit, and the collector lets the heap grow long before it collects; these flags,
 * which HotSpot lets a running program set, make it give back what a collection has freed, and a
 * collection is asked for when the program has little to do.
 */
final class Memory {
  /** The lower bound first: the virtual machine refuses an upper one that is below it. */
  private static final List<Flag> FLAGS =
      List.of(new Flag("MinHeapFreeRatio", "5"), new Flag("MaxHeapFreeRatio", "10"));

  private static final int LOOK_SECONDS = 5;

  /** A heap that is not larger than this is left alone; what lives takes about half of it. */
  private static final long SMALL_HEAP = 128L << 20;

  /** A collection is worth its price when the heap has grown by so much since the one before. */
  private static final long GROWN = 32L << 20;

  /** Or after so long, since what lived then may have died without a growth. */
  private static final long LONG_AGO = TimeUnit.MINUTES.toNanos(5);

  /** Of all cores: a program that uses more is busy, and a full collection would hold it up. */
  private static final double BUSY = 0.25;

  private record Flag(String name, String value) {}

  private Memory() {}

  static void giveBack() {
    shrinkWithWhatLives();
    Thread watcher = new Thread(Memory::collectWhenQuiet, "memory");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Sets the flags, where the virtual machine knows them. */
  static void shrinkWithWhatLives() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotSpot == null) {
      return;
    }
    for (Flag flag : FLAGS) {
      if (knows(hotSpot, flag)) {
        hotSpot.setVMOption(flag.name(), flag.value());
      }
    }
  }

  private static boolean knows(HotSpotDiagnosticMXBean hotSpot, Flag flag) {
    try {
      return hotSpot.getVMOption(flag.name()).isWriteable();
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
