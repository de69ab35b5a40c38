package io.returnbridge.personaldata;

import io.returnbridge.model.ReturnId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as Reveni sent it, with all that it says, where it is kept.
 *
 * @param where a topic, or a table
 * @param place in it
 * @param about what its key says; null where that is not known
 * @param why it is still kept
 * @param until when it goes by itself; null where that is not known
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawWebhook(
    String where,
    String place,
    @Nullable ReturnId about,
    Instant at,
    byte[] body,
    String why,
    @Nullable Instant until) {}
