package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.returnbridge.model.Money;
import io.returnbridge.reconciliation.Codes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of daily-exceptions. Without personal data.
 *
 * @param finding code of what is wrong; of a case its code
 * @param healed whether the report itself has put it right
 * @param refundId null where it is about a return, or a case that no refund is named in
 * @param amount what the shopper keeps by Reveni's word; null where nobody knows
 * @param actual what commercetools has instead; null for nothing
 * @param completedAt of the refund, when Reveni says
 * @param paymentKey under which the credit is looked for
 * @param namedSince day of the first of the reports that name it one after another
 * @param owner who has to act
 * @param caseId of the case itself, or of the one about the refund that is open or that a person
 *     has closed over it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DailyRow(
    Kind kind,
    String finding,
    boolean healed,
    @Nullable String refundId,
    @Nullable String rmaNumber,
    @Nullable String returnId,
    @Nullable String store,
    @Nullable String orderNumber,
    @Nullable Money amount,
    @Nullable Money actual,
    @Nullable Instant completedAt,
    @Nullable String paymentKey,
    @Nullable LocalDate namedSince,
    String owner,
    @Nullable String caseId,
    @Nullable Instant openedAt,
    @Nullable Instant dueAt,
    String cause,
    String nextStep) {

  /** What a row is about. */
  enum Kind {
    REFUND,
    CASE;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether nobody knows how it is: one of the systems could not say. */
  boolean isNotChecked() {
    return kind == Kind.REFUND && FindingTexts.of(finding).notChecked();
  }

  /** Whether its credit is recorded and agrees, and there is no order yet that it could be on. */
  boolean isWithoutOrder() {
    return kind == Kind.REFUND && finding.equals(Codes.NO_ORDER);
  }

  /** The same refund in another report. */
  String subject() {
    return store + "/" + returnId + "/" + refundId;
  }
}
