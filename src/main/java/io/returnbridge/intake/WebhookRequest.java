package io.returnbridge.intake;

import org.jspecify.annotations.Nullable;

/** A webhook as it came in, its bytes untouched. */
@SuppressWarnings("ArrayRecordComponent")
public record WebhookRequest(
    String store, @Nullable String contentType, @Nullable String signature, byte[] body) {}
