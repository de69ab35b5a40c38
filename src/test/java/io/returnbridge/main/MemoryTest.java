package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MemoryTest {

  @Test
  void theHeapShrinksWithWhatLivesInIt() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Memory.shrinkWithWhatLives();
    assertThat(hotSpot.getVMOption("MinHeapFreeRatio").getValue()).isEqualTo("5");
    assertThat(hotSpot.getVMOption("MaxHeapFreeRatio").getValue()).isEqualTo("10");
  }
}
