package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DecisionTest {

  /** A button that settles nothing does not come before the one that does. */
  @Test
  void retry_comes_last_where_what_to_do_does_not_name_it() {
    for (ExceptionRow row : Mappings.load(Path.of("mappings")).exceptions().all()) {
      var decisions = Decision.likelyFirst(row.code());
      int last = decisions.size() - 1;
      boolean named = row.nextStep().contains("Retry");
      assertThat(decisions.indexOf(Decision.RETRY) == last).as(row.code()).isEqualTo(!named);
      assertThat(decisions).as(row.code()).allMatch(d -> d.fits(row.code()));
    }
  }

  @Test
  void what_only_such_a_case_takes_comes_first() {
    assertThat(Decision.likelyFirst("REASON_MISSING")).startsWith(Decision.CLASSIFY);
    assertThat(Decision.likelyFirst("LINE_NOT_FOUND"))
        .startsWith(Decision.NAME_ORDER, Decision.RETRY);
    assertThat(Decision.likelyFirst("INVOICE_MISMATCH")).startsWith(Decision.RESOLVE);
  }
}
