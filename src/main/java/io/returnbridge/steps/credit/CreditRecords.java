package io.returnbridge.steps.credit;

import io.returnbridge.json.Json;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.OutboxRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What is told about a linked credit: to the ERP and to whoever informs the shopper. */
@ApplicationScoped
class CreditRecords {

  /**
   * @param charged what was taken back so far
   */
  record LinkedCredit(
      String id,
      String paymentKey,
      @Nullable String paymentId,
      String store,
      String returnId,
      String rmaNumber,
      String refundId,
      String orderNumber,
      Money amount,
      @Nullable Money charged,
      String paidBy,
      String method) {}

  record RefundNotice(
      String id,
      String type,
      String store,
      String returnId,
      String rmaNumber,
      String orderNumber,
      String refundId,
      Money amount) {}

  private final String finance;
  private final String notifications;

  CreditRecords(
      @ConfigProperty(name = "topics.finance-credits") String finance,
      @ConfigProperty(name = "topics.customer-notifications") String notifications) {
    this.finance = finance;
    this.notifications = notifications;
  }

  /**
   * Stable ids: one record for the link, one more for each amount that was taken back, and for
   * another order that a person named.
   */
  List<OutboxRecord> of(ReturnState state, Refund refund, Credit credit) {
    String order = Objects.requireNonNull(credit.linkedOrder());
    Money charged = credit.charged();
    String id =
        "credit:"
            + state.id().store()
            + ":"
            + credit.paymentKey()
            + (state.formerOrders().isEmpty() ? "" : ":order:" + order)
            + (charged == null ? "" : ":charged:" + charged.centAmount());
    OutboxRecord record =
        new OutboxRecord(
            id,
            finance,
            order,
            Json.write(
                new LinkedCredit(
                    id,
                    credit.paymentKey(),
                    credit.paymentId(),
                    state.id().store(),
                    state.id().id(),
                    state.rmaNumber(),
                    refund.refundId(),
                    order,
                    credit.amount(),
                    charged,
                    refund.paidBy(),
                    refund.method())));
    if (charged != null || !refund.status().wasPaid()) {
      return List.of(record);
    }
    String noticeId = "refund-linked:" + state.id().store() + ":" + credit.paymentKey();
    return List.of(
        record,
        new OutboxRecord(
            noticeId,
            notifications,
            order,
            Json.write(
                new RefundNotice(
                    noticeId,
                    "refund-linked",
                    state.id().store(),
                    state.id().id(),
                    state.rmaNumber(),
                    order,
                    refund.refundId(),
                    credit.amount()))));
  }
}
