package io.returnbridge.reasons;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.returnbridge.model.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of return-reasons. What a kind of line does not have is null.
 *
 * @param finding {@code ok}, or what is to be looked at
 * @param healed never: nothing is put right by it
 * @param month {@code 2026-12}
 * @param channel that sold the goods, empty where nobody says
 * @param reveniReason as Reveni has sent it
 * @param units that came back
 * @param value of those of them of which it is known
 * @param sold of the SKU by the channel in the month, for whatever reason it came back
 * @param returnRate units of this line by those that were sold; null where that is not known
 * @param week of a spike: {@code 2026-W49}
 * @param usual units in a week of the last eight
 * @param text in plain words
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ReasonsRow(
    Kind kind,
    String finding,
    boolean healed,
    @Nullable String month,
    @Nullable String store,
    @Nullable String channel,
    @Nullable String sku,
    @Nullable String code,
    @Nullable String category,
    @Nullable String reveniReason,
    @Nullable String grade,
    long units,
    @Nullable Money value,
    @Nullable Long sold,
    @Nullable BigDecimal returnRate,
    @Nullable String returnId,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    @Nullable String week,
    @Nullable BigDecimal usual,
    String text) {

  /** Numbers as they are written, however JSON has kept them. */
  ReasonsRow {
    returnRate = returnRate == null ? null : returnRate.setScale(4, RoundingMode.UNNECESSARY);
    usual = usual == null ? null : usual.setScale(1, RoundingMode.UNNECESSARY);
  }

  enum Kind {
    /** What came back for an approved reason. */
    REASON,
    /** What came back, and nobody has said why in an approved word. */
    UNCLASSIFIED,
    /** A reason of Reveni that no row of reason-codes.csv approves. */
    UNAPPROVED,
    /** A grade that does not fit the reason. */
    CONTRADICTION,
    /** A SKU or a reason that comes back more often than before. */
    SPIKE;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final String OK = "ok";
  static final String CONTRADICTS = "GRADE_CONTRADICTS_REASON";

  boolean is(Kind which) {
    return kind == which;
  }
}
