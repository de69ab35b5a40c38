package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code /product-types}: there because a product needs one; attributes are kept as given. */
final class ProductTypesResource extends Resource {
  ProductTypesResource(Project project, CustomFields customFields) {
    super(project, customFields, "product-types", "product-type");
    queryable("name");
  }

  @Override
  void fill(ObjectNode productType, Draft draft) {
    Draft.set(productType, "key", draft.key("key"));
    productType.put("name", draft.requiredText("name"));
    productType.put("description", draft.requiredText("description"));
    ArrayNode attributes = productType.putArray("attributes");
    draft.objects("attributes").forEach(attribute -> attributes.add(attribute.raw()));
  }
}
