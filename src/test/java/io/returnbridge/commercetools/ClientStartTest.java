package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class ClientStartTest {

  /** The SDK's own mapper takes seconds of CPU; a scan that comes back would show here. */
  @Test
  void a_client_is_built_and_an_order_read_without_scanning_the_SDK() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    SdkJson.mapper();
    long mapper = threads.getCurrentThreadCpuTime() - before;
    try (Shop shop = Shop.ready()) {
      before = threads.getCurrentThreadCpuTime();
      shop.order("A-1", line("TSHIRT", 1));
      long firstOrder = threads.getCurrentThreadCpuTime() - before;
      assertThat(firstOrder).isLessThan(3_000_000_000L);
    }
    assertThat(mapper).isLessThan(2_000_000_000L);
  }
}
