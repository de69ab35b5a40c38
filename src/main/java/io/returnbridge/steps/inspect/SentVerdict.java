package io.returnbridge.steps.inspect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A verdict of one unit as it was, or may have been, told to Reveni; written before the request.
 *
 * @param verdict {@code accepted} or {@code rejected}
 * @param confirmed Reveni shows the item as decided
 * @param doubtful whether Reveni may have taken it
 * @param pendingFor since when Reveni has shown the item as pending all the same; null while it was
 *     not seen like that after the request
 */
record SentVerdict(
    String itemId,
    int unit,
    String scan,
    String grade,
    String verdict,
    @Nullable String rejectReason,
    boolean confirmed,
    boolean doubtful,
    @Nullable Duration pendingFor) {}
