package io.returnbridge.steps.inspect;

import org.jspecify.annotations.Nullable;

/**
 * A verdict of one unit as it was, or may have been, told to Reveni; written before the request.
 *
 * @param verdict {@code accepted} or {@code rejected}
 * @param confirmed Reveni shows the item as decided
 */
record SentVerdict(
    String itemId,
    int unit,
    String scan,
    String grade,
    String verdict,
    @Nullable String rejectReason,
    boolean confirmed) {}
