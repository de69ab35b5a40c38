package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.vrap.rmf.base.client.utils.json.JsonUtils;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class ClientStartTest {

  /** The SDK's own mapper scans, which takes seconds of CPU; here it is the measure. */
  @Test
  void a_client_is_built_and_an_order_read_without_scanning_the_SDK() {
    long mapper = cpu(SdkJson::mapper);
    try (Shop shop = Shop.ready()) {
      long firstOrder = cpu(() -> shop.order("A-1", line("TSHIRT", 1)));
      long scan = cpu(JsonUtils::createObjectMapper);

      assertThat(mapper).isLessThan(scan / 2);
      assertThat(firstOrder).isLessThan(scan);
    }
  }

  private static long cpu(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    work.run();
    return threads.getCurrentThreadCpuTime() - before;
  }
}
