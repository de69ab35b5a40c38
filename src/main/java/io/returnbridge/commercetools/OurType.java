package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.OurField.*;

import com.commercetools.api.models.type.ResourceTypeId;
import java.util.Collection;
import java.util.List;

/** The four kinds of resource that carry our fields, and the Type for those that have none yet. */
enum OurType {
  ORDER(
      "reveni-order",
      "Reveni: order",
      ResourceTypeId.ORDER,
      List.of(
          RETURN_STATUS,
          RETURN_IDS,
          REASON_CODES,
          REFUND_STATUS,
          REFUNDED_AMOUNT,
          TRACKING,
          EXCHANGE_ORDERS,
          TIMELINE,
          UPDATED_AT)),
  RETURN_ITEM(
      "reveni-return-item",
      "Reveni: return item",
      ResourceTypeId.ORDER_RETURN_ITEM,
      List.of(RETURN_ID, ITEM_ID, REASON, GRADE, DISPOSITION)),
  PAYMENT(
      "reveni-payment",
      "Reveni: credit",
      ResourceTypeId.PAYMENT,
      List.of(RETURN_ID, RMA_NUMBER, REFUND_ID, PAID_BY, METHOD, FEES, BONUS)),
  INVENTORY_ENTRY(
      "reveni-inventory-entry",
      "Reveni: stock",
      ResourceTypeId.INVENTORY_ENTRY,
      List.of(MOVEMENTS));

  private final String key;
  private final String label;
  private final ResourceTypeId resource;
  private final List<OurField> fields;

  OurType(String key, String label, ResourceTypeId resource, List<OurField> fields) {
    this.key = key;
    this.label = label;
    this.resource = resource;
    this.fields = fields;
  }

  String key() {
    return key;
  }

  String label() {
    return label;
  }

  ResourceTypeId resource() {
    return resource;
  }

  List<OurField> fields() {
    return fields;
  }

  boolean isIn(Collection<String> fieldNames) {
    return fields.stream().allMatch(f -> fieldNames.contains(f.field()));
  }
}
