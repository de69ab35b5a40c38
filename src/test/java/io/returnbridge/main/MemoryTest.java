package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private static final int MEBIBYTE = 1 << 20;

  private static long heap() {
    return Runtime.getRuntime().totalMemory();
  }

  private static String most() {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .getVMOption("MaxHeapFreeRatio")
        .getValue();
  }

  @Test
  void the_heap_shrinks_to_what_lives_in_it_and_may_grow_again() {
    // Given
    String before = most();
    List<byte[]> much = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      much.add(new byte[MEBIBYTE]);
    }
    assertThat(much).hasSize(200);
    long grown = heap();
    much.clear();

    // When
    Memory.collect();

    // Then
    assertThat(heap()).isLessThan(grown - 100L * MEBIBYTE);
    assertThat(most()).isEqualTo(before);
  }
}
