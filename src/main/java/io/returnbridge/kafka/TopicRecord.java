package io.returnbridge.kafka;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in its topic.
 *
 * @param place where it lies: {@code topic/partition/offset}
 * @param key null when it has none
 * @param headers as text, the last of each name
 * @param value empty for a record without one
 * @param at when it was sent
 */
@SuppressWarnings("ArrayRecordComponent")
public record TopicRecord(
    String place, byte @Nullable [] key, Map<String, String> headers, byte[] value, Instant at) {}
