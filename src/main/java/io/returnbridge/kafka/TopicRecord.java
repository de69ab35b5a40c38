package io.returnbridge.kafka;

import java.time.Instant;
import java.util.Map;

/**
 * A record as it lies in its topic.
 *
 * @param headers as text, the last of each name
 * @param value empty for a record without one
 * @param at when it was sent
 */
@SuppressWarnings("ArrayRecordComponent")
public record TopicRecord(Map<String, String> headers, byte[] value, Instant at) {}
