package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.Subject;
import io.returnbridge.registry.About;
import io.returnbridge.store.WakeUp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts stand in tables and topics: each is read as what it was written for, and unchanged. */
class SubjectTest {

  @Test
  void each_text_is_read_as_what_it_is_about() {
    says("link-credit", "es/r1", new Subject.OfReturn(new ReturnId("es", "r1")));
    says("move-inspected-stock", "scan/dock-1/s1", new Subject.OfScan("dock-1", "s1"));
    says("accept-return", "webhook/es/e1", new Subject.OfWebhook("es", "e1"));
    says("accept-return", "record/reveni.webhooks.v1/3/17", record("reveni.webhooks.v1/3/17"));
    says("sweep", "list/es", new Subject.OfList("es"));
    says("sweep", "all", new Subject.Named("all"));
    says("daily-exceptions", "2026-11-29", new Subject.Named("2026-11-29"));
  }

  @Test
  void the_step_tells_an_entry_from_a_return() {
    says("apply-stock-movements", "es-inspection/SKU/1", new Subject.OfEntry(entry("SKU/1")));
    says(
        "apply-stock-movements", "record/stock.movements.v1/0/1", record("stock.movements.v1/0/1"));

    assertThat(TestSteps.ALL.about(About.ENTRY)).containsExactly(WakeUp.APPLY_STOCK_MOVEMENTS);
  }

  @Test
  void a_store_may_be_called_like_a_kind() {
    for (String store : List.of("scan", "webhook", "list")) {
      says("accept-return", store + "/r1", new Subject.OfReturn(new ReturnId(store, "r1")));
    }
  }

  @Test
  void what_is_no_return_is_never_taken_for_one() {
    for (String text : List.of("all", "/r1", "es/", "", "scan/dock-1/s1")) {
      assertThatThrownBy(() -> new WakeUp("link-credit", text, "").returnId())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("store/returnId");
    }
  }

  private static StockEntry entry(String sku) {
    return new StockEntry("es-inspection", sku);
  }

  private static Subject record(String place) {
    return new Subject.OfRecord(place);
  }

  private static void says(String step, String text, Subject about) {
    assertThat(new WakeUp(step, text, "").about()).isEqualTo(about);
    assertThat(about.text()).isEqualTo(text);
  }
}
