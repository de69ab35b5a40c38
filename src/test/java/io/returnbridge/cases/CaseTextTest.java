package io.returnbridge.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.WakeUp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the texts may name without the step's help. */
class CaseTextTest {

  private static final Trouble DEFECT =
      Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", "403 insufficient_scope"));

  private static String defect(String step, String subject) {
    return CaseTexts.of(Origin.of(new WakeUp(step, subject, "event:1")), DEFECT);
  }

  @Test
  void a_defect_says_what_was_worked_on_in_words() {
    assertThat(defect("mirror-status", "es/r1"))
        .contains("mirror-status failed for return r1: 403");
    assertThat(defect("apply-stock-movements", "wh-es/AB/12"))
        .contains("AB/12 in stock channel wh-es");
    assertThat(defect("move-inspected-stock", "scan/warehouse/s1")).contains("scan warehouse/s1");
    assertThat(defect("accept-return", "record/reveni.webhooks.v1/0/7"))
        .contains("record reveni.webhooks.v1/0/7");
    assertThat(
            CaseTexts.of(
                new Origin("link-credit", "es/r1", new ReturnId("es", "r1"), "RMA-1", "O-1"),
                DEFECT))
        .contains("return RMA-1");
  }

  @Test
  void what_failed_with_a_scan_names_the_scan_for_a_return() {
    Trouble gone = Trouble.of("ORDER_NOT_FOUND", Map.of("detail", "order O-1 is gone"));

    assertThat(
            CaseTexts.of(
                Origin.of(new WakeUp("move-inspected-stock", "scan/warehouse/s1", "scan:1")), gone))
        .startsWith("scan warehouse/s1: order O-1 is gone.");
  }

  @Test
  void the_content_is_that_of_the_trouble_whatever_the_order_of_its_values() {
    Trouble a = Trouble.of("OVER_REFUND", Map.of("actual", "1", "expected", "2"));
    Trouble worse = Trouble.of("OVER_REFUND", Map.of("actual", "3", "expected", "2"));
    Trouble other = new Trouble("OVER_REFUND", "rf-1", null, a.values());

    assertThat(CaseText.content(a))
        .isEqualTo(
            CaseText.content(
                Trouble.of(
                    "OVER_REFUND",
                    new java.util.LinkedHashMap<>(
                        new java.util.TreeMap<>(Map.of("expected", "2", "actual", "1"))))));
    assertThat(CaseText.content(worse)).isNotEqualTo(CaseText.content(a));
    assertThat(CaseText.content(other)).isNotEqualTo(CaseText.content(a));
  }
}
