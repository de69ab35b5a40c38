package io.returnbridge.mappings;

import org.jspecify.annotations.Nullable;

/**
 * What a return status of Reveni means.
 *
 * @param status the value of the order field {@code reveniReturnStatus}
 * @param terminal whether nothing more is expected of such a return
 * @param orderState key of the commercetools State that the order moves to; null for none
 * @param attention the row's place in the table: 0 is the most urgent
 */
public record StatusRow(
    String reveniStatus,
    String status,
    boolean terminal,
    @Nullable String orderState,
    int attention) {}
