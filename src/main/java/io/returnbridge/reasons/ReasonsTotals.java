package io.returnbridge.reasons;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.model.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of return-reasons. Sums of the rows, but for what was sold.
 *
 * @param returned units that came back
 * @param classified of them with an approved reason
 * @param unclassified without one
 * @param contradictions units whose grade does not fit their reason
 * @param unapproved reasons that Reveni sends and no table approves, by store
 * @param week the spikes are of
 * @param compared SKUs and reasons that were looked at for spikes
 * @param value of what came back, by currency, where it is known
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ReasonsTotals(
    Instant from,
    Instant until,
    long returned,
    long classified,
    long unclassified,
    long contradictions,
    int unapproved,
    int spikes,
    String week,
    int compared,
    List<Money> value,
    List<Month> months,
    List<Reason> reasons) {

  /**
   * @param sold by all channels, whether it came back or not
   * @param returnRate null where nothing was sold, or the report ends within a month that is over
   */
  record Month(String month, long returned, long sold, @Nullable BigDecimal returnRate) {}

  /**
   * @param share of all that came back for an approved reason
   */
  record Reason(
      String code,
      String category,
      String label,
      long units,
      BigDecimal share,
      List<Money> value) {}
}
