package io.returnbridge.main;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * Keeps the process small on a large machine. {@code java -jar} takes a quarter of the memory as
 * its heap's limit, and the collector lets it grow long before it collects; these flags, which
 * HotSpot lets a running program set, make it collect when idle and give memory back.
 */
final class Memory {
  private static final Map<String, String> FLAGS =
      Map.of(
          "MinHeapFreeRatio", "5",
          "MaxHeapFreeRatio", "10",
          "G1PeriodicGCInterval", "5000");

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
  }
}
