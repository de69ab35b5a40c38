package io.returnbridge.evidence;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is recorded of one return, in the order in which it was chained.
 *
 * @param head hash of the last entry
 */
public record Bundle(
    String format,
    String store,
    String returnId,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    Instant asOf,
    List<Chain.Entry> entries,
    String head) {}
